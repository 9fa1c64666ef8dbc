/** The cache of a region on AWS: ElastiCache for Valkey in cluster mode, reached by TLS and password. */
import { ParameterGroup } from "@pulumi/aws/elasticache/parameterGroup";
import { ReplicationGroup } from "@pulumi/aws/elasticache/replicationGroup";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup";
import * as pulumi from "@pulumi/pulumi";
import { sizeIn } from "../../facts/sizes";
import { type Site, siteOf } from "../aws/site";
import { hourAfter, weeklyWindow } from "../aws/weekly-window";
import { Component, type RegionContext } from "../component";
import type { Network } from "../network/contract";
import { createUserGroup, userName } from "./aws/access";
import { createLogs } from "./aws/logs";
import type { Cache, CacheArgs } from "./contract";

/** Valkey in the newest major that managed services of all three clouds speak to. */
const engine = { name: "valkey", version: "8.1", family: "valkey8" } as const;
const port = 6379;

/** CreateReplicationGroup: 40 characters. */
const idLimit = 40;
const nameLimit = 255;

export class AwsCache extends Component implements Cache {
  readonly host: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  readonly auth: Cache["auth"];

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: CacheArgs) {
    super("meridian:cache:AwsCache", context.region.name, provider);
    const { region, shared, naming, protect } = context;
    const site = siteOf(context, region.name, (opts) => this.child(opts));
    const { shards, replicasPerShard } = shared.cache;
    const { maintenance } = shared.cluster;

    const password = args.secrets.generate("cache");
    const users = createUserGroup(site, password);
    const logs = createLogs(site, args.keys.keys.logs);
    const subnets = createSubnetGroup(site, args.network);
    const parameters = createParameters(site);
    const id = naming.name("cache", idLimit);
    const group = new ReplicationGroup(
      site.child("cache"),
      {
        replicationGroupId: id,
        description: `${naming.name("cache")}: sessions and cache`,
        engine: engine.name,
        engineVersion: engine.version,
        nodeType: sizeIn("aws", "cache", region.sizes.cache),
        clusterMode: "enabled",
        numNodeGroups: shards,
        replicasPerNodeGroup: replicasPerShard,
        automaticFailoverEnabled: true,
        multiAzEnabled: true,
        port,
        subnetGroupName: subnets.name,
        securityGroupIds: [args.network.groups.data],
        parameterGroupName: parameters.name,
        transitEncryptionEnabled: true,
        transitEncryptionMode: "required",
        atRestEncryptionEnabled: true,
        kmsKeyId: args.keys.keys.cache,
        userGroupIds: [users.userGroupId],
        logDeliveryConfigurations: logs,
        maintenanceWindow: weeklyWindow(maintenance),
        snapshotWindow: hourAfter(maintenance),
        snapshotRetentionLimit: shared.database.backups.continuousDays,
        ...(protect && { finalSnapshotIdentifier: `${id}-final` }),
        autoMinorVersionUpgrade: true,
        // What can change in place does so now, not at the next maintenance.
        applyImmediately: true,
        tags: site.tags("cache"),
      },
      // Another key or subnet group is another cache, with the same id.
      site.options({ protect, deleteBeforeReplace: true }),
    );

    this.host = group.configurationEndpointAddress;
    this.port = pulumi.all([group.id]).apply(() => port);
    this.auth = { kind: "password", user: userName, password: { id: password.id, name: password.name } };
    this.registerOutputs({ host: this.host, port: this.port });
  }
}

/** A subnet in each of three zones. A subnet stays while a node is in it, so a change of them replaces the group and its cache. */
function createSubnetGroup(site: Site, network: Network): SubnetGroup {
  return new SubnetGroup(
    site.child("cache"),
    {
      name: site.naming.name("cache", nameLimit),
      description: "The data subnets of the region",
      subnetIds: network.subnets.filter(({ tier }) => tier === "data").map(({ id }) => id),
      tags: site.tags("cache-subnets"),
    },
    site.options({ replaceOnChanges: ["subnetIds"], deleteBeforeReplace: true }),
  );
}

/** Named after its family, so that the next major's stands beside it while the cache is upgraded. */
function createParameters(site: Site): ParameterGroup {
  const name = `cache-${engine.family}`;
  return new ParameterGroup(
    site.child(name),
    {
      name: site.naming.name(name, nameLimit),
      description: "Cluster mode",
      family: engine.family,
      parameters: [{ name: "cluster-enabled", value: "yes" }],
      tags: site.tags(name),
    },
    site.options(),
  );
}
