import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { AwsSecretStore } from "../../../src/components/secrets/aws";
import type { GeneratedSecret, SecretReference } from "../../../src/components/secrets/contract";
import { fixtureContext } from "../../fixtures/topology";
import { awsPlace, keyAnswers } from "../aws-keys";
import { anyAwsCase, awsRegion, ofType } from "../aws-region";
import { registrations } from "../harness";

async function build(context: RegionContext, purposes: readonly string[]) {
  let generated: GeneratedSecret[] = [];
  const all = await registrations(
    () => {
      const { provider, keys } = awsPlace(context);
      const store = new AwsSecretStore(context, provider, { keys });
      generated = purposes.map((purpose) => store.generate(purpose));
    },
    { ...keyAnswers, "random:index/randomPassword:RandomPassword": ({ name }) => ({ result: `generated-${name}` }) },
  );
  return { all, generated, children: all.filter(({ type }) => type.startsWith("aws:secretsmanager")) };
}

describe("AwsSecretStore", () => {
  it("keeps each password under the ring's key, tagged, closed to other accounts, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async ({ context, region }) => {
        const { children, generated } = await build(context, ["cache", "database"]);
        expect(children.filter(({ provider }) => provider !== region.name)).toEqual([]);
        expect(ofType(children, "Secret").map(({ inputs }) => inputs)).toMatchObject(
          ["cache", "database"].map((purpose) => ({
            name: `meridian-production-${region.name}-${purpose}`,
            kmsKeyId: `key:${region.name}-secrets`,
            recoveryWindowInDays: context.protect ? 30 : 0,
            tags: context.naming.tags,
          })),
        );
        for (const { inputs } of ofType(children, "SecretPolicy")) {
          expect(inputs.blockPublicPolicy).toBe(true);
          expect(JSON.parse(String(inputs.policy)).Statement).toMatchObject([
            { Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalAccount": region.account } } },
          ]);
        }
        expect(ofType(children, "SecretVersion").map(({ inputs }) => inputs.secretString)).toEqual(
          ["cache", "database"].map((purpose) => ({
            [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
            value: `generated-${region.name}-${purpose}`,
          })),
        );
        for (const { value } of generated) expect(await pulumi.isSecret(value)).toBe(true);
      }),
      { numRuns: 3 },
    );
  });

  it("keeps what somebody else made the same way, and names it by the secret's own ARN", async () => {
    const found: { kept?: SecretReference } = {};
    const context = fixtureContext(awsRegion());
    const all = await registrations(
      () => {
        const { provider, keys } = awsPlace(context);
        found.kept = new AwsSecretStore(context, provider, { keys }).keep("mesh-1", pulumi.output("bundle"));
      },
      { ...keyAnswers, "aws:secretsmanager/secret:Secret": ({ name }) => ({ arn: `secret:${name}` }) },
    );
    const children = all.filter(({ type }) => type.startsWith("aws:secretsmanager"));
    expect(children.map(({ name }) => name)).toEqual(["us-east-mesh-1", "us-east-mesh-1", "us-east-mesh-1"]);
    expect(ofType(children, "Secret")[0]?.inputs).toMatchObject({
      name: "meridian-production-us-east-mesh-1",
      kmsKeyId: "key:us-east-secrets",
      recoveryWindowInDays: 30,
    });
    expect(ofType(children, "SecretPolicy")).toHaveLength(1);
    // A value that came in the clear is a secret from here on.
    expect(ofType(children, "SecretVersion")[0]?.inputs.secretString).toEqual({
      [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig,
      value: "bundle",
    });
    const id = await new Promise((resolve) => found.kept?.id.apply(resolve));
    expect(id).toBe("secret:us-east-mesh-1");
  });
});
