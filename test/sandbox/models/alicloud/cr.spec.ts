import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const types = {
  instance: "alicloud:cr/registryEnterpriseInstance:RegistryEnterpriseInstance",
  namespace: "alicloud:cs/registryEnterpriseNamespace:RegistryEnterpriseNamespace",
  repository: "alicloud:cs/registryEnterpriseRepo:RegistryEnterpriseRepo",
  scan: "alicloud:cr/scanRule:ScanRule",
  link: "alicloud:cr/vpcEndpointLinkedVpc:VpcEndpointLinkedVpc",
} as const;

const inputs = { instanceName: "meridian-cn", instanceType: "Basic", paymentType: "Subscription", period: 1 };

function cloudWithNamespace() {
  const cloud = driver(alicloud, { account: "1234567890123456", region: "cn-hangzhou" });
  const instance = cloud.make(types.instance, "cr", { ...inputs, password: "Secret-1" });
  const namespace = cloud.make(types.namespace, "images", { instanceId: instance.id, name: "images" });
  return { cloud, instance, namespace, of: { instanceId: instance.id } };
}

describe("a registry", () => {
  it("is a subscription with a term, under a name that no other has, over a bucket that is there", () => {
    const { cloud } = cloudWithNamespace();
    const { period, ...endless } = inputs;
    expect(cloud.failures(types.instance, endless)).toEqual([expect.stringMatching(/^period: Missing/)]);
    expect(cloud.failures(types.instance, { ...inputs, paymentType: "PayAsYouGo" })).toHaveLength(1);
    expect(cloud.failures(types.instance, { ...inputs, renewalStatus: "AutoRenewal" })).toHaveLength(1);
    expect(cloud.failures(types.instance, { ...inputs, defaultOssBucket: "false" })).toHaveLength(1);
    expect(() => cloud.make(types.instance, "b", inputs)).toThrow(/InstanceNameAlreadyExists/);
    const own = { ...inputs, instanceName: "other", defaultOssBucket: "false", customOssBucket: "cri-none" };
    expect(() => cloud.make(types.instance, "b", own)).toThrow(/cri-none/);
  });

  it("takes namespaces once it has a password, and repositories of one level in those that exist", () => {
    const { cloud, of } = cloudWithNamespace();
    const bare = cloud.make(types.instance, "bare", { ...inputs, instanceName: "bare" });
    expect(() => cloud.make(types.namespace, "n", { instanceId: bare.id, name: "images" })).toThrow(/password first/);
    expect(() => cloud.make(types.namespace, "n", { ...of, name: "images" })).toThrow(/NAMESPACE_ALREADY_EXIST/);
    const repository = { ...of, namespace: "images", name: "meridian.service", repoType: "PRIVATE", summary: "s" };
    expect(cloud.failures(types.repository, { ...repository, name: "meridian/service" })).toHaveLength(1);
    expect(() => cloud.make(types.repository, "r", { ...repository, namespace: "none" })).toThrow(
      /NAMESPACE_NOT_EXIST/,
    );
    expect(cloud.make(types.repository, "r", repository).id).toMatch(/^cri-\w+:images:meridian\.service$/);
  });

  it("scans namespaces that exist, or repositories by name", () => {
    const { cloud, of } = cloudWithNamespace();
    const rule = { ...of, ruleName: "all", scanType: "VUL", repoTagFilterPattern: ".*", triggerType: "AUTO" };
    const whole = { ...rule, scanScope: "NAMESPACE", namespaces: ["images"] };
    expect(cloud.failures(types.scan, { ...whole, repoNames: ["a"] })).toHaveLength(1);
    expect(cloud.failures(types.scan, { ...whole, scanScope: "REPO" })).toHaveLength(1);
    expect(() => cloud.make(types.scan, "s", { ...whole, namespaces: ["none"] })).toThrow(/NAMESPACE_NOT_EXIST/);
    expect(cloud.make(types.scan, "s", whole).state.scanRuleId).toMatch(/^crscnr-/);
  });

  it("is linked to a VPC once, through a vSwitch of that VPC", () => {
    const { cloud, of } = cloudWithNamespace();
    const [vpc, other] = ["10.4.0.0/16", "10.5.0.0/16"].map((cidrBlock) =>
      cloud.make("alicloud:vpc/network:Network", cidrBlock, { cidrBlock }),
    );
    const vswitch = cloud.make("alicloud:vpc/switch:Switch", "a", {
      vpcId: vpc?.id ?? "",
      zoneId: "cn-hangzhou-h",
      cidrBlock: "10.4.0.0/24",
    });
    const link = { ...of, vpcId: vpc?.id ?? "", vswitchId: vswitch.id, moduleName: "Registry" };
    expect(() => cloud.make(types.link, "l", { ...link, vpcId: other?.id ?? "" })).toThrow(/lies in another VPC/);
    cloud.make(types.link, "l", link);
    expect(() => cloud.make(types.link, "m", link)).toThrow(/LINKED_VPC_ALREADY_EXIST/);
  });
});
