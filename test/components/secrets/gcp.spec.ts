import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { SecretReference } from "../../../src/components/secrets/contract";
import { GcpSecretStore } from "../../../src/components/secrets/gcp";
import { fixtureContext } from "../../fixtures/topology";
import { gcpAnswers, gcpSite, keyIn } from "../gcp";
import { type Registration, registrations } from "../harness";

const secretType = "gcp:secretmanager/regionalSecret:RegionalSecret";
const versionType = "gcp:secretmanager/regionalSecretVersion:RegionalSecretVersion";

const told = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));

describe("GcpSecretStore", () => {
  let seen: readonly Registration[];
  let generated: SecretReference;
  let kept: SecretReference;
  beforeAll(async () => {
    seen = await registrations(() => {
      const context = fixtureContext();
      const { provider, keys } = gcpSite(context);
      const store = new GcpSecretStore(context, provider, { keys });
      generated = store.generate("database-app");
      // Not even marked as a secret: it becomes one here.
      kept = store.keep("mesh-1", pulumi.output("private half"));
    }, gcpAnswers);
  });
  const of = (type: string) => seen.filter((one) => one.type === type);

  it("keeps what it generates and what it is given alike: regional, under the ring's key, labelled, protected", () => {
    const { region, naming } = fixtureContext();
    expect(of(secretType).map(({ provider, inputs }) => [provider, inputs])).toEqual(
      ["database-app", "mesh-1"].map((purpose) => [
        region.name,
        {
          project: region.account,
          location: region.location,
          secretId: naming.name(purpose),
          customerManagedEncryption: { kmsKeyName: keyIn(region.location, "secrets") },
          deletionProtection: true,
          labels: naming.tags,
        },
      ]),
    );
  });

  it("shows a value as a secret only", () => {
    const values = of(versionType).map(({ inputs }) => inputs.secretData);
    expect(values.map((value) => pulumi.runtime.isRpcSecret(value))).toEqual([true, true]);
    expect(values.map((value) => pulumi.runtime.unwrapRpcSecret(value)).sort()).toEqual([
      "generated-password",
      "private half",
    ]);
    expect(JSON.stringify(of(secretType))).not.toContain("private half");
  });

  it("tells where they are", async () => {
    for (const [reference, purpose] of [
      [generated, "database-app"],
      [kept, "mesh-1"],
    ] as const) {
      const name = fixtureContext().naming.name(purpose);
      expect(await told(reference.id)).toBe(`${name}-id`);
      expect(await told(reference.name)).toBe(name);
    }
  });
});
