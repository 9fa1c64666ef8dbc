import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { agentOf } from "../../../../sandbox/models/gcp/agents";
import { cloud, project, types } from "./cloud";

const instanceType = "gcp:sql/databaseInstance:DatabaseInstance";
const userType = "gcp:sql/user:User";
const databaseType = "gcp:sql/database:Database";

function prepared() {
  const base = cloud();
  for (const api of ["sqladmin", "cloudkms"]) base.make(types.service, api, { service: `${api}.googleapis.com` });
  base.make("gcp:projects/serviceIdentity:ServiceIdentity", "sql", { service: "sqladmin.googleapis.com" });
  const key = (location: string) => {
    const ring = base.make("gcp:kms/keyRing:KeyRing", location, { name: location, location });
    const made = base.make("gcp:kms/cryptoKey:CryptoKey", location, { name: "database", keyRing: ring.id });
    base.make("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", location, {
      cryptoKeyId: made.id,
      role: "roles/cloudkms.cryptoKeyEncrypterDecrypter",
      member: `serviceAccount:${agentOf("sqladmin", project)}`,
    });
    return made.id;
  };
  const peer = () => {
    base.reserve("peered", "10.2.176.0", { purpose: "VPC_PEERING", prefixLength: 21 });
    return base.make(types.connection, "peered", {
      network: base.vpc.id,
      service: "servicenetworking.googleapis.com",
      reservedPeeringRanges: ["peered"],
    });
  };
  const keys = { here: key("europe-west3"), there: key("europe-west1") };
  const backupConfiguration: Properties = {
    enabled: true,
    pointInTimeRecoveryEnabled: true,
    transactionLogRetentionDays: 30,
    location: "europe-west3",
    backupRetentionSettings: { retainedBackups: 90 },
  };
  const ipConfiguration = { ipv4Enabled: false, privateNetwork: base.vpc.id, sslMode: "ENCRYPTED_ONLY" };
  const settings: Properties = {
    tier: "db-perf-optimized-N-4",
    edition: "ENTERPRISE_PLUS",
    diskSize: 100,
    diskAutoresizeLimit: 1000,
    ipConfiguration,
  };
  const primary: Properties = {
    name: "primary",
    databaseVersion: "POSTGRES_17",
    encryptionKeyName: keys.here,
    deletionProtection: false,
    settings: { ...settings, availabilityType: "REGIONAL", backupConfiguration },
  };
  const replica: Properties = {
    name: "replica",
    region: "europe-west1",
    databaseVersion: "POSTGRES_17",
    masterInstanceName: "primary",
    encryptionKeyName: keys.there,
    deletionProtection: false,
    settings,
  };
  const withSettings = (of: Properties, more: Properties): Properties => ({
    ...of,
    settings: { ...(of.settings as Properties), ...more },
  });
  return { ...base, keys, peer, primary, replica, backupConfiguration, withSettings };
}

describe("an instance", () => {
  it("has a private address in the range that the network lends, and a CA of its own", () => {
    const { make, peer, primary } = prepared();
    expect(() => make(instanceType, "primary", primary)).toThrow(/at least 1 private services connection/);
    peer();
    const { id, state } = make(instanceType, "primary", primary);
    expect(id).toBe("primary");
    expect(state).toMatchObject({
      privateIpAddress: expect.stringMatching(/^10\.2\.17[6-9]\.|^10\.2\.18[0-3]\./),
      publicIpAddress: "",
      connectionName: `${project}:europe-west3:primary`,
      serverCaCerts: [{ cert: expect.stringMatching(/^-----BEGIN CERTIFICATE-----/) }],
    });
  });

  it.each<[string, Properties, RegExp]>([
    [
      "a tier that there is",
      { tier: "db-perf-optimized-N-3" },
      /^settings\.tier: .*Invalid Tier \(db-perf-optimized-N-3\) for \(ENTERPRISE_PLUS\)/,
    ],
    ["a tier of its edition", { tier: "db-custom-4-16384" }, /^settings\.tier: .*Invalid Tier/],
    ["disks of its machines", { diskType: "HYPERDISK_BALANCED" }, /^settings\.diskType: .*takes PD_SSD/],
    ["a limit above its disk", { diskAutoresizeLimit: 50 }, /^settings\.diskAutoresizeLimit: .*below the disk size/],
    [
      "backups where it is regional",
      { backupConfiguration: { enabled: true } },
      /^settings\.availabilityType: .*requires automated backups/,
    ],
    [
      "logs no longer than its backups",
      {
        backupConfiguration: {
          enabled: true,
          pointInTimeRecoveryEnabled: true,
          transactionLogRetentionDays: 30,
          backupRetentionSettings: { retainedBackups: 7 },
        },
      },
      /^settings\.backupConfiguration\.transactionLogRetentionDays: .*can not exceed/,
    ],
    [
      "backups in a location that there is",
      { backupConfiguration: { enabled: true, pointInTimeRecoveryEnabled: true, location: "eu-west-1" } },
      /^settings\.backupConfiguration\.location: .*Invalid backup location/,
    ],
    [
      "flags that there are",
      { databaseFlags: [{ name: "rds.logical_replication", value: "1" }] },
      /^settings\.databaseFlags: .*not supported/,
    ],
  ])("has %s", (_what, change, failure) => {
    const { failures, primary, withSettings } = prepared();
    expect(failures(instanceType, primary)).toEqual([]);
    expect(failures(instanceType, withSettings(primary, change))).toEqual([expect.stringMatching(failure)]);
  });

  it("keeps a week of logs in the edition that keeps no more", () => {
    const { failures, primary, withSettings, backupConfiguration } = prepared();
    const enterprise = { edition: "ENTERPRISE", tier: "db-custom-4-16384" };
    expect(failures(instanceType, withSettings(primary, enterprise))).toEqual([
      expect.stringMatching(/from 1 to 7 days/),
    ]);
    const week = { ...enterprise, backupConfiguration: { ...backupConfiguration, transactionLogRetentionDays: 7 } };
    expect(failures(instanceType, withSettings(primary, week))).toEqual([]);
  });

  it("has a version on offer and a name that, with its project, is short enough", () => {
    const { failures, primary } = prepared();
    expect(failures(instanceType, { ...primary, databaseVersion: "POSTGRES_11" })).toEqual([
      expect.stringMatching(/^databaseVersion: .*POSTGRES_17/),
    ]);
    expect(failures(instanceType, { ...primary, name: `n${"x".repeat(90)}` })).toEqual([
      expect.stringMatching(/^name: .*more than 98 characters/),
    ]);
  });

  it("has an address of some kind", () => {
    const { make, primary, withSettings } = prepared();
    expect(() =>
      make(instanceType, "primary", withSettings(primary, { ipConfiguration: { ipv4Enabled: false } })),
    ).toThrow(/At least one of Public IP or Private IP/);
  });

  it("takes a key of its own location only", () => {
    const { make, peer, primary, keys } = prepared();
    peer();
    expect(() => make(instanceType, "primary", { ...primary, encryptionKeyName: keys.there })).toThrow(
      /is in europe-west1 and must be in europe-west3/,
    );
  });

  it("changes size in place, never shrinks and never goes back", () => {
    const { make, peer, change, diff, primary, withSettings } = prepared();
    peer();
    const made = make(instanceType, "primary", primary);
    const larger = withSettings(made.inputs, { tier: "db-perf-optimized-N-8", diskSize: 200 });
    expect(diff(made, larger).replaces).toEqual([]);
    const grown = change(made, larger);
    expect(() => change(grown, withSettings(grown.inputs, { diskSize: 100 }))).toThrow(
      /settings\.diskSize: .*can not be decreased from 200 GB to 100 GB/,
    );
    expect(() => change(grown, { ...grown.inputs, databaseVersion: "POSTGRES_16" })).toThrow(/can not be downgraded/);
    expect(diff(made, { ...made.inputs, encryptionKeyName: "another" }).replaces).toEqual(["encryptionKeyName"]);
  });

  it("keeps the network's peering while it is there", () => {
    const { make, peer, destroy, primary } = prepared();
    const connection = peer();
    const instance = make(instanceType, "primary", primary);
    expect(() => destroy(connection)).toThrow(/Producer services .* are still using this connection/);
    destroy(instance);
    expect(() => destroy(connection)).not.toThrow();
  });

  it("is protected twice: by the provider, and by the cloud", () => {
    const { make, peer, change, destroy, primary, withSettings } = prepared();
    peer();
    const settings = { deletionProtectionEnabled: true };
    const both = make(instanceType, "primary", { ...withSettings(primary, settings), deletionProtection: true });
    expect(() => destroy(both)).toThrow(/deletion_protection is set to true/);
    const one = change(both, { ...both.inputs, deletionProtection: false });
    expect(() => destroy(one)).toThrow(/The instance is protected/);
    const none = change(one, withSettings(one.inputs, { deletionProtectionEnabled: false }));
    expect(() => destroy(none)).not.toThrow();
  });
});

describe("a replica", () => {
  it("follows a primary that is there, and holds it", () => {
    const { make, peer, destroy, primary, replica } = prepared();
    peer();
    expect(() => make(instanceType, "replica", replica)).toThrow(
      /no gcp:sql\/databaseInstance:DatabaseInstance with name "primary"/,
    );
    const first = make(instanceType, "primary", primary);
    const second = make(instanceType, "replica", replica);
    expect(second.state).toMatchObject({ region: "europe-west1", instanceType: "READ_REPLICA_INSTANCE" });
    expect(() => destroy(first)).toThrow(/is used by/);
  });

  it("wants a primary with backups, of its version, edition and size", () => {
    const { make, peer, primary, replica, withSettings } = prepared();
    peer();
    make(instanceType, "bare", {
      ...withSettings(primary, { availabilityType: "ZONAL", backupConfiguration: { enabled: false } }),
      name: "bare",
    });
    expect(() => make(instanceType, "replica", { ...replica, masterInstanceName: "bare" })).toThrow(
      /bare must have automated backups and point-in-time recovery/,
    );
    make(instanceType, "primary", primary);
    const tried: [Properties, RegExp][] = [
      [{ ...replica, databaseVersion: "POSTGRES_18" }, /has the version of its primary: POSTGRES_17/],
      [withSettings(replica, { edition: "ENTERPRISE", tier: "db-custom-4-16384" }), /has the edition of its primary/],
      [withSettings(replica, { diskSize: 50 }), /needs the disk of its primary/],
      [{ ...replica, encryptionKeyName: null }, /needs a key of its own/],
    ];
    for (const [inputs, reason] of tried) expect(() => make(instanceType, "replica", inputs)).toThrow(reason);
  });

  it("has no backups of its own", () => {
    const { failures, replica, withSettings, backupConfiguration } = prepared();
    expect(failures(instanceType, withSettings(replica, { backupConfiguration }))).toEqual([
      expect.stringMatching(/can not be enabled on a read replica/),
    ]);
  });

  it("is not left behind: neither by a new version nor by a primary that stops its backups", () => {
    const { make, peer, change, primary, replica, withSettings } = prepared();
    peer();
    const first = make(instanceType, "primary", primary);
    const second = make(instanceType, "replica", replica);
    const next = { ...first.inputs, databaseVersion: "POSTGRES_18" };
    expect(() => change(first, next)).toThrow(/while there are read replicas: replica/);
    const off = { availabilityType: "ZONAL", backupConfiguration: { enabled: false } };
    expect(() => change(first, withSettings(first.inputs, off))).toThrow(/Backups can not be disabled/);
    change(first, { ...next, includeReplicasForMajorVersionUpgrade: true });
    expect(() => change(second, { ...second.inputs, databaseVersion: "POSTGRES_18" })).not.toThrow();
  });
});

describe("inside an instance", () => {
  const policy = { enablePasswordPolicy: true, minLength: 16, complexity: "COMPLEXITY_DEFAULT" };
  const user = (password: string) => ({
    instance: "primary",
    name: "administrator",
    password,
    deletionPolicy: "ABANDON",
  });

  it("are users whose passwords keep the instance's rules", () => {
    const { make, peer, primary, withSettings } = prepared();
    peer();
    make(instanceType, "primary", withSettings(primary, { passwordValidationPolicy: policy }));
    expect(() => make(userType, "user", user("Short-1"))).toThrow(/must have 16 characters/);
    expect(() => make(userType, "user", user("lower-case-only-0123"))).toThrow(/must have lower case, upper case/);
    expect(make(userType, "user", user("Lower-and-UPPER-0123")).id).toBe("administrator//primary");
    expect(() => make(userType, "taken", { ...user("Lower-and-UPPER-0123"), name: "cloudsqladmin" })).toThrow(
      /reserved/,
    );
  });

  it("is nothing that is made in a replica", () => {
    const { make, peer, primary, replica } = prepared();
    peer();
    make(instanceType, "primary", primary);
    make(instanceType, "replica", replica);
    expect(make(databaseType, "app", { instance: "primary", name: "app" }).id).toBe(
      `projects/${project}/instances/primary/databases/app`,
    );
    expect(() => make(databaseType, "app", { instance: "replica", name: "app" })).toThrow(/read replica/);
  });
});
