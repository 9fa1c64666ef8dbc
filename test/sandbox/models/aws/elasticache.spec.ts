/** Caches as ElastiCache has them, and the cache of a region carried out. */
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { hourAfter, weeklyWindow } from "../../../../src/components/aws/weekly-window";
import { AwsCache } from "../../../../src/components/cache/aws";
import { AwsNetwork } from "../../../../src/components/network/aws";
import { AwsSecretStore } from "../../../../src/components/secrets/aws";
import { weekdays } from "../../../../src/topology/platform";
import { awsPlace } from "../../../components/aws-keys";
import { awsRegion } from "../../../components/aws-region";
import { fixtureContext } from "../../../fixtures/topology";
import { type Driver, driver, type Made } from "../../core/harness";
import { inSandbox, refusedUnknown } from "../component";

const account = "123456789012";
const region = "eu-west-1";

let cloud: Driver;
let subnets: readonly Made[];
beforeEach(() => {
  cloud = driver(aws, { account, region }, SandboxWorld.inMemory());
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.1.0.0/16" });
  subnets = ["a", "b"].map((zone, index) =>
    cloud.make(types.subnet, zone, {
      vpcId: vpc.id,
      cidrBlock: `10.1.${index}.0/24`,
      availabilityZone: `${region}${zone}`,
    }),
  );
});

const subnetGroup = (name: string, members: readonly Made[]) =>
  cloud.make(types.cacheSubnetGroup, name, { name, subnetIds: members.map(({ id }) => id) });

const base: Properties = {
  replicationGroupId: "cache",
  description: "a cache",
  engine: "valkey",
  engineVersion: "8.1",
  nodeType: "cache.r7g.large",
  clusterMode: "enabled",
  numNodeGroups: 2,
  replicasPerNodeGroup: 2,
  automaticFailoverEnabled: true,
};
const failures = (more: Properties) => cloud.failures(types.replicationGroup, { ...base, ...more });
const make = (more: Properties = {}, name = "cache") => cloud.make(types.replicationGroup, name, { ...base, ...more });

describe("replication groups", () => {
  it("answer a configuration endpoint in cluster mode, and a member for each node", () => {
    const { state } = make();
    expect(state.configurationEndpointAddress).toMatch(
      /^clustercfg\.cache\.[0-9a-f]{6}\.eu-west-1\.cache\.amazonaws\.com$/,
    );
    expect(state.memberClusters).toHaveLength(6);
    expect(state).toMatchObject({ clusterEnabled: true, atRestEncryptionEnabled: true });
  });

  it.each<[string, Properties, RegExp]>([
    ["an unknown engine version", { engineVersion: "8.9" }, /Cannot find version 8.9 for valkey/],
    ["an unknown node", { nodeType: "cache.r7g.tiny" }, /Invalid cache node type/],
    ["tiered nodes without tiering", { nodeType: "cache.r6gd.xlarge" }, /data tiering/],
    ["cluster mode without failover", { automaticFailoverEnabled: false }, /auto failover turned off/],
    ["Multi-AZ without replicas", { multiAzEnabled: true, replicasPerNodeGroup: 0 }, /at least 2 nodes/],
    ["too many nodes", { numNodeGroups: 200 }, /NodeQuotaForClusterExceeded/],
    ["users without encryption on the way", { userGroupIds: ["users"] }, /encryption-in-transit/],
    ["a token without encryption on the way", { authToken: "0123456789abcdef" }, /encryption in transit/],
    ["a key without encryption", { kmsKeyId: "key", atRestEncryptionEnabled: false }, /encryption at rest/],
    [
      "a snapshot during maintenance",
      { maintenanceWindow: "sun:23:00-mon:02:00", snapshotWindow: "01:00-02:00" },
      /must not overlap/,
    ],
    ["an id that ends in a hyphen", { replicationGroupId: "cache-" }, /does not match/],
  ])("refuse %s", (_, more, words) => {
    expect(failures(more)).toContainEqual(expect.stringMatching(words));
  });

  it("want an underscore in no AUTH token, though users' passwords may have one", () => {
    expect(failures({ transitEncryptionEnabled: true, authToken: "0123456789abcde_" })).toHaveLength(1);
    const user = { userId: "u", userName: "u", engine: "valkey", accessString: "on ~* +@all" };
    const mode = { authenticationMode: { type: "password", passwords: ["0123456789abcde_"] } };
    expect(cloud.make(types.cacheUser, "u", { ...user, ...mode }).id).toBe("u");
    expect(() => cloud.make(types.cacheUser, "v", { ...user, userId: "v", noPasswordRequired: true })).toThrow(
      /need a password or IAM/,
    );
  });

  it("want subnets of two zones for Multi-AZ, and groups of their VPC", () => {
    subnetGroup("one", subnets.slice(0, 1));
    expect(() => make({ multiAzEnabled: true, subnetGroupName: "one" })).toThrow(/at least two zones/);
    subnetGroup("two", subnets);
    const vpcId = cloud.make(types.vpc, "other", { cidrBlock: "10.2.0.0/16" }).id;
    const stranger = cloud.make(types.securityGroup, "stranger", { name: "stranger", vpcId });
    const there = { multiAzEnabled: true, subnetGroupName: "two" };
    expect(() => make({ ...there, securityGroupIds: [stranger.id] })).toThrow(/not in the VPC/);
    make(there);
    const group = { name: "two", subnetIds: [subnets[0]?.id ?? ""] };
    const made = { ...subnetGroup("three", subnets), id: "two" };
    expect(() =>
      cloud.change({ ...made, inputs: { name: "two", subnetIds: subnets.map(({ id }) => id) } }, group),
    ).toThrow(/SubnetInUse/);
  });

  it("want parameters of their family, in agreement about cluster mode", () => {
    const parameters = (name: string, family: string, value: string) =>
      cloud.make(types.cacheParameterGroup, name, { name, family, parameters: [{ name: "cluster-enabled", value }] });
    parameters("older", "valkey7", "yes");
    parameters("single", "valkey8", "no");
    parameters("right", "valkey8", "yes");
    expect(() => make({ parameterGroupName: "older" })).toThrow(/of family valkey8 but found one of family valkey7/);
    expect(() => make({ parameterGroupName: "single" })).toThrow(/have to agree/);
    expect(make({ parameterGroupName: "right" }).id).toBe("cache");
  });

  it("grow and upgrade in place, and go back in no version", () => {
    const made = make();
    const grown = { ...base, nodeType: "cache.r7g.xlarge", numNodeGroups: 3, engineVersion: "8.2" };
    const changed = cloud.change(made, grown);
    expect(changed.state.memberClusters).toHaveLength(9);
    expect(() => cloud.change(changed, base)).toThrow(/can not go back from 8.2 to 8.1/);
    expect(cloud.diff(made, { ...base, atRestEncryptionEnabled: false }).replaces).toEqual(["atRestEncryptionEnabled"]);
  });

  it("keep a user group as long as they use it; one of redis has a default user", () => {
    const user = (userId: string, userName: string, engine: string) =>
      cloud.make(types.cacheUser, userId, {
        userId,
        userName,
        engine,
        accessString: "on",
        passwords: ["0123456789abcdef"],
      });
    user("a", "a", "redis");
    const group = { userGroupId: "g", engine: "redis", userIds: ["a"] };
    expect(() => cloud.make(types.cacheUserGroup, "g", group)).toThrow(/DefaultUserRequired/);
    const users = cloud.make(types.cacheUserGroup, "g", { ...group, engine: "valkey" });
    make({ userGroupIds: ["g"], transitEncryptionEnabled: true });
    expect(() => cloud.destroy(users)).toThrow();
    const other = { ...base, replicationGroupId: "other", engine: "redis", engineVersion: "7.1" };
    expect(() =>
      cloud.make(types.replicationGroup, "other", { ...other, userGroupIds: ["g"], transitEncryptionEnabled: true }),
    ).toThrow(/for caches of the engine valkey/);
  });
});

describe("the cache of a region", () => {
  const standUp = () => {
    const place = awsRegion({ location: region, account, name: "r".repeat(20) });
    return inSandbox(aws, { account, region }, () => {
      const context = fixtureContext(place);
      const { provider, keys } = awsPlace(context);
      const network = new AwsNetwork(context, provider, { keys });
      const secrets = new AwsSecretStore(context, provider, { keys });
      new AwsCache(context, provider, { network, keys, secrets });
    });
  };

  it("stands up in a network, is refused nothing at preview and changes nothing when looked at again", async () => {
    const { cloud, made } = await standUp();
    const own = made.filter(({ type }) => type.startsWith("aws:elasticache"));
    expect(own).toHaveLength(5);
    expect(refusedUnknown(cloud, own)).toEqual([]);
    for (const object of own) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });

  it("has windows that AWS takes, whenever maintenance is", () => {
    fc.assert(
      fc.property(
        fc.record({
          day: fc.constantFrom(...weekdays),
          startHour: fc.nat(23),
          hours: fc.integer({ min: 4, max: 12 }),
        }),
        (maintenance) => {
          const windows = { maintenanceWindow: weeklyWindow(maintenance), snapshotWindow: hourAfter(maintenance) };
          expect(failures(windows)).toEqual([]);
        },
      ),
    );
  });
});
