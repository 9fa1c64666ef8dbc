import * as fc from "fast-check";
import { Netmask } from "netmask";
import { beforeAll, describe, expect, it } from "vitest";
import { logBucketRetention } from "../../../src/components/gcp/logs";
import { GcpNetwork } from "../../../src/components/network/gcp";
import { firewallRules } from "../../../src/components/network/gcp/firewall";
import { gcpLayout } from "../../../src/components/network/gcp/layout";
import { endpointName } from "../../../src/components/network/gcp/services";
import { firstZones } from "../../../src/components/network/gcp/zones";
import { healthCheckRanges } from "../../../src/facts/health-checks";
import { networkPlan, subnetTiers } from "../../../src/plan/network";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { gcpInvokes, gcpSite, keyIn } from "../gcp";
import { type InvokeAnswers, type Registration, registrations } from "../harness";

interface Built {
  readonly network: GcpNetwork;
  readonly children: readonly Registration[];
  of(type: string): readonly Registration[];
}

/** Builds the networks of all regions in one program, as one run costs more than what runs in it. */
async function buildAll(regions: readonly Region[], invokes: InvokeAnswers = gcpInvokes): Promise<Built[]> {
  let networks: GcpNetwork[] = [];
  const seen = await registrations(
    () => {
      networks = regions.map((region) => {
        const context = fixtureContext(region);
        const { provider, keys } = gcpSite(context);
        return new GcpNetwork(context, provider, { keys });
      });
    },
    {},
    invokes,
  );
  return networks.map((network, index) => {
    const prefix = `meridian-production-${regions[index]?.name}-`;
    const children = seen.filter(({ type, name }) => type.startsWith("gcp:") && name.startsWith(prefix));
    return { network, children, of: (type) => children.filter((child) => child.type === type) };
  });
}

async function build(region: Region = fixtureRegion(), invokes: InvokeAnswers = gcpInvokes): Promise<Built> {
  return only(await buildAll([region], invokes));
}

let built: Built;
beforeAll(async () => {
  built = await build();
});

function only<T>(values: readonly T[]): T {
  const [first, ...others] = values;
  if (first === undefined || others.length > 0) throw new Error(`${values.length} values where one was expected`);
  return first;
}

/** Types that have neither labels nor tags in Google Cloud. */
const unlabelled = [
  "gcp:projects/service:Service",
  "gcp:logging/projectBucketConfig:ProjectBucketConfig",
  "gcp:logging/projectSink:ProjectSink",
  "gcp:logging/projectExclusion:ProjectExclusion",
  "gcp:compute/network:Network",
  "gcp:compute/route:Route",
  "gcp:compute/subnetwork:Subnetwork",
  "gcp:compute/firewall:Firewall",
  "gcp:compute/router:Router",
  "gcp:compute/routerNat:RouterNat",
  "gcp:servicenetworking/connection:Connection",
  "gcp:dns/recordSet:RecordSet",
];
const regional = [
  "gcp:compute/subnetwork:Subnetwork",
  "gcp:compute/router:Router",
  "gcp:compute/routerNat:RouterNat",
  "gcp:compute/address:Address",
];

/** Four regions at once, of any number, in several locations; no name is the beginning of another. */
const regionsArbitrary = fc
  .uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 4, maxLength: 4 })
  .map((numbers) =>
    ["europe-west3", "asia-southeast1", "us-east1", "northamerica-northeast1"].map((location, index) => {
      const number = numbers[index] ?? 0;
      const network = { cidr: `10.${number}.0.0/16` };
      return fixtureRegion({ name: `n${number}r`, number, location, account: `meridian-${number}`, network });
    }),
  );

async function forAnyRegions(property: (region: Region, built: Built) => void): Promise<void> {
  await fc.assert(
    fc.asyncProperty(regionsArbitrary, async (regions) => {
      const all = await buildAll(regions);
      for (const [index, region] of regions.entries()) property(region, only(all.slice(index, index + 1)));
    }),
    { numRuns: 1, endOnFailure: true },
  );
}

describe("every child", () => {
  it("carries the region's own provider, project and location, whatever the region", () =>
    forAnyRegions((region, { children }) => {
      expect(children).toHaveLength(41);
      expect(children.filter(({ provider }) => provider !== region.name)).toEqual([]);
      for (const { type, inputs } of children) {
        if (type !== "gcp:servicenetworking/connection:Connection") expect(inputs.project, type).toBe(region.account);
        if (regional.includes(type)) expect(inputs.region, type).toBe(region.location);
      }
    }));

  it("carries the labels where the type has any", () => {
    const { children } = built;
    const labelled = children.filter(({ type }) => !unlabelled.includes(type));
    expect(new Set(labelled.map(({ type }) => type))).toEqual(
      new Set([
        "gcp:compute/address:Address",
        "gcp:compute/globalAddress:GlobalAddress",
        "gcp:compute/globalForwardingRule:GlobalForwardingRule",
        "gcp:dns/managedZone:ManagedZone",
      ]),
    );
    for (const { inputs } of labelled) expect(inputs.labels).toEqual(fixtureContext().naming.tags);
  });

  it("has a name of its own that Google accepts, however long the region's is", async () => {
    const { children } = await build(fixtureRegion({ name: "a-region-of-20-chars" }));
    const named = children.filter(({ type, inputs }) => inputs.name && type !== "gcp:dns/recordSet:RecordSet");
    for (const { inputs } of named) expect(inputs.name).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
    const keys = named.map(({ type, inputs }) => `${type} ${inputs.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("subnets", () => {
  it("are the plan's tiers, all with flow logs and private access", () => {
    const { of, network } = built;
    const plan = networkPlan(fixtureShared(), fixtureRegion());
    const tiers = of("gcp:compute/subnetwork:Subnetwork").filter(({ inputs }) => !inputs.purpose);
    expect(new Map(tiers.map(({ inputs }) => [inputs.name, inputs.ipCidrRange]))).toEqual(
      new Map(subnetTiers.map((tier) => [`meridian-production-eu-west-${tier}`, plan.tiers[tier]])),
    );
    for (const { inputs } of tiers) {
      expect(inputs.logConfig).toMatchObject({ flowSampling: 1, metadata: "INCLUDE_ALL_METADATA" });
      expect(inputs.privateIpGoogleAccess).toBe(true);
    }
    expect(network.subnets.map(({ tier, cidr }) => [tier, cidr])).toEqual(
      subnetTiers.map((tier) => [tier, plan.tiers[tier]]),
    );
  });

  it("overlap nothing: neither one another, nor pods, services, peered ranges or the endpoint", () =>
    forAnyRegions((region, { of }) => {
      const subnets = of("gcp:compute/subnetwork:Subnetwork").flatMap(({ inputs }) => [
        String(inputs.ipCidrRange),
        ...((inputs.secondaryIpRanges ?? []) as { ipCidrRange: string }[]).map(({ ipCidrRange }) => ipCidrRange),
      ]);
      const reserved = of("gcp:compute/globalAddress:GlobalAddress").map(
        ({ inputs }) => `${inputs.address}/${inputs.prefixLength ?? 32}`,
      );
      const ranges = [...subnets, ...reserved].map((range) => new Netmask(range));
      expect(ranges).toHaveLength(8);
      const vpc = new Netmask(region.network.cidr);
      for (const [index, range] of ranges.entries()) {
        expect(vpc.contains(range)).toBe(true);
        for (const other of ranges.slice(index + 1))
          expect(range.contains(other) || other.contains(range), `${range} and ${other}`).toBe(false);
      }
    }));

  it("leave flow logs out where Google refuses them: on the proxy-only subnet", () => {
    const { of } = built;
    const proxies = only(of("gcp:compute/subnetwork:Subnetwork").filter(({ inputs }) => inputs.purpose));
    expect(proxies.inputs).toMatchObject({ purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE" });
    expect(proxies.inputs).not.toHaveProperty("logConfig");
  });
});

describe("the firewall", () => {
  it("denies both directions last, and logs it", () => {
    const { of } = built;
    const denials = of("gcp:compute/firewall:Firewall").filter(({ inputs }) => inputs.denies);
    expect(denials.map(({ inputs }) => inputs.direction).sort()).toEqual(["EGRESS", "INGRESS"]);
    for (const { inputs } of denials) {
      expect(inputs).toMatchObject({ priority: 65534, denies: [{ protocol: "all" }] });
      expect(inputs.sourceRanges ?? inputs.destinationRanges).toEqual(["0.0.0.0/0"]);
      expect(inputs.logConfig).toEqual({ metadata: "INCLUDE_ALL_METADATA" });
      expect(inputs).not.toHaveProperty("targetTags");
    }
  });

  it("lets in only from inside the region and from Google's health checks", () => {
    const plan = networkPlan(fixtureShared(), fixtureRegion());
    const inside = new Netmask(plan.cidr);
    const entering = firewallRules(plan, gcpLayout(plan)).filter(
      ({ action, direction }) => action === "allow" && direction === "INGRESS",
    );
    const outside = entering.flatMap(({ ranges }) => ranges).filter((range) => !inside.contains(range));
    expect(outside).toEqual([...healthCheckRanges.gcp]);
  });

  it("lets out of the region only HTTPS, and only nodes", () => {
    const plan = networkPlan(fixtureShared(), fixtureRegion());
    const inside = new Netmask(plan.cidr);
    const leaving = firewallRules(plan, gcpLayout(plan)).filter(
      ({ action, direction, ranges }) =>
        action === "allow" && direction === "EGRESS" && ranges.some((range) => !inside.contains(range)),
    );
    expect(only(leaving)).toMatchObject({ protocols: [{ protocol: "tcp", ports: ["443"] }], tiers: ["private"] });
  });

  it("gives each rule either allows or denies, and ranges of its own direction", () => {
    const { of } = built;
    for (const { inputs } of of("gcp:compute/firewall:Firewall")) {
      expect(Boolean(inputs.allows) !== Boolean(inputs.denies)).toBe(true);
      expect("sourceRanges" in inputs).toBe(inputs.direction === "INGRESS");
      expect("destinationRanges" in inputs).toBe(inputs.direction === "EGRESS");
    }
  });
});

describe("logs", () => {
  it("stay in the region as long as the law wants", async () => {
    const region = fixtureRegion({ compliance: ["SOC2", "HIPAA"] });
    const { of } = await build(region);
    const { inputs } = only(of("gcp:logging/projectBucketConfig:ProjectBucketConfig"));
    expect(inputs).toMatchObject({
      location: region.location,
      project: region.account,
      retentionDays: 2190,
      cmekSettings: { kmsKeyName: keyIn(region.location, "logs") },
    });
  });

  it("are never kept shorter than the law wants, even where Cloud Logging can not keep them as long", () => {
    expect(logBucketRetention(3650)).toBe(3650);
    expect(() => logBucketRetention(3651)).toThrow("logs have to be kept 3651 days");
  });

  it("go to that bucket and not to the global _Default, by one filter that names every logged subnet and the NAT", () => {
    const { of } = built;
    const sink = only(of("gcp:logging/projectSink:ProjectSink"));
    const exclusion = only(of("gcp:logging/projectExclusion:ProjectExclusion"));
    expect(exclusion.inputs.filter).toBe(sink.inputs.filter);
    expect(sink.inputs.destination).toMatch(/^logging\.googleapis\.com\//);
    const logged = of("gcp:compute/subnetwork:Subnetwork").filter(({ inputs }) => inputs.logConfig);
    const sources = [...logged, ...of("gcp:compute/routerNat:RouterNat")];
    expect(sources).toHaveLength(4);
    for (const { inputs } of sources) expect(sink.inputs.filter).toContain(`"${inputs.name}"`);
  });
});

describe("ways out and in", () => {
  it("translate private addresses only, to an address per zone", () => {
    const { of, network } = built;
    const { inputs } = only(of("gcp:compute/routerNat:RouterNat"));
    expect(inputs).toMatchObject({
      natIpAllocateOption: "MANUAL_ONLY",
      sourceSubnetworkIpRangesToNat: "LIST_OF_SUBNETWORKS",
      enableEndpointIndependentMapping: false,
      subnetworks: [{ name: "meridian-production-eu-west-private-id", secondaryIpRangeNames: ["pods"] }],
    });
    expect(network.natAddresses).toHaveLength(3);
  });

  it("route to the internet only for instances with the tag of a tier that may", () => {
    const { of } = built;
    expect(only(of("gcp:compute/network:Network")).inputs.deleteDefaultRoutesOnCreate).toBe(true);
    const { inputs } = only(of("gcp:compute/route:Route"));
    expect(inputs).toMatchObject({ destRange: "0.0.0.0/0", tags: ["meridian-public", "meridian-private"] });
  });

  it("register the endpoint of the Google APIs in the region, and lead each domain to it", () => {
    const { of } = built;
    const endpoint = only(of("gcp:compute/globalForwardingRule:GlobalForwardingRule"));
    expect(endpoint.inputs).toMatchObject({
      target: "all-apis",
      loadBalancingScheme: "",
      serviceDirectoryRegistrations: { serviceDirectoryRegion: "europe-west3" },
    });
    const zones = of("gcp:dns/managedZone:ManagedZone").map(({ inputs }) => inputs.dnsName);
    const records = of("gcp:dns/recordSet:RecordSet").map(({ inputs }) => [inputs.name, inputs.type, inputs.rrdatas]);
    expect(records).toEqual(
      zones.flatMap((zone) => [
        [zone, "A", ["10.2.186.1"]],
        [`*.${zone}`, "CNAME", [zone]],
      ]),
    );
  });

  it("name the endpoint as Google wants, and differently for different regions", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(endpointName(one)).toMatch(/^[a-z][a-z0-9]{0,19}$/);
        expect(endpointName(one) === endpointName(other)).toBe(one === other);
      }),
    );
  });
});

describe("zones", () => {
  it("are the stack file's", async () => {
    const zones = ["europe-west3-c", "europe-west3-b", "europe-west3-a"];
    const { network } = await build(fixtureRegion({ network: { cidr: "10.2.0.0/16", zones } }), {});
    expect(await settled(network.zones)).toEqual(zones);
  });

  it("are else the first three that are up", async () => {
    const { network } = built;
    expect(await settled(network.zones)).toEqual(["europe-west3-a", "europe-west3-b", "europe-west3-c"]);
  });

  it("must be three", () => {
    expect(() => firstZones(fixtureRegion(), ["europe-west3-a", "europe-west3-b"])).toThrow(
      "europe-west3 offers 2 zones to meridian-eu-west; a region needs 3",
    );
  });
});

function settled<T>(output: { apply(use: (value: T) => void): unknown }): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}
