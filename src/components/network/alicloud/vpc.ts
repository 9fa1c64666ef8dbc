/** The VPC and its vSwitches, one for each tier and zone. */
import { Switch, Network as Vpc } from "@pulumi/alicloud/vpc";
import * as pulumi from "@pulumi/pulumi";
import { type ZonalSubnet, zonesPerRegion } from "../../../plan/network";
import type { Region } from "../../../topology/schema";
import { deleteFirst, type Scope } from "./scope";

export interface VSwitch extends ZonalSubnet {
  readonly resource: Switch;
}

/** Three zones by name; `fixed` when the stack file names them. */
export interface Zones {
  readonly names: pulumi.Output<string[]>;
  readonly fixed: boolean;
}

/**
 * The first three of the zones that the cloud offers, by name, so that their order does not hang on the answer's.
 * @throws RunError when there are fewer.
 */
export function firstZones({ location, account }: Region, offered: readonly string[]): string[] {
  if (offered.length < zonesPerRegion)
    throw new pulumi.RunError(
      `${location} offers ${offered.length} zones to ${account}, a region needs ${zonesPerRegion}`,
    );
  return [...offered].sort().slice(0, zonesPerRegion);
}

export function createVpc({ naming, plan, child }: Scope): Vpc {
  const name = naming.name("vpc");
  return new Vpc(name, { vpcName: name, cidrBlock: plan.cidr, tags: naming.tags }, child());
}

/**
 * `getZones` leaves out a zone that is sold out. A vSwitch whose zone was found by asking therefore keeps the zone it has,
 * otherwise a zone that sells out would replace a vSwitch and everything in it.
 *
 * Each waits for the one before. Of vSwitches that are deleted first the engine lets only the first take along what lies in
 * several (an ACL, a NAT gateway's entries), and the others would not wait for that.
 */
export function createVSwitches({ naming, plan, region, child }: Scope, vpc: Vpc, zones: Zones): readonly VSwitch[] {
  const vswitches: VSwitch[] = [];
  for (const { tier, zone, cidr } of plan.subnets) {
    const name = naming.name(`${tier}-${zone}`);
    // Of another location it is another resource, which has no zone to keep.
    const here = naming.name(`${tier}-${zone}-${region}`);
    const zoneId = zones.names.apply((names) => names[zone] ?? "");
    const resource = new Switch(
      here,
      { vswitchName: name, vpcId: vpc.id, cidrBlock: cidr, zoneId, tags: naming.tags },
      child({
        ...deleteFirst,
        dependsOn: vswitches.slice(-1).map((before) => before.resource),
        ...(zones.fixed ? {} : { ignoreChanges: ["zoneId"] }),
      }),
    );
    vswitches.push({ tier, zone, cidr, resource });
  }
  return vswitches;
}
