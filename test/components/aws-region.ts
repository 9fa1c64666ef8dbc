/** Regions on AWS, for specs and properties. */
import fc from "fast-check";
import type { RegionContext } from "../../src/components/component";
import type { Region, Shared } from "../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../fixtures/topology";
import type { Registration } from "./harness";

/** By default us-east in us-east-1. */
export function awsRegion(overrides: Partial<Region> = {}): Region {
  return fixtureRegion({
    name: "us-east",
    number: 1,
    cloud: "aws",
    location: "us-east-1",
    account: "123456789012",
    drLocation: "us-west-2",
    compliance: ["SOC2", "HIPAA"],
    residency: { jurisdiction: "us", countries: ["US", "CA", "MX"] },
    network: { cidr: "10.1.0.0/16" },
    ...overrides,
  });
}

export interface AwsCase {
  readonly context: RegionContext;
  readonly region: Region;
}

const places = [
  { location: "us-east-1", drLocation: "us-west-2" },
  { location: "eu-west-1", drLocation: "eu-central-1" },
  { location: "ap-south-1", drLocation: "ap-south-2" },
];

/** Any region on AWS, with names up to the longest that the schema allows. */
export const anyAwsCase = (shared: Shared = fixtureShared()): fc.Arbitrary<AwsCase> =>
  fc
    .record({
      number: fc.integer({ min: 1, max: 254 }),
      place: fc.constantFrom(...places),
      name: fc.stringMatching(/^[a-z][a-z0-9]{1,18}[a-z0-9]$/),
      account: fc.stringMatching(/^[1-9]\d{11}$/),
      protect: fc.boolean(),
    })
    .map(({ number, place, name, account, protect }) => {
      const region = awsRegion({ number, name, account, ...place, network: { cidr: `10.${number}.0.0/16` } });
      return { region, context: { ...fixtureContext(region, shared), protect } };
    });

/** Children of a type, in the order of their names. */
export const ofType = (all: readonly Registration[], type: string): Registration[] =>
  all.filter((child) => child.type.endsWith(`:${type}`)).sort((a, b) => a.name.localeCompare(b.name));
