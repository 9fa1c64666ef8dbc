/** What holds for everything that a region's program registers, on each cloud, in several locations, protected or not. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { factsOf } from "../../policies/tables";
import { drKeyPurposes, keyPurposes } from "../../src/components/keys/contract";
import { clouds, locationOfZone, locationsOf } from "../../src/facts/locations";
import { naming, tagKeys } from "../../src/plan/naming";
import { bucketPurposes } from "../../src/plan/storage";
import { loadTopology } from "../../src/topology/load";
import type { Topology } from "../../src/topology/schema";
import { closed, closesBuckets, letsEverybodyIn, opening } from "./exposure";
import { at, leaves, texts } from "./inputs";
import { aboutKeys, gatewaysAlone, keyInputs, ringOf, takesNoKey } from "./keys";
import { protections } from "./protection";
import { type Registered, type Stood, stand } from "./stood";

const root = join(import.meta.dirname, "../..");
const byDefault = loadTopology(root);
const allAws = loadTopology(join(root, "layouts/all-aws"));
/** A region outside China can sit on Alibaba Cloud too, and then trades objects with the others. */
const onAlicloud: Topology = {
  ...byDefault,
  regions: byDefault.regions.map((region) =>
    region.name === "apac"
      ? {
          ...region,
          cloud: "alicloud",
          location: "ap-southeast-1",
          drLocation: "ap-southeast-5",
          account: "1000000000000002",
        }
      : region,
  ),
};

const cases = [
  { cloud: "aws", location: "us-east-1", topology: byDefault, name: "us-east", protect: true },
  { cloud: "aws", location: "eu-west-1", topology: allAws, name: "eu-west", protect: false },
  { cloud: "gcp", location: "europe-west3", topology: byDefault, name: "eu-west", protect: true },
  { cloud: "gcp", location: "asia-southeast1", topology: byDefault, name: "apac", protect: false },
  { cloud: "alicloud", location: "cn-hangzhou", topology: byDefault, name: "china", protect: true },
  { cloud: "alicloud", location: "ap-southeast-1", topology: onAlicloud, name: "apac", protect: false },
] as const;

const label = ({ type, name }: Registered): string => `${type} ${name}`;
const labels = (resources: readonly Registered[]): string[] => resources.map(label);

/** Whom a region trusts and where its objects go, it says by the peer's location. */
const speaksOfPeers =
  /^(aws:iam\/(role|rolePolicy|openIdConnectProvider)|alicloud:(ram\/(role|policy)|ims\/oidcProvider)|gcp:iam\/workloadIdentityPoolProvider|kubernetes:batch\/v1):/;

/** Public certificates of ApsaraDB, which Alibaba Cloud hands out in Singapore to all of its locations. */
const authorities = "https://apsaradb-public.oss-ap-southeast-1.aliyuncs.com/";

const codes = clouds.flatMap((cloud) => locationsOf(cloud).map(({ code }) => code)).sort((a, b) => b.length - a.length);
const mentioned = new RegExp(`(?<![a-z0-9-])(?:oss-)?(${codes.join("|")})(?![a-z]{2}|[0-9])`, "g");

const sdk = createRequire(join(root, "package.json"));
/** Arguments of a type, from the constructor in its SDK. */
function argumentsOf(type: string): string[] {
  const [pack, file = ""] = type.split(":");
  // `projects/iAMMember` is the file `projects/iammember`.
  const path = sdk.resolve(`@pulumi/${pack}/${file.replace(/\/(iAM|vPC)./, (start) => start.toLowerCase())}`);
  return [...readFileSync(path, "utf8").matchAll(/resourceInputs\["(\w+)"\] = [^;]*\bargs\b/g)].map(
    ([, name = ""]) => name,
  );
}

/** A group of machines says of each tag whether its machines have it too: a list of keys and values. */
function tagsOf(tags: unknown): unknown {
  return Array.isArray(tags) ? Object.fromEntries(tags.map(({ key, value }) => [key, value])) : tags;
}

describe.each(cases)("a region on $cloud in $location", ({ cloud, location, topology, name, protect }) => {
  const region = topology.regions.find((known) => known.name === name);
  if (!region) throw new Error(`the topology has no ${name}`);
  const { drLocation } = region;
  let stood: Stood;
  let made: readonly Registered[];
  let ours: readonly Registered[];
  beforeAll(async () => {
    stood = await stand(topology, name, protect);
    ({ made } = stood);
    ours = made.filter(({ type }) => type.startsWith(`${cloud}:`));
  });
  const placeOf = ({ provider }: Registered): string => (provider === name ? location : drLocation);

  it("is where it is said to be", () => {
    expect([region.cloud, region.location]).toEqual([cloud, location]);
    expect(made.length).toBeGreaterThan(200);
  });

  it("registers everything with an explicit provider of its own", () => {
    const drawn = made.filter(({ type }) => type.startsWith("random:"));
    expect([...stood.providers.keys()].sort()).toEqual(
      [
        ...new Set(drawn.map(({ provider }) => `random ${provider}`)),
        `${cloud} ${name}`,
        `${cloud} ${name}-dr`,
        `kubernetes ${name}-kubernetes`,
      ].sort(),
    );
    for (const [key, place] of [
      [name, location],
      [`${name}-dr`, drLocation],
    ] as const) {
      const inputs = stood.providers.get(`${cloud} ${key}`) ?? {};
      expect(inputs.region).toBe(place);
      expect(texts(inputs).join()).toContain(region.account);
    }
    const [server] = at(stood.output, "region.cluster.endpoint");
    expect(stood.providers.get(`kubernetes ${name}-kubernetes`)?.clusterIdentifier).toContain(server);
    for (const one of made) {
      const pack = one.type.split(":")[0];
      if (pack === "kubernetes") expect(one.provider, label(one)).toBe(`${name}-kubernetes`);
      else if (pack !== "random") expect([name, `${name}-dr`], label(one)).toContain(one.provider);
    }
  });

  it("lies in its own location, and its copies in the DR location", () => {
    for (const one of ours) {
      for (const key of ["region", "location", "zone", "zoneId", "availabilityZone"]) {
        const said = one.inputs[key];
        if (said === undefined) continue;
        const zoneOf = locationOfZone(cloud, String(said))?.code;
        expect(zoneOf ?? String(said).toLowerCase(), `${label(one)} ${key}`).toBe(placeOf(one));
      }
      for (const { path, value } of leaves(one.inputs)) {
        const code = codes.find((known) => known === value) ?? locationOfZone(cloud, String(value))?.code;
        if (code === undefined) continue;
        const either = /(source|destination)/i.test(path);
        expect(either ? [location, drLocation] : [placeOf(one)], `${label(one)} ${path}`).toContain(code);
      }
    }
  });

  it("speaks of no other location but to say whom it trusts and what it replicates to", () => {
    for (const one of made.filter(({ type }) => !speaksOfPeers.test(type))) {
      const places = texts(one.inputs)
        .map((text) => text.replaceAll(authorities, ""))
        .flatMap((text) => [...text.matchAll(mentioned)].map(([, code]) => code));
      expect([location, drLocation], label(one)).toEqual(expect.arrayContaining([...new Set(places)]));
    }
  });

  it("has a ring of keys in each of its two places", () => {
    const keys = [...ringOf(name, made).values()];
    const of = (site: string) => keys.filter((key) => key.site === site).map(({ purpose }) => purpose);
    expect(of("home").sort()).toEqual([...keyPurposes].sort());
    expect(of("dr").sort()).toEqual([...drKeyPurposes].sort());
  });

  it("encrypts with the key of that place and purpose", () => {
    const ring = ringOf(name, made);
    for (const [type, rows] of Object.entries({ ...keyInputs[cloud], ...keyInputs.kubernetes })) {
      const found = made.filter((one) => one.type === type);
      if (region.isolated && gatewaysAlone.has(type)) expect(found).toEqual([]);
      else expect(found, type).not.toEqual([]);
      for (const one of found)
        for (const { path, purpose, site, without } of rows) {
          const keys = at(one.inputs, path);
          if (without?.(one.inputs)) continue;
          const home = one.provider === `${name}-dr` ? "dr" : "home";
          expect(keys.length, `${label(one)} ${path}`).toBeGreaterThan(0);
          for (const key of keys)
            expect(ring.get(String(key)), `${label(one)} ${path}`).toEqual({ site: site ?? home, purpose });
        }
    }
  });

  it("leaves no type that takes a key of the customer's without one", () => {
    const known = { ...keyInputs[cloud], ...takesNoKey };
    const types = [...new Set(ours.map(({ type }) => type))].filter((type) => !Object.hasOwn(known, type));
    expect(types.filter((type) => argumentsOf(type).some((argument) => aboutKeys.test(argument)))).toEqual([]);
  });

  it("tags everything that takes tags", () => {
    const { tags } = naming(topology.shared, region);
    expect(Object.keys(tags)).toEqual([...tagKeys]);
    for (const one of ours) {
      const facts = factsOf(one.type);
      expect(facts, one.type).toBeDefined();
      if (facts?.tags !== undefined)
        expect(at(one.inputs, facts.tags).map(tagsOf), label(one)).toEqual([expect.objectContaining(tags)]);
    }
    // A chart labels its own objects.
    const objects = made.filter(({ type }) => type.startsWith("kubernetes:") && !type.endsWith(":Release"));
    for (const one of objects)
      expect(at(one.inputs, "metadata.labels"), label(one)).toEqual([expect.objectContaining(tags)]);
  });

  it("is closed to the internet but for its ingress", () => {
    expect(labels(ours.filter(({ type }) => opening.test(type)))).toEqual([]);
    expect(labels(ours.filter(letsEverybodyIn))).toEqual([]);
    for (const [type, isClosed] of Object.entries(closed[cloud])) {
      const found = ours.filter((one) => one.type === type);
      expect(found, type).not.toEqual([]);
      expect(labels(found.filter(({ inputs }) => !isClosed(inputs, stood)))).toEqual([]);
    }
    for (const [bucket, by] of closesBuckets[cloud]) {
      const named = (type: string) => ours.filter((one) => one.type === type).map(({ inputs }) => inputs.bucket);
      expect(named(by).sort()).toEqual(named(bucket).sort());
    }
  });

  it("shows no generated password and no private key but as a secret", () => {
    const drawn = made.flatMap(({ type, state }) => (type.endsWith(":RandomPassword") ? [String(state.result)] : []));
    expect(drawn.length).toBeGreaterThan(4);
    // Private keys go to gateways as secrets too.
    expect(stood.privateKeys).toHaveLength(region.isolated ? 0 : 2);
    const passwords = [...drawn, ...stood.privateKeys];
    const everything = [
      ...made.map((one) => ({ where: label(one), inputs: one.inputs })),
      ...[...stood.providers].map(([where, inputs]) => ({ where, inputs })),
    ].flatMap(({ where, inputs }) => leaves(inputs).map((leaf) => ({ where, ...leaf })));
    for (const password of passwords) {
      const forms = [password, Buffer.from(password).toString("base64")];
      const shown = everything.filter(({ value }) => forms.some((form) => String(value).includes(form)));
      expect(shown.filter(({ secret }) => secret)).not.toEqual([]);
      expect(shown.filter(({ secret }) => !secret).map(({ where, path }) => `${where} ${path}`)).toEqual([]);
    }
  });

  it("tells the world what every region does", () => {
    const text = expect.stringMatching(/\S/);
    const port = expect.toSatisfy((value) => Number.isInteger(value) && value > 0);
    const address = expect.stringMatching(/^\d+(\.\d+){3}$/);
    const gateway = (index: number) => ({
      name: `mesh-${name}-${index}`,
      endpoint: `mesh-${name}-${index}.${topology.shared.zone}`,
      publicKey: stood.region.mesh.gateways[index - 1]?.publicKey,
      asn: 4_200_000_000 + region.number,
      address,
    });
    const peersKeys = stood.topology.regions
      .filter((peer) => peer.name !== name)
      .flatMap(({ mesh }) => mesh.gateways.map(({ publicKey }) => publicKey));
    expect(stood.outputIsSecret).toBe(false);
    expect(stood.output).toEqual({
      region: {
        name,
        cloud,
        location,
        network: { id: text, cidr: region.network.cidr },
        cluster: { name: text, endpoint: expect.stringMatching(/^https:\/\/\S+$/) },
        database: { host: text, port, replicaHost: text },
        cache: { host: text, port },
        buckets: Object.fromEntries(bucketPurposes.map((purpose) => [purpose, text])),
        ingress: { address },
        ...(!region.isolated && { mesh: { gateways: [1, 2].map((index) => gateway(index)), accepts: peersKeys } }),
      },
      waiting: expect.any(Array),
    });
    for (const edge of at(stood.output, "waiting.*"))
      expect(edge).toEqual({
        dataClass: text,
        from: text,
        to: text,
        until: expect.stringMatching(/^(peer|edit)$/),
        reason: text,
      });
  });

  it(
    protect ? "protects its stores and its cluster, in the cloud and in Pulumi" : "goes down when it is told to",
    () => {
      const kept = Object.entries(protections[cloud]);
      for (const [type, { inCloud, without }] of kept) {
        const found = ours.filter((one) => one.type === type && !without?.(one.inputs));
        expect(found, type).not.toEqual([]);
        for (const one of found) {
          expect(one.protect, label(one)).toBe(protect);
          if (inCloud) expect(inCloud(one.inputs), label(one)).toBe(protect);
        }
      }
      const protectedTypes = new Set(made.filter((one) => one.protect).map(({ type }) => type));
      expect([...protectedTypes].sort()).toEqual(protect ? kept.map(([type]) => type).sort() : []);
    },
  );
});
