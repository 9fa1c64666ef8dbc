import { beforeAll, describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { GcpDatabase } from "../../../src/components/database/gcp";
import { backupConfiguration, databaseFlags } from "../../../src/components/database/gcp/settings";
import { databasePlan, databaseRoles } from "../../../src/plan/database";
import type { DataClass, Region } from "../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { gcpAnswers, gcpInvokes, gcpSite, keyIn } from "../gcp";
import { FixtureNetwork, FixtureSecrets } from "../gcp-platform";
import { type Answers, type Registration, registrations } from "../harness";

const instanceType = "gcp:sql/databaseInstance:DatabaseInstance";
const userType = "gcp:sql/user:User";

const answers: Answers = {
  ...gcpAnswers,
  [instanceType]: ({ inputs }) => ({
    privateIpAddress: inputs.masterInstanceName ? "10.2.177.2" : "10.2.176.2",
    serverCaCerts: [{ cert: `certificate of ${inputs.masterInstanceName ? "replica" : "primary"}\n` }],
  }),
};

interface Built {
  readonly database: GcpDatabase;
  readonly children: readonly Registration[];
  readonly primary: Registration;
  readonly replica: Registration;
  readonly suffixes: readonly Registration[];
}

async function buildAll(contexts: readonly RegionContext[]): Promise<Built[]> {
  let databases: GcpDatabase[] = [];
  const seen = await registrations(
    () => {
      databases = contexts.map((context) => {
        const { provider, keys, dr } = gcpSite(context);
        const network = new FixtureNetwork(context);
        return new GcpDatabase(context, provider, { network, keys, secrets: new FixtureSecrets(context), dr });
      });
    },
    answers,
    gcpInvokes,
  );
  return databases.map((database, index) => {
    const prefix = `meridian-production-${contexts[index]?.region.name}-`;
    const children = seen.filter(({ type, name }) => type.startsWith("gcp:") && name.startsWith(prefix));
    const instances = children.filter(({ type }) => type === instanceType);
    const primary = instances.find(({ inputs }) => !inputs.masterInstanceName);
    const replica = instances.find(({ inputs }) => inputs.masterInstanceName);
    if (!primary || !replica) throw new Error("an instance is missing");
    const suffixes = seen.filter(({ type, name }) => type.endsWith(":RandomString") && name.startsWith(prefix));
    return { database, children, primary, replica, suffixes };
  });
}

const context = (overrides: Partial<Region> = {}, protect = true): RegionContext => ({
  ...fixtureContext(fixtureRegion(overrides)),
  protect,
});
const settled = <T>(output: { apply(use: (value: T) => void): unknown }): Promise<T> =>
  new Promise((resolve) => output.apply(resolve));

const places = [
  { location: "europe-west3", drLocation: "europe-west1" },
  { location: "asia-southeast1", drLocation: "asia-northeast1" },
  { location: "us-east1", drLocation: "us-west1" },
];

let regions: Built[];
let built: Built;
let unprotected: Built;
beforeAll(async () => {
  const all = await buildAll([
    ...places.map((place, index) => context({ name: `region-${index}`, account: `meridian-${index}`, ...place })),
    context({ name: "unprotected" }, false),
  ]);
  regions = all.slice(0, places.length);
  [built, unprotected] = [all[0], all.at(-1)] as [Built, Built];
});

describe("every child", () => {
  it("lies in the region or, the replica alone, in its DR location, under that location's key", () => {
    for (const [index, { children, primary, replica }] of regions.entries()) {
      const { location = "", drLocation = "" } = places[index] ?? {};
      expect(children).toHaveLength(9);
      for (const { type, inputs, provider } of children) {
        expect(inputs.project, type).toBe(`meridian-${index}`);
        expect(provider, type).toBe(inputs.masterInstanceName ? `region-${index}-dr` : `region-${index}`);
      }
      expect([primary.inputs.region, replica.inputs.region]).toEqual([location, drLocation]);
      expect(primary.inputs.encryptionKeyName).toBe(keyIn(location, "database"));
      expect(replica.inputs.encryptionKeyName).toBe(keyIn(drLocation, "database"));
      expect(primary.inputs.settings).toMatchObject({ backupConfiguration: { location } });
      expect(replica.inputs.settings).not.toHaveProperty("backupConfiguration");
    }
  });

  it("is labelled, has no public address, and speaks TLS only", () => {
    const { tags } = fixtureContext(fixtureRegion({ name: "region-0" })).naming;
    for (const { inputs } of [built.primary, built.replica])
      expect(inputs.settings).toMatchObject({
        userLabels: tags,
        ipConfiguration: {
          ipv4Enabled: false,
          privateNetwork: "projects/meridian-0/global/networks/vpc",
          sslMode: "ENCRYPTED_ONLY",
        },
      });
  });
});

describe("the primary", () => {
  it("is of the plan's size and version, over zones, and can be restored to any second of 30 days", () => {
    expect(built.primary.inputs).toMatchObject({
      databaseVersion: "POSTGRES_18",
      settings: {
        edition: "ENTERPRISE_PLUS",
        tier: "db-perf-optimized-N-4",
        availabilityType: "REGIONAL",
        diskSize: 100,
        diskAutoresizeLimit: 1000,
        backupConfiguration: {
          enabled: true,
          startTime: "02:00",
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: 30,
          backupRetentionSettings: { retainedBackups: 90 },
        },
        maintenanceWindow: { day: 7, hour: 3, updateTrack: "stable" },
      },
    });
  });

  it("has a name that no instance had, and neither has its replica", () => {
    for (const { primary, replica } of regions)
      for (const { inputs, name } of [primary, replica]) {
        expect(inputs.name).toBe(`${name}-a1b2c3`);
        expect(`${inputs.project}:${inputs.name}`.length).toBeLessThanOrEqual(98);
      }
    const drawn = built.suffixes.map(({ inputs }) => inputs.keepers);
    const common = { project: "meridian-0", network: "projects/meridian-0/global/networks/vpc", block: "10.2.0.0/16" };
    expect(drawn).toEqual([
      { ...common, location: "europe-west3", key: keyIn("europe-west3", "database") },
      {
        ...common,
        location: "europe-west1",
        key: keyIn("europe-west1", "database"),
        primary: `${built.primary.name}-a1b2c3`,
      },
    ]);
  });

  it("is protected by the provider and by the cloud, and leaves a last backup, as the context says", () => {
    for (const { inputs } of [built.primary, built.replica])
      expect(inputs).toMatchObject({ deletionProtection: true, settings: { deletionProtectionEnabled: true } });
    expect(built.primary.inputs.settings).toMatchObject({ finalBackupConfig: { enabled: true } });
    for (const { inputs } of [unprotected.primary, unprotected.replica]) {
      expect(inputs).toMatchObject({ deletionProtection: false, settings: { deletionProtectionEnabled: false } });
      expect(inputs.settings).not.toHaveProperty("finalBackupConfig");
    }
  });

  it("sends its logs, and its replica's, to the region", () => {
    const of = (type: string) => built.children.find((child) => child.type === type)?.inputs;
    expect(of("gcp:logging/projectBucketConfig:ProjectBucketConfig")).toMatchObject({
      location: "europe-west3",
      cmekSettings: { kmsKeyName: keyIn("europe-west3", "logs") },
    });
    const filter = of("gcp:logging/projectSink:ProjectSink")?.filter;
    expect(of("gcp:logging/projectExclusion:ProjectExclusion")?.filter).toBe(filter);
    for (const { name } of [built.primary, built.replica]) expect(filter).toContain(`"meridian-0:${name}"`);
  });
});

describe("flags", () => {
  const users: DataClass = {
    store: "postgres",
    replication: "bidirectional",
    conflict: "last-write-wins",
    recoveryPointSeconds: 300,
    personal: true,
    critical: false,
  };
  const edge = { dataClass: "users", from: "us-east", to: "eu-west", legalBasis: "contract" };

  it("are the plan's and Cloud SQL's own; logical decoding only where a class leaves or enters", () => {
    const alone = new Map(databaseFlags(databasePlan(fixtureShared(), fixtureRegion())).map((f) => [f.name, f.value]));
    expect(alone.get("track_commit_timestamp")).toBe("on");
    expect(alone.get("log_min_duration_statement")).toBe("1000");
    expect(alone.has("cloudsql.logical_decoding")).toBe(false);
    const shared = fixtureShared({ dataClasses: { users }, replication: [edge] });
    expect(databaseFlags(databasePlan(shared, fixtureRegion()))).toContainEqual({
      name: "cloudsql.logical_decoding",
      value: "on",
    });
  });

  it("are the same on the replica", () => {
    const flagsOf = ({ inputs }: Registration) => (inputs.settings as { databaseFlags: unknown }).databaseFlags;
    expect(flagsOf(built.replica)).toEqual(flagsOf(built.primary));
  });
});

describe("backups", () => {
  const { backups } = fixtureShared().database;

  it("are never kept shorter than asked", () => {
    const frequent = { everyMinutes: 15, keptDays: 36 };
    expect(() => backupConfiguration({ ...backups, frequent }, "europe-west3")).toThrow(
      /35 days at most.* asks for 36/,
    );
    const daily = { hour: 2, keptDays: 366 };
    expect(() => backupConfiguration({ ...backups, daily }, "europe-west3")).toThrow(/365 daily backups at most/);
  });

  it("outlast the logs that follow them, which Cloud SQL wants", () => {
    const daily = { hour: 23, keptDays: 7 };
    expect(backupConfiguration({ ...backups, daily }, "europe-west3")).toMatchObject({
      startTime: "23:00",
      transactionLogRetentionDays: 30,
      backupRetentionSettings: { retainedBackups: 30 },
    });
  });
});

describe("what others read", () => {
  it("is both addresses, and both certificates in one file", async () => {
    const { database } = built;
    expect(await settled(database.host)).toBe("10.2.176.2");
    expect(await settled(database.replicaHost)).toBe("10.2.177.2");
    expect(await settled(database.port)).toBe(5432);
    expect(await settled(database.serverCa)).toBe("certificate of primary\ncertificate of replica");
  });

  it("is a password for the administrator and one for each role, all of them secret", async () => {
    const { database, children } = built;
    const user = children.find(({ type }) => type === userType);
    expect(user?.inputs).toMatchObject({ name: database.administrator.user, type: "BUILT_IN" });
    expect(JSON.stringify(user?.inputs.password)).toContain("password of database-administrator");
    expect(Object.keys(database.roles)).toEqual([...databaseRoles]);
    for (const role of databaseRoles) {
      expect(await settled(database.roles[role].name)).toBe(`database-${role}`);
      expect(await isSecret(database.roles[role].value)).toBe(true);
    }
    expect(await isSecret(database.serverCa)).toBe(false);
  });
});

async function isSecret(output: unknown): Promise<boolean> {
  const { isSecret: answer } = output as { isSecret: Promise<boolean> };
  return answer;
}
