import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { AlicloudKeyRing } from "../../../src/components/keys/alicloud";
import { keyPurposes } from "../../../src/components/keys/contract";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { AlicloudSecretStore } from "../../../src/components/secrets/alicloud";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext } from "../../fixtures/topology";
import { registrations } from "../harness";

const generated = (store: AlicloudSecretStore) => store.generate("database-owner");

async function build(
  overrides: Partial<RegionContext> = {},
  password = "Secret-1_of-32-characters-xxxxxx",
  make: (store: AlicloudSecretStore) => unknown = generated,
) {
  const region = alicloudRegion();
  const seen = await registrations(
    () => {
      const context = { ...fixtureContext(region), ...overrides };
      const provider = createAlicloudProvider(region, "here");
      const keys = new AlicloudKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      make(new AlicloudSecretStore(context, provider, { keys }));
    },
    { "random:index/randomPassword:RandomPassword": () => ({ result: password }) },
    { "alicloud:index/getZones:getZones": () => ({ ids: ["zone-a", "zone-b"] }) },
  );
  const [secret, ...more] = seen.filter(({ type }) => type === "alicloud:kms/secret:Secret");
  if (!secret || more.length > 0) throw new Error("there is not one secret");
  return secret;
}

describe("a generated secret", () => {
  it("lies under the ring's key, in that key's instance, in the region and tagged", async () => {
    const { name, provider, inputs } = await build();
    expect(provider).toBe("here");
    expect(name).toBe("meridian-production-china-database-owner");
    expect(inputs).toMatchObject({
      secretName: name,
      secretType: "Generic",
      encryptionKeyId: "meridian-production-china-secrets-id",
      dkmsInstanceId: "meridian-production-china-keys-cn-hangzhou-id",
      tags: { "meridian-stack": "china", "meridian-residency": "cn" },
    });
  });

  it("is secret, with a version for each value that is as secret", async () => {
    const { inputs } = await build();
    for (const field of ["secretData", "versionId"]) {
      expect(pulumi.runtime.isRpcSecret(inputs[field]), field).toBe(true);
    }
    const version = async (password: string) =>
      pulumi.runtime.unwrapRpcSecret((await build({}, password)).inputs.versionId);
    const one = await version("Secret-1_of-32-characters-xxxxxx");
    expect(one).toBe(await version("Secret-1_of-32-characters-xxxxxx"));
    expect(one).not.toEqual(await version("Secret-2_of-32-characters-xxxxxx"));
    expect(one).not.toContain("Secret");
  });

  it("can be had back for 30 days where stores are protected, and goes at once where not", async () => {
    expect((await build({ protect: true })).inputs).toMatchObject({ recoveryWindowInDays: 30 });
    expect((await build({ protect: false })).inputs).toMatchObject({ forceDeleteWithoutRecovery: true });
  });
});

describe("a secret that somebody else made", () => {
  const kept = (value: string) => build({}, "unused", (store) => store.keep("mesh-1", pulumi.secret(value)));

  it("lies as a generated one does, under its own name, and is as secret", async () => {
    const { name, inputs } = await kept("the bundle");
    const [own, common] = [["secretName", "secretData", "versionId"], (await build()).inputs];
    expect(name).toBe("meridian-production-china-mesh-1");
    expect(inputs.secretName).toBe(name);
    expect(pulumi.runtime.isRpcSecret(inputs.secretData)).toBe(true);
    expect(pulumi.runtime.unwrapRpcSecret(inputs.secretData)).toBe("the bundle");
    for (const field of Object.keys(common).filter((field) => !own.includes(field)))
      expect(inputs[field], field).toEqual(common[field]);
  });

  it("is another version of the same secret when its value is another", async () => {
    const [one, other] = [await kept("one"), await kept("other")];
    expect(one.name).toBe(other.name);
    const version = ({ inputs }: typeof one) => pulumi.runtime.unwrapRpcSecret(inputs.versionId);
    expect(version(one)).not.toEqual(version(other));
  });
});
