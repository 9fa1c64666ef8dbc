import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const type = "alicloud:kvstore/instance:Instance";

function cloudWithVSwitches() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "cn-hangzhou" });
  const vpc = cloud.make("alicloud:vpc/network:Network", "vpc", { cidrBlock: "10.4.0.0/16" });
  const vswitch = (zoneId: string, cidrBlock: string) =>
    cloud.make("alicloud:vpc/switch:Switch", zoneId, { vpcId: vpc.id, zoneId, cidrBlock }).id;
  const [here, there] = [vswitch("cn-hangzhou-h", "10.4.0.0/24"), vswitch("cn-hangzhou-i", "10.4.1.0/24")];
  const inputs = {
    instanceClass: "redis.shard.with.proxy.xlarge.ce",
    engineVersion: "7.0",
    shardCount: 2,
    replicaCount: 1,
    slaveReplicaCount: 1,
    vswitchId: here,
    zoneId: "cn-hangzhou-h",
    secondaryZoneId: "cn-hangzhou-i",
    password: "Secret-1_of-32-characters-xxxxxx",
    sslEnable: "Enable",
  };
  return { cloud, there, inputs };
}

describe("a Redis instance", () => {
  it("has a class that exists, as many shards as it is of, and an engine that it runs", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const said = (more: object) => cloud.failures(type, { ...inputs, ...more });
    expect(said({})).toEqual([]);
    expect(said({ instanceClass: "tair.rdb.with.proxy.2g" })).toEqual([expect.stringMatching(/NotFound: tair/)]);
    expect(said({ shardCount: 1 })).toEqual([expect.stringMatching(/a cluster, which has 2 or more/)]);
    expect(said({ instanceClass: "redis.shard.mid.2.ce" })).toEqual([expect.stringMatching(/is one shard/)]);
    expect(said({ engineVersion: "4.0" })).toEqual([expect.stringMatching(/5.0, 6.0 or 7.0/)]);
  });

  it("has up to four replicas, in a second zone only if it has one, and no read-only nodes beside", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const said = (more: object) => cloud.failures(type, { ...inputs, ...more });
    expect(said({ replicaCount: 4 })).toEqual([expect.stringMatching(/4 replicas at most, not 5/)]);
    expect(said({ readOnlyCount: 1 })).toEqual([expect.stringMatching(/replicas or read-only nodes/)]);
    expect(said({ secondaryZoneId: "cn-hangzhou-h" })).toEqual([expect.stringMatching(/it is the primary zone/)]);
    const { secondaryZoneId, ...alone } = inputs;
    expect(cloud.failures(type, alone)).toEqual([expect.stringMatching(/^slaveReplicaCount/)]);
    const elsewhere = { ...inputs, zoneId: "cn-hangzhou-j" };
    expect(() => cloud.make(type, "r", elsewhere)).toThrow(/lies in cn-hangzhou-h, not in cn-hangzhou-j/);
  });

  it("takes a strong password only, and a key only where it encrypts its files, which Tair alone does", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const said = (more: object) => cloud.failures(type, { ...inputs, ...more });
    expect(said({ password: "abcdefghij" })).toEqual([expect.stringMatching(/^password: InvalidPassword/)]);
    expect(said({ tdeStatus: "Enabled" })).toEqual([expect.stringMatching(/Tair alone encrypts/)]);
    expect(said({ encryptionKey: "key-1" })).toEqual([expect.stringMatching(/for tdeStatus Enabled/)]);
  });

  it("grows in place, and with TLS moves to no other zone", () => {
    const { cloud, there, inputs } = cloudWithVSwitches();
    const made = cloud.make(type, "r", inputs);
    expect(made.state.connectionDomain).toMatch(/^r-bp1\w{18}\.redis\.rds\.aliyuncs\.com$/);
    const grown = { ...inputs, instanceClass: "redis.shard.with.proxy.2xlarge.ce", shardCount: 4 };
    expect(cloud.change(made, grown).state.shardCount).toBe(4);
    const moved = { ...inputs, vswitchId: there, zoneId: "cn-hangzhou-i", secondaryZoneId: "cn-hangzhou-h" };
    expect(() => cloud.change(made, moved)).toThrow(/with TLS an instance can not move/);
  });

  it("is released only without protection", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const made = cloud.make(type, "r", { ...inputs, instanceReleaseProtection: true });
    expect(() => cloud.destroy(made)).toThrow(/ReleaseProtectionEnabled/);
    cloud.destroy(cloud.change(made, { ...inputs, instanceReleaseProtection: false }));
    expect(cloud.read(made)).toBeUndefined();
  });
});
