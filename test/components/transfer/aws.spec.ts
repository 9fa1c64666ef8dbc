/** Jobs of other regions let into buckets on AWS, held against the sandbox's models. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/core/model";
import { SandboxWorld } from "../../../sandbox/core/world";
import { aws } from "../../../sandbox/models/aws";
import { createAwsProvider } from "../../../src/components/provider/aws";
import { createInbound } from "../../../src/components/transfer";
import type { ObjectEdge } from "../../../src/plan/replication";
import type { Region } from "../../../src/topology/schema";
import { inSandbox } from "../../sandbox/models/component";
import { contextOf, edgesOf, keysOf, regionOf, singapore, storageOf } from "./fixture";

const key = "arn:aws:kms:us-east-1:111122223333:key/1";
const us = regionOf("us-east");
const eu = regionOf("eu-west");
const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/rolePolicy:RolePolicy";
const issuerType = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";

async function build(region: Region, edges: readonly ObjectEdge[], world = SandboxWorld.inMemory()) {
  let waiting: readonly unknown[] = [];
  const { made } = await inSandbox(
    aws,
    { account: region.account, region: region.location },
    async () => {
      const storage = storageOf(region, (name) => `arn:aws:s3:::${name}`);
      ({ waiting } = await createInbound(contextOf(region), createAwsProvider(region, "home"), {
        edges,
        storage,
        keys: keysOf(key),
      }));
    },
    {},
    world,
  );
  const of = (type: string) => made.filter((object) => object.type === type).map(({ inputs }) => inputs);
  return { waiting, made, of };
}

const document = (inputs: Properties | undefined, property: string) => JSON.parse(String(inputs?.[property]));

describe("the way into AWS", () => {
  it("is a role for each origin, taken with a token of exactly its job", async () => {
    const { of, waiting } = await build(us, edgesOf(us, eu, regionOf("apac")));
    expect(waiting).toEqual([]);
    expect(of(roleType).map(({ name }) => name)).toEqual([
      "meridian-production-us-east-us-east-1-transfer-from-eu-west",
      "meridian-production-us-east-us-east-1-transfer-from-apac",
    ]);
    const issuer =
      "container.googleapis.com/v1/projects/meridian-eu-west/locations/europe-west3/clusters/meridian-production-eu-west-cluster";
    const [role] = of(roleType);
    expect(document(role, "assumeRolePolicy").Statement).toEqual([
      {
        Sid: "Token",
        Effect: "Allow",
        Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
        Action: "sts:AssumeRoleWithWebIdentity",
        Condition: {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: "system:serviceaccount:meridian-system:transfer-to-us-east",
          },
        },
      },
    ]);
    expect(of(issuerType)[0]).toMatchObject({ url: `https://${issuer}`, clientIdLists: ["sts.amazonaws.com"] });
    for (const made of [...of(roleType), ...of(issuerType)])
      expect(made.tags).toMatchObject({ "meridian-stack": "us-east" });
  });

  it("leads below the declared prefixes, with the region's key, and never to a deletion", async () => {
    const { of } = await build(us, edgesOf(us, eu));
    const { Statement } = document(of(policyType)[0], "policy");
    const objects = Statement.filter(({ Sid }: { Sid: string }) => Sid.startsWith("Objects"));
    const below = (purpose: string, dataClass: string) =>
      expect.stringMatching(
        new RegExp(`^arn:aws:s3:::meridian-production-us-east-${purpose}-[0-9a-f]{6}/${dataClass}/eu-west/\\*$`),
      );
    expect(objects.map(({ Resource }: { Resource: unknown }) => Resource)).toEqual([
      [below("assets", "user-avatars"), below("assets", "templates"), below("assets", "system-assets")],
      [below("knowledge", "knowledge-base")],
      [below("compliance", "compliance-records")],
    ]);
    expect(JSON.stringify(Statement)).not.toMatch(/Delete|"s3:\*"|Bypass/);
    expect(Statement.at(-1)).toMatchObject({
      Resource: key,
      Condition: { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    });
    expect(Statement[0]).toMatchObject({
      Action: "s3:ListBucket",
      Condition: {
        StringLike: { "s3:prefix": ["user-avatars/eu-west/*", "templates/eu-west/*", "system-assets/eu-west/*"] },
      },
    });
  });

  it("asks nothing of a cluster that may not be there: the issuer's root is told", async () => {
    const { of } = await build(us, edgesOf(us, eu));
    expect(of(issuerType)[0]?.thumbprintLists).toEqual(["e58c1cc4913b38634be9106ee3ad8e6b9dd9814a"]);
    const drawn = singapore();
    const { of: told } = await build(us, edgesOf(us, drawn));
    expect(told(issuerType)[0]).toMatchObject({ url: drawn.cluster.issuer });
    expect(told(issuerType)[0]).not.toHaveProperty("thumbprintLists");
  });

  it("is kept once an account: two regions of it come up beside one another", async () => {
    const west = regionOf("apac", { cloud: "aws", location: "us-west-2", account: us.account });
    const edges = edgesOf(us, eu, west);
    const world = SandboxWorld.inMemory();
    const both = [await build(us, edges, world), await build(west, edges, world)];
    expect(both.map(({ of }) => of(issuerType).length)).toEqual([1, 0]);
    const trusted = both.map(({ of }) => document(of(roleType)[0], "assumeRolePolicy").Statement[0].Principal);
    expect(trusted[0]).toEqual(trusted[1]);
  });

  it("is, from another account, the one role of the one job", async () => {
    const far = regionOf("apac", { cloud: "aws", location: "ap-south-1", account: "444455556666" });
    const { of } = await build(us, edgesOf(us, far));
    expect(of(issuerType)).toEqual([]);
    expect(document(of(roleType)[0], "assumeRolePolicy").Statement[0]).toMatchObject({
      Principal: { AWS: "arn:aws:iam::444455556666:root" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        ArnEquals: {
          "aws:PrincipalArn":
            "arn:aws:iam::444455556666:role/meridian-production-apac-ap-south-1-pod-transfer-to-us-east",
        },
      },
    });
  });

  it("waits where a stack file has yet to say who signs", async () => {
    const { made, waiting } = await build(us, edgesOf(us, singapore({ cluster: { operators: [] } })));
    expect(made).toEqual([]);
    expect(waiting).toHaveLength(5);
    expect(waiting[0]).toMatchObject({
      edge: { dataClass: "user-avatars" },
      reason: expect.stringMatching(/^Pulumi\.apac\.yaml has no cluster\.issuer/),
    });
  });
});
