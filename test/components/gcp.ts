/** What components on Google Cloud are handed in tests: rings whose keys tell where they lie, and the cloud's answers. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../../src/components/component";
import { type drKeyPurposes, type KeyPurpose, type KeyRing, keyPurposes } from "../../src/components/keys/contract";
import { createGcpProvider } from "../../src/components/provider/gcp";
import type { Answers, InvokeAnswers } from "./harness";

export const keyIn = (location: string, purpose: KeyPurpose): string =>
  `projects/p/locations/${location}/keyRings/ring/cryptoKeys/${purpose}`;

class FixtureKeyRing extends pulumi.ComponentResource implements KeyRing {
  readonly keys: KeyRing["keys"];

  constructor(name: string, location: string) {
    super("meridian:test:FixtureKeyRing", name);
    const entries = keyPurposes.map((purpose) => [purpose, pulumi.output(keyIn(location, purpose))]);
    this.keys = Object.fromEntries(entries) as KeyRing["keys"];
  }
}

export interface GcpSite {
  readonly provider: pulumi.ProviderResource;
  readonly keys: KeyRing;
  readonly dr: { readonly provider: pulumi.ProviderResource; readonly keys: KeyRing<(typeof drKeyPurposes)[number]> };
}

/** Providers `<region>` and `<region>-dr`, and a ring at each. */
export function gcpSite({ region }: RegionContext): GcpSite {
  const ring = (location: string) => new FixtureKeyRing(`${region.name}-${location}`, location);
  return {
    provider: createGcpProvider(region, region.name),
    keys: ring(region.location),
    dr: {
      provider: createGcpProvider({ ...region, location: region.drLocation }, `${region.name}-dr`),
      keys: ring(region.drLocation),
    },
  };
}

export const gcpAnswers: Answers = {
  "random:index/randomString:RandomString": () => ({ result: "a1b2c3" }),
  "random:index/randomPassword:RandomPassword": () => ({ result: "generated-password" }),
  "gcp:projects/serviceIdentity:ServiceIdentity": ({ inputs }) => ({ member: `serviceAccount:${inputs.service}` }),
};

export const gcpInvokes: InvokeAnswers = {
  "gcp:organizations/getProject:getProject": () => ({ number: "123456789012" }),
  "gcp:storage/getProjectServiceAccount:getProjectServiceAccount": () => ({ member: "serviceAccount:storage-agent" }),
  "gcp:logging/getProjectCmekSettings:getProjectCmekSettings": () => ({ serviceAccountId: "logging-agent" }),
  "gcp:compute/getZones:getZones": ({ region }) => ({ names: ["a", "b", "c", "d"].map((zone) => `${region}-${zone}`) }),
};
