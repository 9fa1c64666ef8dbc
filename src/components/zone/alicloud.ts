/** An isolated region's own zone on Alibaba Cloud DNS. Pages followed and traps: docs/clouds/alicloud.md. */
import { AlidnsDomain, AlidnsRecord } from "@pulumi/alicloud/dns";
import type * as pulumi from "@pulumi/pulumi";
import { isolatedZoneRecord } from "../../plan/dns";
import { Component, type RegionContext } from "../component";
import type { Zone } from "./contract";

/** Seconds. A domain without a paid Alidns instance is on the free edition, which takes 600 to 86400 (dns.AlidnsRecord). */
const shortestTtl = 600;
/** Characters of a tag's value on a domain (dns.AlidnsDomain); other resources take 128. */
const tagValueLimit = 20;

export class AlicloudZone extends Component implements Zone {
  readonly id: pulumi.Output<string>;
  readonly name: string;
  readonly nameServers: pulumi.Output<string[]>;
  readonly records: Readonly<Record<string, pulumi.Output<string>>>;

  /** @throws RangeError for a region that is not isolated or names no zone. */
  constructor(
    context: RegionContext,
    address: pulumi.Input<string>,
    provider: pulumi.ProviderResource,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    const plan = isolatedZoneRecord(context.shared, context.region);
    super("meridian:zone:AlicloudZone", plan.zone, provider, opts);

    const domain = new AlidnsDomain(
      plan.zone,
      { domainName: plan.zone, tags: shortTags(context.naming.tags) },
      this.child({ deleteBeforeReplace: true }),
    );
    const record = new AlidnsRecord(
      plan.name,
      {
        domainName: domain.domainName,
        rr: plan.host,
        type: "A",
        value: address,
        ttl: Math.max(plan.ttlSeconds, shortestTtl),
        line: "default",
        status: "ENABLE",
      },
      this.child({ deleteBeforeReplace: true }),
    );

    this.id = domain.domainId;
    this.name = plan.zone;
    this.nameServers = domain.dnsServers;
    this.records = { [plan.region]: record.rr.apply((rr) => `${rr}.${plan.zone}`) };
    this.registerOutputs({
      id: this.id,
      name: this.name,
      nameServers: this.nameServers,
      records: this.records,
    });
  }
}

function shortTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, value.slice(0, tagValueLimit)]));
}
