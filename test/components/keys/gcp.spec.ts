import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { drKeyPurposes, keyPurposes } from "../../../src/components/keys/contract";
import { GcpKeyRing, keyUserRole, rotationPeriod } from "../../../src/components/keys/gcp";
import { withKind } from "../../../src/components/keys/gcp/agents";
import { createGcpProvider } from "../../../src/components/provider/gcp";
import { locationsOf } from "../../../src/facts/locations";
import { fixtureContext, fixtureRegion } from "../../fixtures/topology";
import { gcpAnswers, gcpInvokes } from "../gcp";
import { registrations } from "../harness";

const codes = locationsOf("gcp").map(({ code }) => code);

async function build(location: string, drLocation: string, protect = true) {
  const region = fixtureRegion({ location, drLocation });
  const context = { ...fixtureContext(region), protect };
  let rings:
    | readonly [GcpKeyRing<(typeof keyPurposes)[number]>, GcpKeyRing<(typeof drKeyPurposes)[number]>]
    | undefined;
  const seen = await registrations(
    () => {
      rings = [
        new GcpKeyRing(context, createGcpProvider(region, "home"), { site: "home", purposes: keyPurposes }),
        new GcpKeyRing(context, createGcpProvider({ ...region, location: drLocation }, "dr"), {
          site: "dr",
          purposes: drKeyPurposes,
        }),
      ];
    },
    gcpAnswers,
    gcpInvokes,
  );
  if (!rings) throw new Error("nothing was built");
  return {
    rings,
    region,
    seen,
    of: (type: string) => seen.filter((entry) => entry.type === type).sort((a, b) => a.name.length - b.name.length),
  };
}

let built: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  built = await build("europe-west3", "europe-west1");
});

describe("key rings", () => {
  it("are one in the location and one in the DR location, each by its own provider, wherever they are", async () => {
    const places = fc.uniqueArray(fc.constantFrom(...codes), { minLength: 2, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(places, async ([location = "", drLocation = ""]) => {
        const { of, seen } = await build(location, drLocation);
        expect(of("gcp:kms/keyRing:KeyRing").map(({ inputs, provider }) => [inputs.location, provider])).toEqual([
          [location, "home"],
          [drLocation, "dr"],
        ]);
        for (const { type, name, provider } of seen.filter(({ type }) => type.startsWith("gcp:")))
          expect(provider, `${type} ${name}`).toBe(name.includes("-keys-dr") ? "dr" : "home");
      }),
      { numRuns: 1 },
    );
  });

  it("have names that Cloud KMS takes and that no ring had before, drawn anew in another place", () => {
    const { of } = built;
    for (const { inputs } of of("gcp:kms/keyRing:KeyRing")) expect(inputs.name).toMatch(/^[a-z0-9-]{1,56}-a1b2c3$/);
    expect(of("random:index/randomString:RandomString").map(({ inputs }) => inputs.keepers)).toEqual([
      { project: "meridian-eu-west", location: "europe-west3" },
      { project: "meridian-eu-west", location: "europe-west1" },
    ]);
  });
});

describe("keys", () => {
  it("are one a purpose, rotated each 90 days, labelled", () => {
    const { of } = built;
    const keys = of("gcp:kms/cryptoKey:CryptoKey");
    expect(keys.map(({ inputs }) => inputs.name).sort()).toEqual([...keyPurposes, ...drKeyPurposes].sort());
    expect(rotationPeriod).toBe("7776000s");
    for (const { inputs } of keys)
      expect(inputs).toMatchObject({
        purpose: "ENCRYPT_DECRYPT",
        rotationPeriod,
        labels: fixtureContext().naming.tags,
      });
  });

  it("are each granted to the agent of their own service and to nobody else", () => {
    const { of } = built;
    const grants = of("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember");
    for (const { inputs } of grants) expect(inputs.role).toBe(keyUserRole);
    const granted = grants.map(({ inputs }) => [
      String(inputs.cryptoKeyId).replace(/^.*west-|-id$/g, ""),
      inputs.member,
    ]);
    expect(Object.fromEntries(granted)).toEqual({
      "keys-cluster": "serviceAccount:service-123456789012@container-engine-robot.iam.gserviceaccount.com",
      "keys-disks": "serviceAccount:service-123456789012@compute-system.iam.gserviceaccount.com",
      "keys-database": "serviceAccount:sqladmin.googleapis.com",
      "keys-cache": "serviceAccount:memorystore.googleapis.com",
      "keys-storage": "serviceAccount:storage-agent",
      "keys-registry": "serviceAccount:artifactregistry.googleapis.com",
      "keys-secrets": "serviceAccount:secretmanager.googleapis.com",
      "keys-logs": "serviceAccount:logging-agent",
      "keys-dr-database": "serviceAccount:sqladmin.googleapis.com",
      "keys-dr-storage": "serviceAccount:storage-agent",
    });
    expect(withKind("serviceAccount:logging-agent")).toBe("serviceAccount:logging-agent");
  });

  it("are told by the resource name that others take", async () => {
    const { rings } = built;
    const told = await new Promise((resolve) => rings[0].keys.storage.apply(resolve));
    expect(told).toBe("meridian-production-eu-west-keys-storage-id");
    expect(Object.keys(rings[1].keys)).toEqual([...drKeyPurposes]);
  });
});
