/** What components on Alibaba Cloud stand on, made up: network, registry, secrets. */
import * as pulumi from "@pulumi/pulumi";
import { AlicloudCluster } from "../../src/components/cluster/alicloud";
import type { RegionContext } from "../../src/components/component";
import type { Network } from "../../src/components/network/contract";
import { createAlicloudProvider } from "../../src/components/provider/alicloud";
import type { Registry } from "../../src/components/registry/contract";
import type { GeneratedSecret, SecretStore } from "../../src/components/secrets/contract";
import { naming } from "../../src/plan/naming";
import type { Region } from "../../src/topology/schema";
import { fixtureShared } from "../fixtures/topology";
import { alicloudKeys } from "./alicloud";
import type { Answers, InvokeAnswers, Registration } from "./harness";

class Stub extends pulumi.ComponentResource {
  constructor(name: string) {
    super("test:index:Stub", name);
  }
}

export const fakeNetwork = ({ network }: RegionContext): Network =>
  Object.assign(new Stub("network"), {
    id: pulumi.output("vpc-1"),
    cidr: network.cidr,
    subnets: network.subnets.map(({ tier, zone, cidr }) => ({
      tier,
      zone,
      cidr,
      id: pulumi.output(`vsw-${tier}-${zone}`),
    })),
    zones: pulumi.output(["zone-a", "zone-b", "zone-c"]),
    groups: {
      ingress: pulumi.output("sg-ingress"),
      nodes: pulumi.output("sg-nodes"),
      data: pulumi.output("sg-data"),
    },
    ingress: { id: pulumi.output("eip-1"), address: pulumi.output("203.0.113.7") },
  });

export const fakeRegistry = (): Registry =>
  Object.assign(new Stub("registry"), {
    id: pulumi.output("cri-1"),
    own: (image: string) => pulumi.output(image),
    mirrored: (_upstream: string, image: string) => pulumi.output(image),
  });

export const passwordOf = (purpose: string): string => `Pass-word_of-${purpose}`;

export const fakeSecrets = (): SecretStore =>
  Object.assign(new Stub("secrets"), {
    generate: (purpose: string): GeneratedSecret => ({
      id: pulumi.output(`id of ${purpose}`),
      name: pulumi.output(`name-of-${purpose}`),
      value: pulumi.secret(passwordOf(purpose)),
    }),
    keep: (purpose: string) => ({ id: pulumi.output(`id of ${purpose}`), name: pulumi.output(`name-of-${purpose}`) }),
  });

export const createCluster = (context: RegionContext): AlicloudCluster =>
  new AlicloudCluster(context, createAlicloudProvider(context.region, "here"), {
    network: fakeNetwork(context),
    keys: alicloudKeys(),
    registry: fakeRegistry(),
  });

/** What Alibaba Cloud answers. */
export const answers: Answers = {
  "alicloud:cs/managedKubernetes:ManagedKubernetes": () => ({
    connections: { apiServerIntranet: "https://10.4.0.5:6443" },
    rrsaMetadata: {
      enabled: true,
      ramOidcProviderArn: "acs:ram::1:oidc-provider/ack-rrsa-c1",
      rrsaOidcIssuerUrl: "https://oidc.example/c1",
    },
  }),
  "alicloud:ram/role:Role": ({ inputs }) => ({ arn: `acs:ram::1:role/${String(inputs.roleName)}` }),
  "alicloud:ram/policy:Policy": () => ({ type: "Custom" }),
  "alicloud:rds/instance:Instance": ({ name }) => ({ connectionString: `${name}.pg.rds.aliyuncs.com`, port: "5432" }),
};

export const invokes: InvokeAnswers = {
  "alicloud:index/getZones:getZones": () => ({ ids: ["zone-3", "zone-1", "zone-2"] }),
  "alicloud:cs/getKubernetesVersion:getKubernetesVersion": () => ({
    metadatas: ["1.34.1-aliyun.1", "1.34.10-aliyun.1", "1.34.9-aliyun.2", "1.35.2-aliyun.1"].map((version) => ({
      version,
      runtimes: [],
    })),
  }),
  "alicloud:cs/getClusterCredential:getClusterCredential": () => ({
    certificateAuthority: { clusterCert: "Q0E=", clientCert: "", clientKey: "the administrator's key" },
  }),
};

export const tagsOf = (region: Region) => naming(fixtureShared(), region).tags;

/** Secrets as the engine gets them. */
export const isSecret = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Reflect.get(value, pulumi.runtime.specialSigKey) === pulumi.runtime.specialSecretSig;

/** Types of Alibaba Cloud among what was registered, and those of one type. */
export function alicloudOf(seen: readonly Registration[]) {
  const children = seen.filter(({ type }) => type.startsWith("alicloud:"));
  const of = (type: string) => children.filter((child) => child.type === `alicloud:${type}`);
  const one = (type: string): Registration => {
    const [only, ...others] = of(type);
    if (!only || others.length > 0) throw new Error(`${others.length + (only ? 1 : 0)} of ${type}`);
    return only;
  };
  return { children, of, one };
}
