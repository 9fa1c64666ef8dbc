import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { AlicloudCluster } from "../../../src/components/cluster/alicloud";
import { AlicloudIdentity } from "../../../src/components/identity/alicloud";
import type { Permission } from "../../../src/components/identity/contract";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { bucketNamePurpose, bucketPlans } from "../../../src/plan/storage";
import { alicloudRegion, alicloudShared } from "../../fixtures/alicloud";
import { fixtureContext } from "../../fixtures/topology";
import { alicloudKeys } from "../alicloud";
import { alicloudOf, answers, tagsOf } from "../alicloud-region";
import { registrations } from "../harness";

interface Document {
  readonly Statement: {
    readonly Action: readonly string[];
    readonly Resource: readonly string[];
    readonly Condition?: unknown;
    readonly Principal?: unknown;
  }[];
}

const region = alicloudRegion();
const context = { ...fixtureContext(region, alicloudShared()), protect: false };
const bucket = (name: string) => ({ name: pulumi.output(name), id: pulumi.output(name) });
const nameOf = (purpose: string) => {
  const plan = bucketPlans(context.shared, region).find((found) => found.purpose === purpose);
  if (!plan) throw new Error(`no bucket ${purpose}`);
  return context.naming.globalName(bucketNamePurpose(plan, "home"));
};

/** A cluster that is there already: what identities ask of it. */
const cluster: AlicloudCluster = Object.assign(Object.create(AlicloudCluster.prototype), {
  identityProvider: pulumi.output("acs:ram::1:oidc-provider/ack-rrsa-c1"),
  issuer: pulumi.output("https://oidc.example/c1"),
});

async function build(permissions: readonly Permission[]) {
  let annotations: unknown;
  const seen = await registrations(() => {
    const identity = new AlicloudIdentity(
      context,
      createAlicloudProvider(region, "there"),
      { cluster, keys: alicloudKeys() },
      { purpose: "service", namespace: "apps", serviceAccount: "api", permissions },
    );
    pulumi.output(identity.annotations).apply((known) => {
      annotations = known;
    });
  }, answers);
  const { children, of } = alicloudOf(seen);
  const document = (type: string, key: string): Document | undefined => {
    const [found] = of(type);
    return found && (JSON.parse(String(found.inputs[key])) as Document);
  };
  return {
    children,
    annotations,
    trust: document("ram/role:Role", "assumeRolePolicyDocument"),
    policy: document("ram/policy:Policy", "policyDocument"),
  };
}

describe("an identity", () => {
  it("is taken by one service account of one cluster", async () => {
    const { children, annotations, trust } = await build([]);
    expect(trust?.Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: ["acs:ram::1:oidc-provider/ack-rrsa-c1"] },
        Condition: {
          StringEquals: {
            "oidc:iss": ["https://oidc.example/c1"],
            "oidc:aud": ["sts.aliyuncs.com"],
            "oidc:sub": ["system:serviceaccount:apps:api"],
          },
        },
      },
    ]);
    expect(annotations).toMatchObject({
      "pod-identity.alibabacloud.com/role-name": "meridian-production-china-service",
    });
    expect(children.map(({ type }) => type)).toEqual(["alicloud:ram/role:Role"]);
    expect(children[0]).toMatchObject({ provider: "there", inputs: { tags: tagsOf(region) } });
  });

  it("may do what it was given, by name, and nothing more", async () => {
    const secret = { id: pulumi.output("id"), name: pulumi.output("meridian-password") };
    const { policy } = await build([
      { kind: "read-secret", secret },
      { kind: "read-objects", bucket: bucket("assets"), prefix: "templates/" },
      { kind: "use-cache" },
    ]);
    const allowed = policy?.Statement.map(({ Action, Resource, Condition }) => [Action, Resource, Condition]);
    expect(allowed).toEqual([
      [
        ["kms:GetSecretValue", "kms:DescribeSecret"],
        ["acs:kms:cn-hangzhou:1234567890123456:secret/meridian-password"],
        undefined,
      ],
      [["kms:Decrypt"], ["acs:kms:cn-hangzhou:1234567890123456:key/key-secrets"], undefined],
      [["oss:GetObject", "oss:GetObjectVersion"], ["acs:oss:*:1234567890123456:assets/templates/*"], undefined],
      [
        ["oss:ListObjects", "oss:ListObjectVersions"],
        ["acs:oss:*:1234567890123456:assets"],
        { StringLike: { "oss:Prefix": ["templates/*"] } },
      ],
      [["kms:Decrypt"], ["acs:kms:cn-hangzhou:1234567890123456:key/key-storage"], undefined],
    ]);
  });

  it("deletes in a bucket that is open, and only puts into one that is locked", async () => {
    const actions = async (name: string) => {
      const { policy } = await build([{ kind: "write-objects", bucket: bucket(name) }]);
      return policy?.Statement.flatMap(({ Action }) => Action) ?? [];
    };
    expect(await actions(nameOf("assets"))).toEqual(expect.arrayContaining(["oss:PutObject", "oss:DeleteObject"]));
    const locked = await actions(nameOf("compliance"));
    expect(locked).toContain("oss:PutObject");
    expect(locked.filter((action) => /Delete|oss:Get|oss:ListObjects/.test(action))).toEqual([]);
  });

  it("names no resource of all", async () => {
    const { policy } = await build([
      { kind: "write-objects", bucket: bucket("assets") },
      { kind: "read-objects", bucket: bucket("knowledge") },
    ]);
    for (const { Resource } of policy?.Statement ?? [])
      for (const resource of Resource) expect(resource).toMatch(/^acs:(oss:\*|kms:cn-hangzhou):\d{16}:[^*/]+/);
  });

  it("is refused for a cluster of another cloud", async () => {
    const nothing = pulumi.output("");
    await registrations(() => {
      const provider = createAlicloudProvider(region, "there");
      const stranger = Object.assign(new pulumi.ComponentResource("test:index:Cluster", "stranger"), {
        name: nothing,
        endpoint: nothing,
        kubeconfig: nothing,
        issuer: nothing,
      });
      const args = { purpose: "service", namespace: "apps", serviceAccount: "api", permissions: [] };
      const create = () => new AlicloudIdentity(context, provider, { cluster: stranger, keys: alicloudKeys() }, args);
      expect(create).toThrow(/its own cluster/);
    });
  });
});
