/** The shared zone on Cloudflare, a name for each region. Pages followed and traps: docs/clouds/cloudflare.md. */
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { Zone as CfZone } from "@pulumi/cloudflare/zone";
import { ZoneDnssec } from "@pulumi/cloudflare/zoneDnssec";
import type * as pulumi from "@pulumi/pulumi";
import { type RegionRecord, sharedZoneRecords } from "../../plan/dns";
import type { GlobalConfig, Region, Shared } from "../../topology/schema";
import { Component } from "../component";
import type { Zone } from "./contract";

export interface CloudflareZoneArgs {
  readonly shared: Shared;
  readonly global: GlobalConfig;
  readonly regions: readonly Region[];
  /** Ingress addresses (IPv4) by region; a region without one gets no record. */
  readonly addresses: Readonly<Record<string, pulumi.Input<string>>>;
}

export class CloudflareZone extends Component implements Zone {
  readonly id: pulumi.Output<string>;
  readonly name: string;
  readonly nameServers: pulumi.Output<string[]>;
  readonly records: Readonly<Record<string, pulumi.Output<string>>>;
  /** DS record that the registrar has to publish; until then DNSSEC signs and nobody checks. */
  readonly delegationSigner: pulumi.Output<string>;

  constructor(args: CloudflareZoneArgs, provider: pulumi.ProviderResource, opts?: pulumi.ComponentResourceOptions) {
    super("meridian:zone:CloudflareZone", args.shared.zone, provider, opts);
    const zone = this.createZone(args);
    const dnssec = this.signZone(args, zone);
    const records = this.createRecords(args, zone);

    this.id = zone.id;
    this.name = args.shared.zone;
    this.nameServers = zone.nameServers;
    this.records = records;
    this.delegationSigner = dnssec.ds;
    this.registerOutputs({
      id: this.id,
      name: this.name,
      nameServers: this.nameServers,
      records: this.records,
      delegationSigner: this.delegationSigner,
    });
  }

  private createZone({ shared, global }: CloudflareZoneArgs): CfZone {
    const args = { account: { id: global.cloudflareAccount }, name: shared.zone, type: "full" };
    return new CfZone(shared.zone, args, this.child());
  }

  private signZone({ shared }: CloudflareZoneArgs, zone: CfZone): ZoneDnssec {
    return new ZoneDnssec(shared.zone, { zoneId: zone.id, status: "active" }, this.child());
  }

  private createRecords({ shared, regions, addresses }: CloudflareZoneArgs, zone: CfZone) {
    const create = ({ region, name, ttlSeconds }: RegionRecord, content: pulumi.Input<string>) =>
      new DnsRecord(
        name,
        {
          zoneId: zone.id,
          name,
          type: "A",
          content,
          ttl: ttlSeconds,
          proxied: false,
          comment: `${shared.service} ${shared.environment}: ${region}`,
        },
        this.child({ deleteBeforeReplace: true }),
      );
    return Object.fromEntries(
      sharedZoneRecords(shared, regions).flatMap((record) => {
        const address = addresses[record.region];
        return address === undefined ? [] : [[record.region, create(record, address).name]];
      }),
    );
  }
}
