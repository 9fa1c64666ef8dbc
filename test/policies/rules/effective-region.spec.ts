import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectiveRegion } from "../../../policies/rules/effective-region";
import { type Cloud, locationsOf } from "../../../src/facts/locations";
import {
  analyze,
  china,
  euWest,
  type Given,
  globalStack,
  providerOf,
  refusals,
  unknown,
  usEast,
  worldOf,
} from "../harness";

const say = (stack: typeof euWest, given: Given) =>
  refusals(effectiveRegion, worldOf(stack), { provider: providerOf(stack), ...given });
const bucket = (props: Record<string, unknown>): Given => ({
  type: "gcp:storage/bucket:Bucket",
  name: "assets",
  props,
});

describe("effective-region", () => {
  it("names resource, type, region, country and residency", async () => {
    expect(await say(euWest, bucket({ location: "US-EAST1" }))).toEqual([
      "assets (gcp:storage/bucket:Bucket): US-EAST1 lies in US, outside the residency of eu-west (eu: EU, UK, EEA)",
    ]);
  });

  it.each(["europe-west3", "EUROPE-WEST2", "EU", "EUR4", "eur7"])("lets %s be in Europe", async (location) => {
    expect(await say(euWest, bucket({ location }))).toEqual([]);
  });

  it.each(["US", "ASIA", "ASIA1", "NAM4", "EUR8", "europe-west6", "europe", "global", "moon-1", ""])(
    "refuses %s in Europe",
    async (location) => {
      expect(await say(euWest, bucket({ location }))).toHaveLength(1);
    },
  );

  it("refuses a type that lies in several regions at once, whatever its region says", async () => {
    const [refusal] = await say(usEast, { type: "aws:dynamodb/globalTable:GlobalTable", props: {} });
    expect(refusal).toContain("which no residency allows");
  });

  it("refuses a regional type in the global stack", async () => {
    const vpc: Given = { type: "aws:ec2/vpc:Vpc", props: {}, provider: providerOf(usEast) };
    const [refusal] = await refusals(effectiveRegion, worldOf(globalStack), vpc);
    expect(refusal).toContain("is for DNS and edge only");
  });

  it("lets the resource's own region beat its provider's", async () => {
    const type = "aws:s3/bucket:Bucket";
    expect(await say(usEast, { type, props: {} })).toEqual([]);
    expect(await say(usEast, { type, props: { region: "eu-west-1" } })).toHaveLength(1);
    const abroad = { ...providerOf(usEast), props: { region: "eu-west-1" } };
    expect(await say(usEast, { type, props: { region: "us-west-2" }, provider: abroad })).toEqual([]);
    expect(await say(usEast, { type, props: {}, provider: abroad })).toHaveLength(1);
  });

  it("judges a copy of a bucket by where it goes", async () => {
    const copy = (location: string): Given => ({
      type: "alicloud:oss/bucketReplication:BucketReplication",
      props: { destination: { location } },
    });
    expect(await say(china, copy("oss-cn-beijing"))).toEqual([]);
    expect(await say(china, copy("oss-ap-southeast-1"))).toEqual([expect.stringContaining("lies in SG, outside")]);
  });

  it("refuses at preview what it can't know yet, and says so", async () => {
    const [own] = await say(euWest, bucket({ location: unknown }));
    expect(own).toContain("cannot tell, so refused: location is not known yet");
    const provider = { ...providerOf(usEast), props: { region: unknown } };
    const [inherited] = await say(usEast, { type: "aws:ec2/vpc:Vpc", provider });
    expect(inherited).toContain("region of its provider is not known yet");
  });

  it("does not care for what else is unknown", async () => {
    expect(await say(usEast, { type: "aws:ec2/subnet:Subnet", props: { vpcId: unknown, tags: unknown } })).toEqual([]);
  });

  it("refuses when nobody says a region", async () => {
    const provider = { type: "aws", props: {} };
    const [message] = await say(usEast, { type: "aws:ec2/vpc:Vpc", provider });
    expect(message).toContain("neither the resource (region) nor its provider (region) says a location");
    expect(await say(euWest, bucket({}))).toHaveLength(1);
  });

  it("refuses unknown types and unknown providers, and says which table to extend", async () => {
    expect((await say(usEast, { type: "aws:quantum/computer:Computer" }))[0]).toContain("policies/tables/aws.ts");
    expect((await say(usEast, { type: "tls:index/privateKey:PrivateKey" }))[0]).toContain(
      "no table knows provider tls",
    );
    expect((await say(usEast, { type: "constructor:index/x:X" }))[0]).toContain("no table knows provider");
  });

  it("refuses what lies in several places", async () => {
    expect(await say(usEast, { type: "aws:dynamodb/globalTable:GlobalTable" })).toHaveLength(1);
  });

  it("looks at every place of a resource that names several", async () => {
    const secret = (...locations: string[]): Given => ({
      type: "gcp:secretmanager/secret:Secret",
      props: { replication: { userManaged: { replicas: locations.map((location) => ({ location })) } } },
    });
    expect(await say(euWest, secret("europe-west3", "europe-west1"))).toEqual([]);
    expect(await say(euWest, secret("europe-west3", "us-east1", "asia-east1"))).toHaveLength(2);
    expect(
      await say(euWest, { type: "gcp:secretmanager/secret:Secret", props: { replication: { auto: {} } } }),
    ).toHaveLength(1);
  });

  it("has no say on components, identities and what lies with its parent", async () => {
    for (const given of [
      { type: "meridian:network:AwsNetwork" },
      { type: "pulumi:pulumi:Stack" },
      { type: "aws:iam/role:Role", provider: providerOf(usEast) },
      { type: "kubernetes:core/v1:ConfigMap", provider: { type: "kubernetes" } },
    ]) {
      const { findings, notApplicable } = await analyze([effectiveRegion], worldOf(usEast), given);
      expect(findings).toEqual([]);
      expect(notApplicable).toEqual(["effective-region"]);
    }
  });

  it("lets nothing of a region into the global stack", async () => {
    const aws = { type: "aws:ec2/vpc:Vpc", provider: providerOf(usEast) };
    expect(await refusals(effectiveRegion, worldOf(globalStack), aws)).toHaveLength(1);
    const zone = { type: "cloudflare:index/zone:Zone", provider: { type: "cloudflare" } };
    expect(await refusals(effectiveRegion, worldOf(globalStack), zone)).toEqual([]);
    const store = { type: "cloudflare:index/r2Bucket:R2Bucket", provider: { type: "cloudflare" } };
    expect(await refusals(effectiveRegion, worldOf(globalStack), store)).toHaveLength(1);
  });

  describe("whatever the location outside the residency", () => {
    const own: Record<Cloud, [type: string, path: string][]> = {
      aws: [
        ["aws:s3/bucket:Bucket", "region"],
        ["aws:rds/instance:Instance", "region"],
        ["aws:dynamodb/table:Table", "region"],
      ],
      gcp: [
        ["gcp:storage/bucket:Bucket", "location"],
        ["gcp:sql/databaseInstance:DatabaseInstance", "region"],
        ["gcp:compute/disk:Disk", "zone"],
      ],
      alicloud: [
        ["alicloud:oss/bucket:Bucket", ""],
        ["alicloud:rds/instance:Instance", ""],
        ["alicloud:kvstore/instance:Instance", ""],
      ],
    };
    const cases = [usEast, euWest, china].flatMap((stack) =>
      (Object.keys(own) as Cloud[]).flatMap((cloud) =>
        own[cloud].flatMap(([type, path]) =>
          locationsOf(cloud).map((location) => ({ stack, cloud, type, path, location })),
        ),
      ),
    );

    it("refuses it exactly then", async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...cases), fc.boolean(), fc.nat(), async (one, inherited, pick) => {
          const { stack, cloud, type, path, location } = one;
          const zone = location.zones[pick % location.zones.length] ?? location.code;
          const code = path === "zone" ? zone : location.code;
          const viaProvider = path === "" || (inherited && path !== "location");
          const provider = {
            type: cloud,
            props: viaProvider ? { [path || "region"]: code } : { region: stack.location },
          };
          const found = await refusals(effectiveRegion, worldOf(stack), {
            type,
            provider,
            props: viaProvider ? {} : { [path]: code },
          });
          expect(found.length === 0).toBe(stack.countries.has(location.country));
        }),
        { numRuns: 500 },
      );
    });
  });
});
