import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AlicloudDatabase } from "../../../src/components/database/alicloud";
import { replicaZones } from "../../../src/components/database/alicloud/replica";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { drNetworkPlan } from "../../../src/plan/dr";
import { networkPlan } from "../../../src/plan/network";
import type { Region, Shared } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { alicloudKeys } from "../alicloud";
import {
  alicloudOf,
  answers,
  fakeNetwork,
  fakeSecrets,
  invokes,
  isSecret,
  passwordOf,
  tagsOf,
} from "../alicloud-region";
import { registrations } from "../harness";

async function build(region: Region = alicloudRegion(), shared: Shared = fixtureShared(), protect = true) {
  const outputs: Partial<Record<"host" | "replicaHost" | "user", string>> & { port?: number } = {};
  const seen = await registrations(
    () => {
      const context = { ...fixtureContext(region, shared), protect };
      const database = new AlicloudDatabase(context, createAlicloudProvider(region, "here"), {
        network: fakeNetwork(context),
        keys: alicloudKeys(),
        secrets: fakeSecrets(),
        dr: {
          provider: createAlicloudProvider({ ...region, location: region.drLocation }, "there"),
          keys: alicloudKeys("-dr"),
        },
      });
      outputs.user = database.administrator.user;
      database.host.apply((host) => Object.assign(outputs, { host }));
      database.port.apply((port) => Object.assign(outputs, { port }));
      database.replicaHost.apply((replicaHost) => Object.assign(outputs, { replicaHost }));
    },
    answers,
    invokes,
  );
  const { children, of, one } = alicloudOf(seen);
  const instance = (provider: "here" | "there") => {
    const found = of("rds/instance:Instance").find((child) => child.provider === provider);
    if (!found) throw new Error(`no instance ${provider}`);
    return found;
  };
  return { children, of, one, instance, outputs };
}

let hangzhou: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  hangzhou = await build();
});

const taggable = ["rds/instance:Instance", "vpc/network:Network", "vpc/switch:Switch"].map(
  (type) => `alicloud:${type}`,
);
const abroad = ["vpc/network:Network", "vpc/switch:Switch", "dts/synchronizationJob:SynchronizationJob"];

const anyRegion = fc
  .record({
    number: fc.integer({ min: 1, max: 254 }),
    places: fc.constantFrom(["cn-hangzhou", "cn-beijing"], ["ap-southeast-1", "ap-southeast-5"]),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  })
  .map(({ number, name, places: [location = "", drLocation = ""] }) =>
    alicloudRegion({ name, number, location, drLocation, network: { cidr: `10.${number}.0.0/16` } }),
  );

describe("every child of a database, wherever the region is", () => {
  it("is in its own place, tagged, under that place's key, and answers its own network only", async () => {
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { children, of, instance } = await build(region);
        for (const { type, name, inputs, provider } of children) {
          expect(["here", "there"], name).toContain(provider);
          expect(inputs.tags, name).toEqual(taggable.includes(type) ? tagsOf(region) : undefined);
        }
        for (const type of abroad) for (const { provider } of of(type)) expect(provider, type).toBe("there");
        for (const type of ["rds/rdsAccount:RdsAccount", "rds/database:Database", "rds/backupPolicy:BackupPolicy"])
          expect(
            of(type).map(({ provider }) => provider),
            type,
          ).toEqual(["here", "there"]);
        expect(instance("here").inputs).toMatchObject({
          encryptionKey: "key-database",
          securityIps: [networkPlan(fixtureShared(), region).tiers.private],
        });
        expect(instance("there").inputs).toMatchObject({
          encryptionKey: "key-database-dr",
          securityIps: [drNetworkPlan(region).cidr],
        });
        expect(new Set(children.map(({ type, name }) => `${type} ${name}`)).size).toBe(children.length);
      }),
      { numRuns: 4 },
    );
  });
});

describe("an instance", () => {
  it("stands in two zones of the data tier, each node in its own vSwitch", () => {
    expect(hangzhou.instance("here").inputs).toMatchObject({
      category: "HighAvailability",
      vpcId: "vpc-1",
      vswitchId: "vsw-data-0,vsw-data-1",
      zoneId: "zone-a",
      zoneIdSlaveA: "zone-b",
    });
  });

  it("takes no connection without TLS", () => {
    for (const place of ["here", "there"] as const) {
      const { inputs } = hangzhou.instance(place);
      expect(inputs.sslAction).toBe("Open");
      const entries = inputs.pgHbaConfs as { type: string; database: string }[];
      expect(entries.map(({ type, database }) => [type, database])).toEqual([
        ["hostssl", "all"],
        ["hostssl", "replication"],
      ]);
    }
  });

  it("keeps what the plan says of versions, sizes and parameters", () => {
    const { inputs } = hangzhou.instance("here");
    expect(inputs).toMatchObject({
      engineVersion: `${fixtureShared().database.version}.0`,
      instanceType: "pg.x4.large.2c",
      instanceStorage: 100,
      storageUpperBound: 1000,
      maintainTime: "03:00Z-07:00Z",
    });
    const parameters = Object.fromEntries(
      (inputs.parameters as { name: string; value: string }[]).map(({ name, value }) => [name, value]),
    );
    expect(parameters).toMatchObject({
      log_min_duration_statement: "1000",
      track_commit_timestamp: "on",
      wal_level: "logical",
    });
  });

  it("keeps who did what at least as long as the law wants, where RDS can", () => {
    expect(hangzhou.instance("here").inputs).toMatchObject({
      sqlCollectorStatus: "Enabled",
      sqlCollectorConfigValue: 365,
    });
  });

  it("is protected, or not, as the context says", async () => {
    const { instance } = await build(alicloudRegion(), fixtureShared(), false);
    for (const place of ["here", "there"] as const) {
      expect(hangzhou.instance(place).inputs.deletionProtection).toBe(true);
      expect(instance(place).inputs.deletionProtection).toBe(false);
    }
  });
});

describe("backups", () => {
  it("are made daily, and the log lets any second of thirty days be restored, in both places", () => {
    for (const { inputs } of hangzhou.of("rds/backupPolicy:BackupPolicy")) {
      expect(inputs).toMatchObject({
        preferredBackupTime: "02:00Z-03:00Z",
        backupRetentionPeriod: 90,
        enableBackupLog: true,
        logBackupRetentionPeriod: 30,
      });
      expect(inputs.preferredBackupPeriods).toHaveLength(7);
    }
  });
});

describe("the replica", () => {
  it("is filled from the primary over TLS, and the password is in clear nowhere", () => {
    const { inputs } = hangzhou.one("dts/synchronizationJob:SynchronizationJob");
    expect(inputs).toMatchObject({
      sourceEndpointInstanceId: "meridian-production-china-database-cn-hangzhou-id",
      sourceEndpointRegion: "cn-hangzhou",
      sourceEndpointSsl: "1",
      destinationEndpointInstanceId: "meridian-production-china-database-cn-beijing-id",
      destinationEndpointRegion: "cn-beijing",
      destinationEndpointSsl: "1",
    });
    const passwords = [
      inputs.sourceEndpointPassword,
      inputs.destinationEndpointPassword,
      ...hangzhou.of("rds/rdsAccount:RdsAccount").map((account) => account.inputs.accountPassword),
    ];
    expect(passwords).toHaveLength(4);
    for (const password of passwords) expect(isSecret(password)).toBe(true);
    const open = JSON.stringify(hangzhou.children, (_key, value: unknown) => (isSecret(value) ? "secret" : value));
    expect(open).not.toContain(passwordOf("database-administrator"));
  });

  it("needs two zones where it is", () => {
    expect(replicaZones("cn-chengdu", ["b", "a"])).toEqual(["a", "b"]);
    expect(() => replicaZones("cn-nanjing", ["a"])).toThrow(/cn-nanjing offers 1 zones.* 2/);
  });
});

describe("outputs", () => {
  it("are the primary's and the replica's names, the port, and the administrator", () => {
    expect(hangzhou.outputs).toEqual({
      host: "meridian-production-china-database-cn-hangzhou.pg.rds.aliyuncs.com",
      replicaHost: "meridian-production-china-database-cn-beijing.pg.rds.aliyuncs.com",
      port: 5432,
      user: "meridian_admin",
    });
  });
});
