/** The keys of a region: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import { drKeyPurposes, type KeyPurpose, type KeyRing, keyPurposes, type Site } from "./contract";

export { type KeyPurpose, type KeyRing, keyPurposes } from "./contract";

type KeyRingConstructor = new <Purpose extends KeyPurpose>(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: { readonly site: Site; readonly purposes: readonly Purpose[] },
) => KeyRing<Purpose>;

const keyRings: Record<Cloud, () => Promise<KeyRingConstructor>> = {
  aws: async () => (await import("./aws")).AwsKeyRing,
  gcp: async () => (await import("./gcp")).GcpKeyRing,
  alicloud: async () => (await import("./alicloud")).AlicloudKeyRing,
};

export async function createKeyRing(context: RegionContext, provider: pulumi.ProviderResource): Promise<KeyRing> {
  return new (await keyRings[context.region.cloud]())(context, provider, { site: "home", purposes: keyPurposes });
}

/** Keys in the DR location, for what is copied there. */
export async function createDrKeyRing(
  context: RegionContext,
  provider: pulumi.ProviderResource,
): Promise<KeyRing<(typeof drKeyPurposes)[number]>> {
  return new (await keyRings[context.region.cloud]())(context, provider, { site: "dr", purposes: drKeyPurposes });
}
