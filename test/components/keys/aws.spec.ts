import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { AwsKeyRing } from "../../../src/components/keys/aws";
import { aliasArn } from "../../../src/components/keys/aws/alias";
import { keyPolicy } from "../../../src/components/keys/aws/policies";
import { drKeyPurposes, type KeyPurpose, keyPurposes } from "../../../src/components/keys/contract";
import { createAwsProvider } from "../../../src/components/provider/aws";
import { fixtureContext } from "../../fixtures/topology";
import { anyAwsCase, awsRegion, ofType } from "../aws-region";
import { registrations } from "../harness";

/** Both rings in one stack, as a region has them. */
async function build(context: RegionContext) {
  const { region } = context;
  const all = await registrations(() => {
    new AwsKeyRing(context, createAwsProvider(region, region.name), { site: "home", purposes: keyPurposes });
    const dr = createAwsProvider({ ...region, location: region.drLocation }, `${region.name}-dr`);
    new AwsKeyRing(context, dr, { site: "dr", purposes: drKeyPurposes });
  });
  return { all, children: all.filter(({ type }) => type.startsWith("aws:")) };
}

const place = { account: "123456789012", location: "eu-west-1" };
const statements = (purpose: KeyPurpose) => keyPolicy(purpose, place).Statement;

describe("AwsKeyRing", () => {
  let built: Awaited<ReturnType<typeof build>>;
  const context = fixtureContext(awsRegion());
  beforeAll(async () => {
    built = await build(context);
  });

  it("makes a rotated, tagged key of one location for each purpose, at home and in the DR location, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async ({ context }) => {
        const { children } = await build(context);
        const { name } = context.region;
        const keys = ofType(children, "Key");
        expect(keys.filter(({ provider }) => provider === name)).toHaveLength(keyPurposes.length);
        expect(keys.filter(({ provider }) => provider === `${name}-dr`)).toHaveLength(drKeyPurposes.length);
        for (const { inputs } of keys) {
          expect(inputs).toMatchObject({
            enableKeyRotation: true,
            rotationPeriodInDays: 365,
            deletionWindowInDays: 30,
            multiRegion: false,
            bypassPolicyLockoutSafetyCheck: false,
            tags: context.naming.tags,
          });
          expect(String(inputs.policy)).not.toMatch(/"(Principal|AWS)":"\*"(?!.*PrincipalArn)/);
        }
        const aliases = ofType(children, "Alias").map(({ inputs, provider }) => `${provider} ${inputs.name}`);
        expect(new Set(aliases).size).toBe(keys.length);
      }),
      { numRuns: 3 },
    );
  });

  it("registers each child once, though both rings are in one stack", () => {
    const names = built.children.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(2 * (keyPurposes.length + drKeyPurposes.length));
  });

  it("calls a key so that a peer can name it", () => {
    const arn = aliasArn(context.naming, context.region, "storage");
    expect(arn).toBe("arn:aws:kms:us-east-1:123456789012:alias/meridian-production-us-east-storage");
    const names = ofType(built.children, "Alias").map(({ inputs }) => inputs.name);
    expect(names).toContain(arn.slice(arn.indexOf("alias/")));
  });
});

describe("a key's policy", () => {
  it.each([...keyPurposes])(
    "lets nobody use the %s key whom no condition or IAM policy of the account names",
    (purpose) => {
      for (const { Sid, Principal, Condition } of statements(purpose)) {
        const own = JSON.stringify(Principal) === JSON.stringify({ AWS: "arn:aws:iam::123456789012:root" });
        expect(own || Condition !== undefined, Sid).toBe(true);
      }
    },
  );

  it("gives no use of the key to those who administer it", () => {
    const [administer] = statements("storage");
    expect(
      [administer?.Action].flat().filter((action) => /crypt|GenerateDataKey|CreateGrant|\*$/.test(`${action}`)),
    ).toEqual(["kms:Describe*", "kms:DisableKey*", "kms:EnableKey*", "kms:Get*", "kms:List*", "kms:Update*"]);
  });

  it("binds a use to the service of the key's own location", () => {
    expect(statements("storage").find(({ Sid }) => Sid === "Use")?.Condition).toEqual({
      StringEquals: { "kms:ViaService": ["s3.eu-west-1.amazonaws.com"] },
    });
    expect(JSON.stringify(keyPolicy("storage", { ...place, location: "cn-north-1" }))).toContain(
      "s3.cn-north-1.amazonaws.com.cn",
    );
  });

  it("lets log groups of this account and location be encrypted, and identities not use that key themselves", () => {
    expect(statements("logs").map(({ Sid }) => Sid)).toEqual(["Administer", "UseByLogs"]);
    expect(statements("logs")[1]).toMatchObject({
      Principal: { Service: "logs.eu-west-1.amazonaws.com" },
      Condition: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:123456789012:log-group:*" },
      },
    });
  });

  it("names the role of Auto Scaling as a condition, for it need not exist yet", () => {
    const scaling = statements("disks").filter(({ Sid }) => Sid.endsWith("AutoScaling"));
    expect(scaling.map(({ Principal }) => Principal)).toEqual([{ AWS: "*" }, { AWS: "*" }]);
    for (const { Condition } of scaling)
      expect(Condition?.StringEquals).toEqual({
        "kms:CallerAccount": "123456789012",
        "aws:PrincipalArn":
          "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
      });
  });
});
