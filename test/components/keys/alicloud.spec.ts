import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AlicloudKeyRing } from "../../../src/components/keys/alicloud";
import { kmsZones } from "../../../src/components/keys/alicloud/instance";
import { drKeyPurposes, keyPurposes } from "../../../src/components/keys/contract";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { naming } from "../../../src/plan/naming";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { type InvokeAnswers, registrations } from "../harness";

const zones: InvokeAnswers = { "alicloud:index/getZones:getZones": () => ({ ids: ["zone-c", "zone-a", "zone-b"] }) };

async function build(region: Region = alicloudRegion(), protect = true) {
  const seen = await registrations(
    () => {
      const context = { ...fixtureContext(region), protect };
      const abroad = createAlicloudProvider({ ...region, location: region.drLocation }, "there");
      new AlicloudKeyRing(context, createAlicloudProvider(region, "here"), { site: "home", purposes: keyPurposes });
      new AlicloudKeyRing(context, abroad, { site: "dr", purposes: drKeyPurposes });
    },
    {},
    zones,
  );
  const children = seen.filter(({ type }) => type.startsWith("alicloud:"));
  const of = (type: string, provider = "here") =>
    children.filter((child) => child.type === `alicloud:${type}` && child.provider === provider);
  return { children, of };
}

const anyRegion = fc
  .record({
    location: fc.constantFrom("cn-hangzhou", "ap-southeast-1", "eu-central-1"),
    compliance: fc.subarray(["CSL", "PIPL", "MLPS", "SOC2"] as const, { minLength: 1 }),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  })
  .map((overrides) => alicloudRegion({ ...overrides, compliance: [...overrides.compliance] }));

describe("a key ring", () => {
  it("has each child in its own place and tagged, under a name of its own that Alibaba Cloud takes", async () => {
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { children } = await build(region);
        const { tags } = naming(fixtureShared(), region);
        for (const { type, name, inputs } of children) {
          expect(inputs.tags, name).toEqual(type.endsWith(":Alias") ? undefined : tags);
          expect(name).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
        }
        // A VPC, two vSwitches and the instance, then a key and its alias for each purpose.
        expect(children.map(({ provider }) => provider).sort()).toEqual([
          ...Array.from({ length: 4 + 2 * keyPurposes.length }, () => "here"),
          ...Array.from({ length: 4 + 2 * drKeyPurposes.length }, () => "there"),
        ]);
        expect(new Set(children.map(({ type, name }) => `${type} ${name}`)).size).toBe(children.length);
      }),
      { numRuns: 5 },
    );
  });

  it("has a rotating key and an alias for each purpose, in the instance of its place", async () => {
    const { of } = await build();
    for (const [provider, purposes, suffix] of [
      ["here", keyPurposes, ""],
      ["there", drKeyPurposes, "-dr"],
    ] as const) {
      const keys = of("kms/key:Key", provider);
      const names = purposes.map((purpose) => `meridian-production-china-${purpose}${suffix}`);
      expect(keys.map(({ name }) => name).sort()).toEqual([...names].sort());
      const instance = of("kms/instance:Instance", provider).map(({ name }) => `${name}-id`);
      for (const { inputs } of keys) {
        expect([inputs.dkmsInstanceId]).toEqual(instance);
        expect(inputs).toMatchObject({ automaticRotation: "Enabled", rotationInterval: "31536000s" });
        expect(inputs.policy).toContain("acs:ram::1234567890123456:*");
      }
      const aliases = of("kms/alias:Alias", provider).map(({ inputs }) => inputs.aliasName);
      expect(aliases.sort()).toEqual(names.map((name) => `alias/${name}`).sort());
    }
  });

  it("is SM4 where MLPS applies and the service takes it, and AES-256 elsewhere", async () => {
    const specs = async (region: Region) => {
      const { of } = await build(region);
      return Object.fromEntries(of("kms/key:Key").map(({ name, inputs }) => [name.split("-").at(-1), inputs.keySpec]));
    };
    const aes = Object.fromEntries(keyPurposes.map((purpose) => [purpose, "Aliyun_AES_256"]));
    const sm4 = Object.fromEntries(["disks", "storage", "secrets", "logs"].map((purpose) => [purpose, "Aliyun_SM4"]));
    expect(await specs(alicloudRegion())).toEqual({ ...aes, ...sm4 });
    expect(await specs(alicloudRegion({ compliance: ["SOC2"] }))).toEqual(aes);
  });

  it("refuses deletion where stores are protected, and goes without a trace where not", async () => {
    const [guarded, open] = [await build(alicloudRegion(), true), await build(alicloudRegion(), false)];
    for (const { inputs } of guarded.of("kms/key:Key")) {
      expect(inputs).toMatchObject({ deletionProtection: "Enabled", pendingWindowInDays: 30 });
    }
    for (const { inputs } of open.of("kms/key:Key")) {
      expect(inputs).toMatchObject({ deletionProtection: "Disabled", pendingWindowInDays: 7 });
    }
    const instance = ({ of }: typeof open) => of("kms/instance:Instance").map(({ inputs }) => inputs);
    expect(instance(guarded)).toMatchObject([{ deletionProtection: true, forceDeleteWithoutBackup: "false" }]);
    expect(instance(open)).toMatchObject([{ deletionProtection: false, forceDeleteWithoutBackup: "true" }]);
  });

  it("takes the zones that the stack file names at home, and never one without KMS", async () => {
    const named = ["cn-hangzhou-k", "cn-hangzhou-b", "cn-hangzhou-j"];
    const { of } = await build(alicloudRegion({ network: { cidr: "10.4.0.0/16", zones: named } }));
    expect(of("kms/instance:Instance")[0]?.inputs.zoneIds).toEqual(["cn-hangzhou-j", "cn-hangzhou-k"]);
    expect(of("kms/instance:Instance", "there")[0]?.inputs.zoneIds).toEqual(["zone-a", "zone-b"]);
    expect(() => kmsZones("cn-hangzhou", ["cn-hangzhou-b", "cn-hangzhou-h"])).toThrow(
      /cn-hangzhou has 1 zones with Key Management Service, an instance needs 2/,
    );
  });
});
