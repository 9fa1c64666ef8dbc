import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isolatedZoneRecord, sharedZoneRecords } from "../../src/plan/dns";
import { fixtureRegion, fixtureShared } from "../fixtures/topology";

const shared = fixtureShared();
const regions = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,8}[a-z0-9]$/),
    isolated: fc.boolean(),
  }),
  { selector: ({ name }) => name, maxLength: 12 },
);
const regionsOf = (list: readonly { name: string; isolated: boolean }[]) =>
  list.map(({ name, isolated }) =>
    fixtureRegion({ name, isolated, host: `api-${name}`, ...(isolated ? { zone: `${name}.cn` } : {}) }),
  );

describe("the shared zone", () => {
  it("has exactly one record for each region that is not isolated, and never one that names an isolated region", () => {
    fc.assert(
      fc.property(regions, (list) => {
        const records = sharedZoneRecords(shared, regionsOf(list));
        expect(records.map(({ region }) => region)).toEqual(
          list.filter(({ isolated }) => !isolated).map(({ name }) => name),
        );
        for (const { name, host, zone, ttlSeconds } of records) {
          expect(zone).toBe(shared.zone);
          expect(name).toBe(`${host}.${shared.zone}`);
          expect(ttlSeconds).toBe(shared.steering.recordTtlSeconds);
        }
      }),
    );
  });
});

describe("an isolated region's zone", () => {
  it("is its own, never the shared one", () => {
    fc.assert(
      fc.property(regions, (list) => {
        for (const region of regionsOf(list).filter(({ isolated }) => isolated)) {
          const record = isolatedZoneRecord(shared, region);
          expect(record.name).toBe(`api-${region.name}.${region.name}.cn`);
          expect(record.name.endsWith(shared.zone)).toBe(false);
        }
      }),
    );
  });

  it("is refused for a region that shares a zone, and for one that names none", () => {
    expect(() => isolatedZoneRecord(shared, fixtureRegion())).toThrow(/eu-west is not isolated/);
    expect(() => isolatedZoneRecord(shared, fixtureRegion({ isolated: true }))).toThrow(/has no zone/);
  });
});
