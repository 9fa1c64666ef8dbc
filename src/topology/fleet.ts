/** Synthetic topologies of any size, for measuring how cost grows with the number of regions. */

import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { dump } from "js-yaml";
import { countriesOf } from "../facts/jurisdictions";
import { type Cloud, clouds, type Location, locationsOf } from "../facts/locations";
import { meshSchema, regionMeshSchema } from "./mesh";
import {
  cacheSchema,
  clusterSchema,
  databaseSchema,
  regionClusterSchema,
  regionIngressSchema,
  regionSizesSchema,
  storageSchema,
  workloadsSchema,
} from "./platform";
import {
  continents,
  type Framework,
  frameworks,
  type Region,
  type ReplicationEdge,
  type Shared,
  type Topology,
} from "./schema";
import { zonesPerRegion } from "./zones";

export const smallestFleet = 4;
export const largestFleet = 64;

interface Law {
  readonly jurisdiction: string;
  readonly countries: string[];
  readonly compliance: Framework[];
  readonly locale: string;
}

const laws: readonly Law[] = [
  { jurisdiction: "us", countries: ["US", "CA", "MX"], compliance: ["SOC2", "HIPAA"], locale: "en-US" },
  { jurisdiction: "eu", countries: ["EU", "UK", "EEA"], compliance: ["GDPR", "SOC2"], locale: "en-GB" },
  { jurisdiction: "apac", countries: ["APAC"], compliance: ["PDPA", "SOC2"], locale: "en-SG" },
];

interface Site {
  readonly location: Location;
  readonly dr: Location;
  readonly law: Law;
}

/** Locations a synthetic region can have: three zones, a DR location under the same law, and no localisation of its own. */
function sitesOf(cloud: Cloud): Site[] {
  return locationsOf(cloud).flatMap((location): Site[] => {
    const law = laws.find(({ countries }) => countriesOf(countries).has(location.country));
    if (!law || location.country === "IN" || location.zones.length < zonesPerRegion) return [];
    const allowed = countriesOf(law.countries);
    const dr = locationsOf(cloud).find((other) => other !== location && allowed.has(other.country));
    return dr ? [{ location, dr, law }] : [];
  });
}

const accounts: Readonly<Record<Cloud, (number: number) => string>> = {
  aws: (number) => String(100_000_000_000 + number),
  gcp: (number) => `meridian-fleet-${number}`,
  alicloud: (number) => String(1_000_000_000_000_000 + number),
};

/** 100 per cent in `count` parts of at most two decimals; the first takes what does not divide. */
function parts(count: number): (index: number) => number {
  const each = Math.floor(10_000 / count);
  return (index) => (index === 0 ? 10_000 - each * (count - 1) : each) / 100;
}

function regions(count: number): Region[] {
  const sites = clouds.map(sitesOf);
  const places = [...countriesOf(["EEA", "APAC"])];
  const share = parts(count);
  return Array.from({ length: count }, (_, index): Region => {
    const ofCloud = sites[index % sites.length] ?? [];
    const site = ofCloud[Math.floor(index / sites.length) % ofCloud.length];
    const place = places[index];
    if (!site || !place) throw new RangeError(`no site or no country left for region ${index + 1}`);
    const number = index + 1;
    const { location, dr, law } = site;
    return {
      name: `fleet-${String(number).padStart(2, "0")}`,
      number,
      cloud: location.cloud,
      location: location.code,
      account: accounts[location.cloud](number),
      drLocation: dr.code,
      isolated: false,
      tier: index === 0 ? "primary" : "secondary",
      serves: index === 0 ? [...continents, place] : [place],
      compliance: law.compliance,
      residency: { jurisdiction: law.jurisdiction, countries: law.countries },
      network: { cidr: `10.${number}.0.0/16` },
      coordinates: { latitude: 0, longitude: 0 },
      capabilities: [],
      features: {},
      locale: law.locale,
      timeZone: "Etc/UTC",
      capacity: { minInstances: 10, maxInstances: 100 },
      sizes: regionSizesSchema.parse(undefined),
      cluster: regionClusterSchema.parse(undefined),
      ingress: regionIngressSchema.parse(undefined),
      mesh: regionMeshSchema.parse(undefined),
      computeShare: share(index),
      trafficWeight: share(index),
      failoverPriority: index,
      hourlyCost: 40,
      host: `api-${number}`,
      legalBases: {},
      transferApproval: [],
    };
  });
}

/** Each region with the next, so that edges and links grow with the regions and not with their square. */
function ring(all: readonly Region[]): [Region, Region][] {
  return all.flatMap((region, index): [Region, Region][] => {
    const next = all[(index + 1) % all.length];
    return next ? [[region, next]] : [];
  });
}

function sharedOf(all: readonly Region[]): Shared {
  const edges = ring(all).flatMap(([from, to]): ReplicationEdge[] => {
    const ends = { from: from.name, to: to.name };
    const assets: ReplicationEdge = { dataClass: "system-assets", ...ends, legalBasis: "no-personal-data" };
    if (from.residency.jurisdiction !== to.residency.jurisdiction) return [assets];
    return [assets, { dataClass: "users", ...ends, legalBasis: "same-jurisdiction" }];
  });
  const retention = frameworks.map((framework) => [framework, { days: 365, source: "none: a synthetic topology" }]);
  const common = { conflict: "last-write-wins", recoveryPointSeconds: 300, critical: false } as const;
  return {
    service: "meridian",
    environment: "fleet",
    owner: "platform",
    pattern: "active-active",
    promotion: { warmSeconds: 120, coldSeconds: 600 },
    zone: "meridian.example",
    logRetention: Object.fromEntries(retention) as Shared["logRetention"],
    dataClasses: {
      users: { store: "postgres", replication: "bidirectional", personal: true, ...common },
      "system-assets": { store: "bucket", bucket: "assets", replication: "mesh", personal: false, ...common },
    },
    cluster: clusterSchema.parse(undefined),
    database: databaseSchema.parse(undefined),
    cache: cacheSchema.parse(undefined),
    storage: storageSchema.parse(undefined),
    workloads: workloadsSchema.parse(undefined),
    replication: edges,
    steering: {
      order: ["geography", "latency"],
      health: { path: "/health", intervalSeconds: 30, timeoutSeconds: 10, retries: 3, expectedBody: "OK" },
      recordTtlSeconds: 60,
    },
    mesh: meshSchema.parse({
      links: ring(all).map(([from, to]) => ({ between: [from.name, to.name], latencyMs: 100, bandwidthGbps: 5 })),
    }),
  };
}

/**
 * A valid topology of `count` regions over the three clouds, none of them isolated; locations are used again when a cloud
 * runs out of them.
 * @throws RangeError when `count` is no whole number from 4 to 64.
 */
export function fleet(count: number): Topology {
  if (!Number.isInteger(count) || count < smallestFleet || count > largestFleet) {
    throw new RangeError(`a fleet has ${smallestFleet} to ${largestFleet} regions, not ${count}`);
  }
  const all = regions(count);
  return {
    shared: sharedOf(all),
    regions: all,
    global: { cloudflareAccount: "0123456789abcdef0123456789abcdef", plan: "enterprise" },
  };
}

/** The files of a topology, by name. `main` is the program's path as Pulumi.yaml has it. */
export function stackFiles({ shared, regions, global }: Topology, main: string): Readonly<Record<string, string>> {
  const text = (value: object) => dump(value, { noRefs: true, lineWidth: -1 });
  const stack = (config: object) => text({ config: { "pulumi:disable-default-providers": ["*"], ...config } });
  return {
    "Pulumi.yaml": text({
      name: "meridian",
      runtime: { name: "nodejs", options: { typescript: false } },
      main,
      config: { "meridian:shared": { value: shared } },
    }),
    "Pulumi.global.yaml": stack({ "meridian:global": global }),
    ...Object.fromEntries(
      regions.map(({ name, ...config }) => [`Pulumi.${name}.yaml`, stack({ "meridian:region": config })]),
    ),
  };
}

/** Writes a fleet's files into `directory`, which is made; `program` is the path of src/program.cjs. */
export function writeFleet(directory: string, count: number, program: string): Topology {
  const topology = fleet(count);
  mkdirSync(directory, { recursive: true });
  for (const [file, content] of Object.entries(stackFiles(topology, relative(directory, program)))) {
    writeFileSync(join(directory, file), content);
  }
  return topology;
}
