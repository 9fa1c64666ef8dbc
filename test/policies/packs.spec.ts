import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packs, worldsFromFiles } from "../../policies/packs";
import { toPolicy } from "../../policies/rule";
import { analyze, apac, china, euWest, type Given, providerOf, tagsOf, usEast, worldOf } from "./harness";

describe("packs", () => {
  it("are exactly these", () => {
    expect(packs.world.map(({ name }) => name)).toEqual([
      "right-pack",
      "effective-region",
      "location-elsewhere",
      "declared-edge",
      "provider-region",
      "provider-account",
      "default-provider",
      "own-cloud",
      "kubernetes-cluster",
      "stack-reference",
      "foreign-network",
      "foreign-account",
      "foreign-endpoint",
      "required-tags",
      "mainland-location",
    ]);
    expect(packs.china.map(({ name }) => name)).toEqual([
      ...packs.world.map(({ name }) => name).filter((name) => name !== "mainland-location"),
      "china-transit",
    ]);
  });

  it("leave out no rule there is", () => {
    const files = readdirSync(join(import.meta.dirname, "../../policies/rules"));
    const composed = new Set([...packs.world, ...packs.china].map(({ name }) => `${name}.ts`));
    expect(files.sort()).toEqual([...composed].sort());
  });

  it("enforce every rule, and name its controls", () => {
    for (const rule of [...packs.world, ...packs.china]) {
      const policy = toPolicy(rule, () => worldOf(usEast));
      expect(policy).toMatchObject({ name: rule.name, enforcementLevel: "mandatory", severity: "critical" });
      expect(rule.controls.length).toBeGreaterThan(0);
      expect(policy.description).toContain(rule.controls[0]);
    }
  });

  const inPlace: [string, typeof usEast, Given][] = [
    ["a VPC", usEast, { type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.1.0.0/16", tags: tagsOf(usEast) } }],
    [
      "a bucket",
      euWest,
      { type: "gcp:storage/bucket:Bucket", props: { location: "europe-west3", labels: tagsOf(euWest) } },
    ],
    [
      "a VPC outside China",
      apac,
      { type: "alicloud:vpc/network:Network", props: { cidrBlock: "10.3.0.0/16", tags: tagsOf(apac) } },
    ],
    [
      "a VPC in China",
      china,
      { type: "alicloud:vpc/network:Network", props: { cidrBlock: "10.4.0.0/16", tags: tagsOf(china) } },
    ],
  ];
  it.each(inPlace)("let %s be", async (_, stack, given) => {
    const rules = stack.isolated ? packs.china : packs.world;
    const { findings } = await analyze(rules, worldOf(stack), { provider: providerOf(stack), ...given });
    expect(findings).toEqual([]);
  });

  it("refuse an aws bucket in China by several rules at once", async () => {
    const given = { type: "aws:s3/bucket:Bucket", props: { region: "us-east-1" }, provider: providerOf(usEast) };
    const { findings } = await analyze(packs.china, worldOf(china), given);
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(
      new Set(["effective-region", "location-elsewhere", "own-cloud", "required-tags"]),
    );
  });

  it("refuse everything, by every rule that judges resources, when the stack files can't be read", async () => {
    const worlds = worldsFromFiles("/", {});
    const given: Given = { type: "aws:ec2/vpc:Vpc", props: { tags: tagsOf(usEast) }, provider: providerOf(usEast) };
    const { findings } = await analyze(packs.world, worldOf(usEast), given, worlds);
    const judging = packs.world.filter(({ judge }) => judge).map(({ name }) => name);
    expect(findings.map(({ rule }) => rule)).toEqual(judging);
    expect(findings[0]?.message).toContain("set MERIDIAN_TOPOLOGY");
    expect(findings.every(({ mandatory }) => mandatory)).toBe(true);
  });
});
