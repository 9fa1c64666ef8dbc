/** Names that lead to regions: which record stands in which zone. Pure. */
import type { Region, Shared } from "../topology/schema";
import { endpointName, gatewayName } from "./mesh/addresses";

/** One name that answers with a region's ingress address (type A). */
export interface RegionRecord {
  /** Region it leads to. */
  readonly region: string;
  /** Zone it stands in: `meridian.example`. */
  readonly zone: string;
  /** Name inside the zone: `api-us`. */
  readonly host: string;
  /** Full name, without a final dot: `api-us.meridian.example`. */
  readonly name: string;
  readonly ttlSeconds: number;
}

function record(shared: Shared, { name, host }: Region, zone: string): RegionRecord {
  return { region: name, zone, host, name: `${host}.${zone}`, ttlSeconds: shared.steering.recordTtlSeconds };
}

/** The shared zone's records: one for each region that is not isolated. No name there leads to an isolated region. */
export function sharedZoneRecords(shared: Shared, regions: readonly Region[]): readonly RegionRecord[] {
  return regions.filter(({ isolated }) => !isolated).map((region) => record(shared, region, shared.zone));
}

/** One name that leads to a gateway of the mesh (type A). */
export interface GatewayRecord {
  readonly region: string;
  /** `mesh-eu-west-1` */
  readonly gateway: string;
  /** Full name, without a final dot: `mesh-eu-west-1.meridian.example`. */
  readonly name: string;
  readonly ttlSeconds: number;
}

/** A record for each gateway that the stack files have keys for; an isolated region has no gateway. */
export function gatewayRecords(shared: Shared, regions: readonly Region[]): readonly GatewayRecord[] {
  return regions
    .filter(({ isolated }) => !isolated)
    .flatMap((region) =>
      region.mesh.gateways.map((_, position) => ({
        region: region.name,
        gateway: gatewayName(region.name, position + 1),
        name: endpointName(shared, region, position + 1),
        ttlSeconds: shared.steering.recordTtlSeconds,
      })),
    );
}

/**
 * The record of an isolated region in its own zone.
 * @throws RangeError for a region that shares a zone with others, or has none.
 */
export function isolatedZoneRecord(shared: Shared, region: Region): RegionRecord {
  if (!region.isolated) throw new RangeError(`${region.name} is not isolated: its record stands in ${shared.zone}`);
  if (!region.zone) throw new RangeError(`${region.name} is isolated and has no zone; name one in its stack file`);
  return record(shared, region, region.zone);
}
