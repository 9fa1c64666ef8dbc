/**
 * A region's Redis on Alibaba Cloud: ApsaraDB's open-source edition as a cluster behind proxies, with TLS and a password.
 * Why not Tair, and why two zones: docs/clouds/alicloud.md.
 */
import { Instance } from "@pulumi/alicloud/kvstore/instance";
import * as pulumi from "@pulumi/pulumi";
import { sizeIn } from "../../facts/sizes";
import { Component, type RegionContext } from "../component";
import { replicasByZone, windowOf } from "./alicloud/layout";
import type { Cache, CacheArgs } from "./contract";

const everyDay = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const port = 6379;

export class AlicloudCache extends Component implements Cache {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly auth: Cache["auth"];
  /** DescribeInstanceSSL names the archive that RDS has too. */
  readonly serverCa = "database";

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { network, secrets }: CacheArgs) {
    const { naming, region, shared, protect } = context;
    super("meridian:cache:AlicloudCache", naming.name("cache"), provider);
    const home = network.subnets.find(({ tier, zone }) => tier === "data" && zone === 0);
    if (!home) throw new pulumi.RunError("the network has no data subnet in its first zone for the cache");
    const zone = (index: number) => network.zones.apply((zones) => zones[index] ?? "");
    const { shards, replicasPerShard } = shared.cache;
    const password = secrets.generate("cache");
    const name = naming.name("cache");

    const instance = new Instance(
      name,
      {
        dbInstanceName: name,
        instanceType: "Redis",
        engineVersion: "7.0",
        instanceClass: sizeIn("alicloud", "cache", region.sizes.cache),
        nodeType: "MASTER_SLAVE",
        shardCount: shards,
        ...replicasByZone(shards, replicasPerShard),
        vswitchId: home.id,
        zoneId: zone(0),
        secondaryZoneId: zone(1),
        // Who may open a connection: nodes and pods. Without a list nobody may.
        securityIps: [context.network.tiers.private, context.network.pods],
        vpcAuthMode: "Open",
        password: password.value,
        sslEnable: "Enable",
        // What is in it may be lost (recovery point "–"), so nothing of it is written to a disk.
        config: { appendonly: "no" },
        backupPeriods: everyDay,
        backupTime: windowOf(shared.database.backups.daily.hour, 1).join("-"),
        ...maintenance(shared.cluster.maintenance),
        paymentType: "PostPaid",
        instanceReleaseProtection: protect,
        tags: naming.tags,
      },
      // With TLS an instance can not be moved to another zone.
      this.child({
        protect,
        replaceOnChanges: ["vswitchId", "zoneId", "secondaryZoneId"],
        // Creation and each change of the shards take longer than the provider waits by itself.
        customTimeouts: { create: "60m", update: "120m", delete: "30m" },
      }),
    );
    this.host = instance.connectionDomain;
    this.port = pulumi.output(port);
    this.auth = { kind: "password", user: "default", password };
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** ApsaraDB has a window every day, in UTC. */
function maintenance({ startHour, hours }: RegionContext["shared"]["cluster"]["maintenance"]) {
  const [maintainStartTime, maintainEndTime] = windowOf(startHour, hours);
  return { maintainStartTime, maintainEndTime };
}
