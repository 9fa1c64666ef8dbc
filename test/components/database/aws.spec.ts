import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/core/model";
import { aws } from "../../../sandbox/models/aws";
import type { RegionContext } from "../../../src/components/component";
import { AwsDatabase } from "../../../src/components/database/aws";
import { continuousDays } from "../../../src/components/database/aws/backups";
import { settingsOf } from "../../../src/components/database/aws/instance";
import { AwsNetwork } from "../../../src/components/network/aws";
import { AwsSecretStore } from "../../../src/components/secrets/aws";
import { databasePlan } from "../../../src/plan/database";
import { drNetworkPlan } from "../../../src/plan/dr";
import { fixtureContext } from "../../fixtures/topology";
import type { Made } from "../../sandbox/core/harness";
import { inSandbox, refusedUnknown } from "../../sandbox/models/component";
import { awsDrPlace, awsPlace } from "../aws-keys";
import { anyAwsCase, awsRegion } from "../aws-region";

const taggable = /:(Instance|SubnetGroup|ParameterGroup|Vault|Plan|LogGroup|Role|Vpc|Subnet|SecurityGroup)$/;

async function stand(context: RegionContext) {
  const { region } = context;
  const at = { account: region.account, region: region.location };
  const elsewhere = { [`${region.name}-dr`]: { ...at, region: region.drLocation } };
  let told: Properties = {};
  const { cloud, made, driverOf } = await inSandbox(
    aws,
    at,
    () => {
      const { provider, keys } = awsPlace(context);
      const dr = awsDrPlace(context);
      const network = new AwsNetwork(context, provider, { keys });
      const secrets = new AwsSecretStore(context, provider, { keys });
      const database = new AwsDatabase(context, provider, { network, keys, secrets, dr });
      const outputs = { host: database.host, replicaHost: database.replicaHost, serverCa: database.serverCa };
      for (const [key, value] of Object.entries(outputs))
        value.apply((known) => {
          told = { ...told, [key]: known };
        });
      database.port.apply((port) => {
        told = { ...told, port };
      });
    },
    elsewhere,
  );
  const of = (type: string) => made.filter((object) => object.type.endsWith(`:${type}`));
  const named = (type: string, name: string): Made => {
    const found = of(type).find(({ urn }) => urn.endsWith(`::${region.name}-${name}`));
    if (!found) throw new Error(`no ${type} ${name} among ${of(type).map(({ urn }) => urn)}`);
    return found;
  };
  const arnOf = (name: string) => String(named("Key", name).state.arn);
  return { cloud, dr: driverOf(`${region.name}-dr`), made, of, named, arnOf, told };
}

type Stood = Awaited<ReturnType<typeof stand>>;

describe("AwsDatabase", () => {
  let open: Stood;
  let kept: Stood;
  const context = fixtureContext(awsRegion());
  beforeAll(async () => {
    open = await stand({ ...context, protect: false });
    kept = await stand({ ...context, protect: true });
  });
  const primary = (stood = open) => stood.named("Instance", "database");
  const replica = (stood = open) => stood.named("Instance", "dr-database");

  it("lies in its locations, tagged, each part under a key of its own location and none public, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async (one) => {
        const { made, named, arnOf } = await stand(one.context);
        const { location, drLocation, name } = one.region;
        for (const { urn, state } of made.filter(({ state }) => state.region !== undefined))
          expect(state.region, urn).toBe(urn.includes(`::${name}-dr-`) ? drLocation : location);
        for (const { urn, inputs } of made.filter(({ type }) => taggable.test(type)))
          expect(inputs.tags, urn).toMatchObject(one.context.naming.tags);
        for (const [instance, key] of [
          ["database", "database"],
          ["dr-database", "dr-database"],
        ] as const)
          expect(named("Instance", instance).inputs, instance).toMatchObject({
            storageEncrypted: true,
            kmsKeyId: arnOf(key),
            performanceInsightsKmsKeyId: arnOf(key),
            publiclyAccessible: false,
            deletionProtection: one.context.protect,
          });
        expect(named("Vault", "database").inputs.kmsKeyArn).toBe(arnOf("database"));
        expect(named("Vault", "dr-database-dr").inputs.kmsKeyArn).toBe(arnOf("dr-database"));
      }),
      { numRuns: 2 },
    );
  });

  it("gives no input that a model would refuse while others are not known yet", () => {
    const own = open.made.filter(({ type }) => /:(rds|backup)\//.test(type));
    expect(refusedUnknown(open.cloud, own)).toEqual([]);
  });

  it("has a standby in another zone, in the data tier, reached by nodes only, over TLS only", () => {
    expect(primary().inputs).toMatchObject({
      engine: "postgres",
      engineVersion: "18",
      multiAz: true,
      vpcSecurityGroupIds: [open.named("SecurityGroup", "data").id],
      allocatedStorage: 100,
      maxAllocatedStorage: 1000,
      storageType: "gp3",
    });
    const subnets = open.named("SubnetGroup", "database").inputs.subnetIds as string[];
    const data = open.of("Subnet").filter(({ urn }) => /us-east-data-\d$/.test(urn));
    expect([...subnets].sort()).toEqual(data.map(({ id }) => id).sort());
    expect(open.named("ParameterGroup", "database").inputs.parameters).toEqual(
      expect.arrayContaining([
        { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
        { name: "track_commit_timestamp", value: "on", applyMethod: "pending-reboot" },
        { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
      ]),
    );
  });

  it("replicates logically only where a class of the region does", () => {
    const plan = databasePlan(context.shared, context.region);
    const names = (logicalReplication: boolean) => Object.keys(settingsOf({ ...plan, logicalReplication }));
    expect(names(false)).not.toContain("rds.logical_replication");
    expect(names(true)).toContain("rds.logical_replication");
  });

  it("restores any second of thirty days, and keeps a daily copy for ninety here and in the DR location", () => {
    expect(primary().inputs.backupRetentionPeriod).toBe(30);
    expect(replica().inputs.backupRetentionPeriod).toBe(30);
    const [rule] = open.named("Plan", "database-backup").inputs.rules as Properties[];
    expect(rule).toMatchObject({
      schedule: "cron(0 2 * * ? *)",
      targetVaultName: open.named("Vault", "database").id,
      lifecycle: { deleteAfter: 90 },
      copyActions: [
        { destinationVaultArn: open.named("Vault", "dr-database-dr").state.arn, lifecycle: { deleteAfter: 90 } },
      ],
    });
    expect(open.named("Selection", "database-backup").inputs.resources).toEqual([primary().state.arn]);
  });

  it("says so when the stack file wants frequent backups for longer than AWS keeps them", () => {
    const { backups } = context.shared.database;
    const wanted = (keptDays: number) => ({ ...backups, frequent: { everyMinutes: 15, keptDays } });
    expect(continuousDays("us-east", { ...wanted(3), continuousDays: 7 })).toBe(7);
    expect(() => continuousDays("us-east", wanted(60))).toThrow(
      "us-east: database.backups.frequent.keptDays is 60, but AWS keeps backups every 15 minutes for at most 35 days",
    );
  });

  it("has a replica in a closed network of the DR location", () => {
    const plan = drNetworkPlan(context.region);
    expect(open.named("Vpc", "dr-vpc").inputs.cidrBlock).toBe(plan.cidr);
    const subnets = open.of("Subnet").filter(({ urn }) => urn.includes("::us-east-dr-"));
    expect(subnets.map(({ inputs }) => inputs.cidrBlock)).toEqual(plan.subnets.map(({ cidr }) => cidr));
    const zones = subnets.map(({ inputs }) => inputs.availabilityZone);
    expect(zones).toEqual(["us-west-2a", "us-west-2b", "us-west-2c"]);
    const group = open.named("SecurityGroup", "dr-database");
    expect(replica().inputs).toMatchObject({
      replicateSourceDb: primary().state.arn,
      vpcSecurityGroupIds: [group.id],
    });
    const rules = [...open.of("SecurityGroupIngressRule"), ...open.of("SecurityGroupEgressRule")];
    expect(rules.filter(({ inputs }) => inputs.securityGroupId === group.id)).toEqual([]);
    expect(open.of("InternetGateway").filter(({ state }) => state.region === "us-west-2")).toEqual([]);
  });

  it("tells where both are and what clients check them against", () => {
    expect(open.told).toEqual({
      host: primary().state.address,
      replicaHost: replica().state.address,
      port: 5432,
      serverCa: "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem",
    });
    expect(open.told.replicaHost).toMatch(/\.us-west-2\.rds\.amazonaws\.com$/);
  });

  it("has passwords of its own in the secret store", () => {
    const names = open.of("Secret").map(({ inputs }) => inputs.name);
    expect(names).toEqual(
      ["administrator", "owner", "app", "reader", "replication"].map((role) =>
        expect.stringMatching(new RegExp(`-database-${role}$`)),
      ),
    );
    expect(primary().inputs).not.toHaveProperty("manageMasterUserPassword");
  });

  it("keeps its logs in groups that are there first, as long as the law wants", () => {
    for (const log of ["postgresql", "upgrade"]) {
      const group = open.named("LogGroup", `database-${log}`);
      expect(group.inputs).toMatchObject({
        name: `/aws/rds/instance/${primary().inputs.identifier}/${log}`,
        retentionInDays: 2192,
        kmsKeyId: open.arnOf("logs"),
      });
      expect(open.made.indexOf(group)).toBeLessThan(open.made.indexOf(primary()));
    }
  });

  it("changes its size in place, and by no edit to its key", () => {
    const { inputs } = primary();
    expect(open.cloud.diff(primary(), { ...inputs, instanceClass: "db.m7g.4xlarge" }).replaces).toEqual([]);
    expect(open.cloud.diff(primary(), { ...inputs, kmsKeyId: open.arnOf("storage") }).replaces).toEqual(["kmsKeyId"]);
  });

  it("is deleted without a trace where nothing protects it, and not at all where something does", () => {
    expect(() => kept.dr.destroy(replica(kept))).toThrow(
      "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
    expect(kept.of("VaultLockConfiguration").map(({ inputs }) => inputs.minRetentionDays)).toEqual([90, 90]);
    expect(primary(kept).inputs.skipFinalSnapshot).toBe(false);
    open.dr.destroy(replica());
    open.cloud.destroy(primary());
    expect(open.cloud.read(primary())).toBeUndefined();
    expect(open.of("VaultLockConfiguration")).toEqual([]);
  });
});
