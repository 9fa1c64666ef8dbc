/** What components on Google Cloud are handed in tests: rings whose keys tell where they lie, and the cloud's answers. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../../src/components/component";
import { type drKeyPurposes, type KeyPurpose, type KeyRing, keyPurposes } from "../../src/components/keys/contract";
import type { Network } from "../../src/components/network/contract";
import { createGcpProvider } from "../../src/components/provider/gcp";
import { subnetTiers } from "../../src/plan/network";
import type { Answers, InvokeAnswers } from "./harness";

export const keyIn = (location: string, purpose: KeyPurpose): string =>
  `projects/p/locations/${location}/keyRings/ring/cryptoKeys/${purpose}`;

class FixtureKeyRing extends pulumi.ComponentResource implements KeyRing {
  readonly keys: KeyRing["keys"];

  constructor(name: string, location: string) {
    super("meridian:test:FixtureKeyRing", name);
    const entries = keyPurposes.map((purpose) => [purpose, pulumi.output(keyIn(location, purpose))]);
    this.keys = Object.fromEntries(entries) as KeyRing["keys"];
  }
}

export interface GcpSite {
  readonly provider: pulumi.ProviderResource;
  readonly keys: KeyRing;
  readonly dr: { readonly provider: pulumi.ProviderResource; readonly keys: KeyRing<(typeof drKeyPurposes)[number]> };
}

/** Providers `<region>` and `<region>-dr`, and a ring at each. */
export function gcpSite({ region }: RegionContext): GcpSite {
  const ring = (location: string) => new FixtureKeyRing(`${region.name}-${location}`, location);
  return {
    provider: createGcpProvider(region, region.name),
    keys: ring(region.location),
    dr: {
      provider: createGcpProvider({ ...region, location: region.drLocation }, `${region.name}-dr`),
      keys: ring(region.drLocation),
    },
  };
}

/** A VPC and its three subnets, by the names that a region's have. */
export class GcpFixtureNetwork extends pulumi.ComponentResource implements Network {
  readonly id: pulumi.Output<string>;
  readonly cidr: string;
  readonly subnets: Network["subnets"];
  readonly zones: pulumi.Output<string[]>;
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];

  constructor({ naming, network, region }: RegionContext) {
    super("meridian:test:GcpFixtureNetwork", naming.name("network"));
    const at = `projects/${region.account}`;
    this.id = pulumi.output(`${at}/global/networks/${naming.name("vpc")}`);
    this.cidr = network.cidr;
    this.subnets = subnetTiers.map((tier) => ({
      tier,
      id: pulumi.output(`${at}/regions/${region.location}/subnetworks/${naming.name(tier)}`),
      cidr: network.tiers[tier],
    }));
    this.zones = pulumi.output(["a", "b", "c"].map((zone) => `${region.location}-${zone}`));
    const tag = (tier: string) => pulumi.output(`meridian-${tier}`);
    this.groups = { ingress: tag("public"), nodes: tag("private"), data: tag("data") };
    this.ingress = { id: pulumi.output("ingress"), address: pulumi.output("198.51.100.1") };
  }
}

export const gcpAnswers: Answers = {
  "random:index/randomString:RandomString": () => ({ result: "a1b2c3" }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "generated-password" }),
  "gcp:memorystore/instance:Instance": () => ({
    endpoints: [
      {
        connections: [
          { pscAutoConnection: { connectionType: "CONNECTION_TYPE_UNSPECIFIED", ipAddress: "10.2.128.6" } },
          { pscAutoConnection: { connectionType: "CONNECTION_TYPE_DISCOVERY", ipAddress: "10.2.128.5" } },
        ],
      },
    ],
    managedServerCas: [{ caCerts: [{ certificates: ["leaf", "root"] }] }],
  }),
  "gcp:projects/serviceIdentity:ServiceIdentity": ({ inputs }) => ({ member: `serviceAccount:${inputs.service}` }),
};

export const gcpInvokes: InvokeAnswers = {
  "gcp:organizations/getProject:getProject": () => ({ number: "123456789012" }),
  "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": () => ({ member: "serviceAccount:storage-agent" }),
  "gcp:logging/getProjectCmekSettings:getProjectCmekSettings": () => ({ serviceAccountId: "logging-agent" }),
  "gcp:storage/getTransferProjectServiceAccount:getTransferProjectServiceAccount": () => ({
    email: "project-123456789012@storage-transfer-service.iam.gserviceaccount.com",
    member: "serviceAccount:transfer-agent",
  }),
  "gcp:compute/getZones:getZones": ({ region }) => ({ names: ["a", "b", "c", "d"].map((zone) => `${region}-${zone}`) }),
};
