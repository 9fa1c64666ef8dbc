/** The shared zone on Cloudflare, a name for each region. Pages followed and traps: docs/clouds/cloudflare.md. */
import { DnsRecord } from "@pulumi/cloudflare/dnsRecord";
import { Zone as CfZone } from "@pulumi/cloudflare/zone";
import { ZoneDnssec } from "@pulumi/cloudflare/zoneDnssec";
import type * as pulumi from "@pulumi/pulumi";
import { gatewayRecords, sharedZoneRecords } from "../../plan/dns";
import type { GlobalConfig, Region, Shared } from "../../topology/schema";
import { Component } from "../component";
import type { Zone } from "./contract";

export interface CloudflareZoneArgs {
  readonly shared: Shared;
  readonly global: GlobalConfig;
  readonly regions: readonly Region[];
  /** Ingress addresses (IPv4) by region; a region without one gets no record. */
  readonly addresses: Readonly<Record<string, pulumi.Input<string>>>;
  /** Public addresses (IPv4) of the mesh's gateways by name; one without gets no record. */
  readonly gateways: Readonly<Record<string, pulumi.Input<string>>>;
}

/** An A record as the plan has it. */
interface AddressRecord {
  readonly region: string;
  readonly name: string;
  readonly ttlSeconds: number;
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
    this.createGatewayRecords(args, zone);

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

  private createRecords(args: CloudflareZoneArgs, zone: CfZone) {
    return Object.fromEntries(
      sharedZoneRecords(args.shared, args.regions).flatMap((record) => {
        const address = args.addresses[record.region];
        return address === undefined ? [] : [[record.region, this.createRecord(args, zone, record, address).name]];
      }),
    );
  }

  /** Never proxied: WireGuard is UDP. */
  private createGatewayRecords(args: CloudflareZoneArgs, zone: CfZone): void {
    for (const record of gatewayRecords(args.shared, args.regions)) {
      const address = args.gateways[record.gateway];
      if (address !== undefined) this.createRecord(args, zone, record, address);
    }
  }

  private createRecord(
    { shared }: CloudflareZoneArgs,
    zone: CfZone,
    { region, name, ttlSeconds }: AddressRecord,
    content: pulumi.Input<string>,
  ): DnsRecord {
    const comment = `${shared.service} ${shared.environment}: ${region}`;
    const args = { zoneId: zone.id, name, type: "A", content, ttl: ttlSeconds, proxied: false, comment };
    return new DnsRecord(name, args, this.child({ deleteBeforeReplace: true }));
  }
}
