import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const type = "alicloud:kms/secret:Secret";

function cloudWithKeys() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "cn-hangzhou" });
  const vpc = cloud.make("alicloud:vpc/network:Network", "vpc", { cidrBlock: "192.168.0.0/24" });
  const zones = { vpcId: vpc.id, zoneId: "cn-hangzhou-h", cidrBlock: "192.168.0.0/28" };
  const vswitch = cloud.make("alicloud:vpc/switch:Switch", "a", zones);
  const instance = cloud.make("alicloud:kms/instance:Instance", "kms", {
    paymentType: "PayAsYouGo",
    vpcId: vpc.id,
    vswitchIds: [vswitch.id],
    zoneIds: ["cn-hangzhou-h", "cn-hangzhou-i"],
  });
  const inside = (keySpec: string) =>
    cloud.make("alicloud:kms/key:Key", keySpec, { dkmsInstanceId: instance.id, keySpec });
  const place = { dkmsInstanceId: instance.id, encryptionKeyId: inside("Aliyun_SM4").id };
  return { cloud, inside, inputs: { secretName: "meridian/a", secretData: "one", versionId: "v1", ...place } };
}

describe("a secret", () => {
  it("needs an instance and a symmetric key that lives in it", () => {
    const { cloud, inside, inputs } = cloudWithKeys();
    const { dkmsInstanceId, encryptionKeyId, ...bare } = inputs;
    expect(cloud.failures(type, bare)).toHaveLength(2);
    const under = (key: string) => () => cloud.make(type, "s", { ...inputs, encryptionKeyId: key });
    expect(under(inside("RSA_2048").id)).toThrow(/RSA_2048 is no symmetric key/);
    const outside = cloud.make("alicloud:kms/key:Key", "default", {});
    expect(under(outside.id)).toThrow(/different KMS instances/);
    expect(under(encryptionKeyId)().state.arn).toBe("acs:kms:cn-hangzhou:1234567890123456:secret/meridian/a");
  });

  it("takes another value as another version, and no version twice", () => {
    const { cloud, inputs } = cloudWithKeys();
    const made = cloud.make(type, "s", inputs);
    expect(() => cloud.change(made, { ...inputs, secretData: "two" })).toThrow(/version v1 exists/);
    expect(cloud.change(made, { ...inputs, secretData: "two", versionId: "v2" }).state.versionId).toBe("v2");
  });

  it("has a name of its own, and moves to another key by being made anew", () => {
    const { cloud, inside, inputs } = cloudWithKeys();
    const made = cloud.make(type, "s", inputs);
    expect(() => cloud.make(type, "t", inputs)).toThrow(/ResourceExist/);
    const moved = { ...inputs, encryptionKeyId: inside("Aliyun_AES_256").id };
    expect(cloud.diff(made, moved).replaces).toEqual(["encryptionKeyId"]);
  });
});
