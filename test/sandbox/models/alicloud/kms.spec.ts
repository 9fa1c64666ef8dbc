import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const account = "1234567890123456";
const types = {
  vpc: "alicloud:vpc/network:Network",
  vswitch: "alicloud:vpc/switch:Switch",
  instance: "alicloud:kms/instance:Instance",
  key: "alicloud:kms/key:Key",
  alias: "alicloud:kms/alias:Alias",
} as const;

function cloudWithVSwitches(region = "cn-hangzhou", zones = ["cn-hangzhou-h", "cn-hangzhou-i"]) {
  const cloud = driver(alicloud, { account, region });
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "192.168.0.0/24" });
  const vswitches = zones.map((zoneId, index) =>
    cloud.make(types.vswitch, zoneId, { vpcId: vpc.id, zoneId, cidrBlock: `192.168.0.${index * 16}/28` }),
  );
  const inputs = {
    paymentType: "PayAsYouGo",
    vpcId: vpc.id,
    vswitchIds: vswitches.map(({ id }) => id),
    zoneIds: zones,
  };
  return { cloud, inputs, vswitches };
}

function cloudWithInstance(...where: Parameters<typeof cloudWithVSwitches>) {
  const base = cloudWithVSwitches(...where);
  const instance = base.cloud.make(types.instance, "kms", { ...base.inputs, forceDeleteWithoutBackup: "true" });
  return { ...base, instance, key: { dkmsInstanceId: instance.id } };
}

describe("a KMS instance", () => {
  it("stands in two zones that have KMS, each with the vSwitch that is paired with it", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const zones = (...zoneIds: string[]) => cloud.failures(types.instance, { ...inputs, zoneIds });
    expect(zones("cn-hangzhou-h")).toEqual([expect.stringMatching(/^zoneIds/)]);
    expect(zones("cn-hangzhou-h", "cn-hangzhou-b")).toEqual([expect.stringMatching(/no instances in cn-hangzhou-b/)]);
    expect(zones("cn-hangzhou-h", "cn-hangzhou-h")).toEqual([expect.stringMatching(/two zones/)]);
    const turned = { ...inputs, zoneIds: ["cn-hangzhou-i", "cn-hangzhou-h"] };
    expect(() => cloud.make(types.instance, "kms", turned)).toThrow(/InvalidVSwitchId: vsw-\w+ lies in cn-hangzhou-h/);
    expect(cloud.make(types.instance, "kms", inputs).id).toMatch(/^kst-hanz\w{15}$/);
  });

  it("wants its sizes when it is a subscription, and is then paid until its end", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const subscription = { ...inputs, paymentType: "Subscription" };
    expect(cloud.failures(types.instance, subscription)).toHaveLength(5);
    const sizes = { keyNum: 1000, secretNum: 100, spec: 1000, vpcNum: 1, period: 12 };
    const made = cloud.make(types.instance, "kms", { ...subscription, ...sizes });
    expect(() => cloud.destroy(made)).toThrow(/paid until/);
  });

  it("is released only without protection, and without a backup only by force", () => {
    const { cloud, inputs } = cloudWithVSwitches();
    const guarded = cloud.make(types.instance, "kms", { ...inputs, deletionProtection: true });
    expect(() => cloud.destroy(guarded)).toThrow(/protected from deletion/);
    const bare = cloud.change(guarded, { ...inputs, deletionProtection: false });
    expect(() => cloud.destroy(bare)).toThrow(/NoBackup/);
    cloud.destroy(cloud.change(bare, { ...inputs, forceDeleteWithoutBackup: "true" }));
    expect(cloud.read(guarded)).toBeUndefined();
  });
});

describe("keys", () => {
  it("outside an instance are one for account and region, AES-256 and without a policy", () => {
    const { cloud } = cloudWithVSwitches();
    expect(cloud.failures(types.key, { keySpec: "Aliyun_SM4", policy: "{}" })).toHaveLength(2);
    cloud.make(types.key, "one", {});
    expect(() => cloud.make(types.key, "two", {})).toThrow(/has its default master key already/);
  });

  it("are of any number in an instance, each with an algorithm that it has", () => {
    const { cloud, key } = cloudWithInstance();
    const keySpecs = ["Aliyun_AES_256", "Aliyun_SM4"];
    for (const keySpec of keySpecs)
      expect(cloud.make(types.key, keySpec, { ...key, keySpec }).state.keySpec).toBe(keySpec);
    expect(() => cloud.make(types.key, "k", { ...key, keySpec: "Aliyun_AES_128" })).toThrow(/software instance has no/);
    expect(() => cloud.make(types.key, "k", { dkmsInstanceId: "kst-none" })).toThrow(/kst-none/);
  });

  it("are SM4 in mainland China only", () => {
    const { cloud, key } = cloudWithInstance("ap-southeast-1", ["ap-southeast-1a", "ap-southeast-1b"]);
    expect(cloud.failures(types.key, { ...key, keySpec: "Aliyun_SM4" })).toEqual([
      expect.stringMatching(/mainland China only, not in ap-southeast-1/),
    ]);
  });

  it("rotate every 7 to 365 days, in seconds or days, and only if symmetric and made by KMS", () => {
    const { cloud, key } = cloudWithInstance();
    const rotating = (rotationInterval: string, more = {}) =>
      cloud.failures(types.key, { ...key, automaticRotation: "Enabled", rotationInterval, ...more });
    expect(rotating("31536000s")).toEqual([]);
    expect(rotating("7d")).toEqual([]);
    expect(rotating("6d")).toEqual([expect.stringMatching(/not between 7 and 365/)]);
    expect(rotating("366d")).toEqual([expect.stringMatching(/not between 7 and 365/)]);
    expect(rotating("365d", { origin: "EXTERNAL" })).toEqual([expect.stringMatching(/only symmetric/)]);
    expect(cloud.failures(types.key, { ...key, automaticRotation: "Enabled" })).toEqual([
      expect.stringMatching(/^rotationInterval: Missing/),
    ]);
  });

  it("take another rotation or protection in place, and are made anew for another algorithm", () => {
    const { cloud, key } = cloudWithInstance();
    const made = cloud.make(types.key, "k", { ...key, deletionProtection: "Enabled" });
    expect(cloud.diff(made, { ...key, keySpec: "Aliyun_SM4" }).replaces).toEqual(["keySpec"]);
    expect(() => cloud.destroy(made)).toThrow(/protected from deletion/);
    cloud.destroy(cloud.change(made, { ...key, deletionProtection: "Disabled" }));
    expect(cloud.read(made)).toBeUndefined();
  });
});

describe("an alias", () => {
  it("is taken once in a region, of the cloud's form, and leads to a key of the region", () => {
    const { cloud, key } = cloudWithInstance();
    const { id } = cloud.make(types.key, "k", key);
    expect(cloud.failures(types.alias, { aliasName: "orders", keyId: id })).toHaveLength(1);
    cloud.make(types.alias, "a", { aliasName: "alias/orders", keyId: id });
    expect(() => cloud.make(types.alias, "b", { aliasName: "alias/orders", keyId: id })).toThrow(/AlreadyExist/);
  });
});
