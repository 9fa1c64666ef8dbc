/** Jobs of other clouds let into buckets on Alibaba Cloud, held against the sandbox's models. */
import { describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../sandbox/core/world";
import { alicloud } from "../../../sandbox/models/alicloud";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { createInbound } from "../../../src/components/transfer";
import type { ObjectEdge } from "../../../src/plan/replication";
import type { Region } from "../../../src/topology/schema";
import { inSandbox } from "../../sandbox/models/component";
import { contextOf, edgesOf, keysOf, regionOf, singapore, storageOf } from "./fixture";

const eu = regionOf("eu-west");
const issuerType = "alicloud:ims/oidcProvider:OidcProvider";

async function build(region: Region, edges: readonly ObjectEdge[], world = SandboxWorld.inMemory()) {
  let waiting: readonly unknown[] = [];
  const { made } = await inSandbox(
    alicloud,
    { account: region.account, region: region.location },
    async () => {
      const args = { edges, storage: storageOf(region), keys: keysOf("key-sgp1") };
      ({ waiting } = await createInbound(contextOf(region), createAlicloudProvider(region, "home"), args));
    },
    {},
    world,
  );
  return { waiting, of: (type: string) => made.filter((object) => object.type === type).map(({ inputs }) => inputs) };
}

describe("the way into Alibaba Cloud", () => {
  it("is a RAM role for each origin, taken with a token of exactly its job", async () => {
    const region = singapore();
    const { of, waiting } = await build(region, edgesOf(region, eu));
    expect(waiting).toEqual([]);
    const issuer =
      "https://container.googleapis.com/v1/projects/meridian-eu-west/locations/europe-west3/clusters/meridian-production-eu-west-cluster";
    expect(of(issuerType)).toMatchObject([
      { oidcProviderName: "meridian-production-eu-west-issuer", issuerUrl: issuer, clientIds: ["sts.aliyuncs.com"] },
    ]);
    const [role] = of("alicloud:ram/role:Role");
    expect(role?.roleName).toBe("meridian-production-apac-ap-southeast-1-transfer-from-eu-west");
    expect(JSON.parse(String(role?.assumeRolePolicyDocument)).Statement).toEqual([
      {
        Effect: "Allow",
        Action: "sts:AssumeRole",
        Principal: { Federated: ["acs:ram::1234567890123456:oidc-provider/meridian-production-eu-west-issuer"] },
        Condition: {
          StringEquals: {
            "oidc:iss": [issuer],
            "oidc:aud": ["sts.aliyuncs.com"],
            "oidc:sub": ["system:serviceaccount:meridian-system:transfer-to-apac"],
          },
        },
      },
    ]);
  });

  it("leads below the declared prefixes, with the region's key, and never to a deletion", async () => {
    const region = singapore();
    const { of } = await build(region, edgesOf(region, eu));
    const [policy] = of("alicloud:ram/policy:Policy");
    const { Statement } = JSON.parse(String(policy?.policyDocument));
    expect(Statement[0]).toMatchObject({
      Action: ["oss:ListObjects"],
      Condition: {
        StringLike: { "oss:Prefix": ["user-avatars/eu-west/*", "templates/eu-west/*", "system-assets/eu-west/*"] },
      },
    });
    expect(Statement[1].Resource[0]).toMatch(
      /^acs:oss:\*:1234567890123456:meridian-production-apac-assets-[0-9a-f]{6}\/user-avatars\/eu-west\/\*$/,
    );
    expect(Statement.at(-1).Resource).toEqual(["acs:kms:*:1234567890123456:key/key-sgp1"]);
    expect(JSON.stringify(Statement)).not.toMatch(/Delete|oss:\*"/);
  });

  it("is kept once an account: two regions of it come up beside one another", async () => {
    const first = singapore();
    const second = regionOf("us-east", { cloud: "alicloud", location: "us-east-1", account: first.account, number: 9 });
    const edges = edgesOf(first, second, eu);
    const world = SandboxWorld.inMemory();
    const both = [await build(first, edges, world), await build(second, edges, world)];
    expect(both.map(({ of }) => of(issuerType).length)).toEqual([1, 0]);
  });

  it("waits for an issuer from AWS, whose roles RAM does not know", async () => {
    const region = singapore();
    const us = regionOf("us-east");
    const { waiting } = await build(region, edgesOf(region, us));
    expect(waiting).toHaveLength(5);
    const issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
    const said = { ...us, cluster: { ...us.cluster, issuer } };
    const { of } = await build(region, edgesOf(region, said));
    expect(of(issuerType)).toMatchObject([{ issuerUrl: issuer }]);
  });
});
