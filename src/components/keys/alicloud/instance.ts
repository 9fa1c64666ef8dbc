/** The instance of Key Management Service that keys live in, with two zones of a VPC that holds nothing else. */
import { getZonesOutput } from "@pulumi/alicloud/getZones";
import { Instance } from "@pulumi/alicloud/kms";
import { Switch, Network as Vpc } from "@pulumi/alicloud/vpc";
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../../plan/naming";
import { block } from "../../../plan/network";

export interface Scope {
  readonly naming: Naming;
  readonly protect: boolean;
  readonly location: string;
  readonly provider: pulumi.ProviderResource;
  readonly parent: pulumi.Resource;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** RFC 1918's third block, which no network of a region or of its DR location comes from. Nothing is routed to it. */
const cidr = "192.168.0.0/24";
const zonesPerInstance = 2;

/** Source: Key Management Service, "Regions and zones": zones of a region with instances that have none. */
const zonesWithoutKms: ReadonlySet<string> = new Set([
  "cn-hangzhou-b",
  "cn-beijing-a",
  "cn-beijing-b",
  "cn-shenzhen-a",
]);

/**
 * The first two, by name, of the zones that have KMS.
 * @throws RunError when there are fewer.
 */
export function kmsZones(location: string, offered: readonly string[]): string[] {
  const fitting = offered.filter((zone) => !zonesWithoutKms.has(zone)).sort();
  if (fitting.length < zonesPerInstance) {
    throw new pulumi.RunError(
      `${location} has ${fitting.length} zones with Key Management Service, an instance needs ${zonesPerInstance}`,
    );
  }
  return fitting.slice(0, zonesPerInstance);
}

/**
 * Names say the location, for zones that were found by asking are kept (`getZones` leaves out what is sold out, and another
 * zone would replace the instance with all its keys), and those of another location must not be.
 */
export function createInstance(
  { naming, protect, location, provider, parent, child }: Scope,
  { suffix, zones }: { readonly suffix: string; readonly zones: readonly string[] | undefined },
): Instance {
  const name = naming.name(`keys${suffix}-${location}`);
  const offered = zones
    ? pulumi.output([...zones])
    : getZonesOutput({ availableResourceCreation: "VSwitch" }, { parent, provider }).ids;
  const zoneIds = offered.apply((ids) => kmsZones(location, ids));
  const keepZones = (input: string) => (zones ? {} : { ignoreChanges: [input] });

  const vpc = new Vpc(name, { vpcName: name, cidrBlock: cidr, tags: naming.tags }, child());
  const vswitches = Array.from({ length: zonesPerInstance }, (_, index) => {
    const vswitchName = naming.name(`keys${suffix}-${location}-${index}`);
    return new Switch(
      vswitchName,
      {
        vswitchName,
        vpcId: vpc.id,
        cidrBlock: block(cidr, 28, index),
        zoneId: zoneIds.apply((ids) => ids[index] ?? ""),
        tags: naming.tags,
      },
      child(keepZones("zoneId")),
    );
  });
  return new Instance(
    name,
    {
      instanceName: name,
      paymentType: "PayAsYouGo",
      productVersion: "3",
      vpcId: vpc.id,
      vswitchIds: vswitches.map(({ id }) => id),
      zoneIds: vswitches.map(({ zoneId }) => zoneId),
      deletionProtection: protect,
      forceDeleteWithoutBackup: protect ? "false" : "true",
      tags: naming.tags,
    },
    child({ protect }),
  );
}
