/** What ACK refuses, and RAM and Log Service beside it. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const account = "1234567890123456";
const types = {
  vpc: "alicloud:vpc/network:Network",
  vswitch: "alicloud:vpc/switch:Switch",
  group: "alicloud:ecs/securityGroup:SecurityGroup",
  kms: "alicloud:kms/instance:Instance",
  key: "alicloud:kms/key:Key",
  cluster: "alicloud:cs/managedKubernetes:ManagedKubernetes",
  pool: "alicloud:cs/nodePool:NodePool",
  addon: "alicloud:cs/kubernetesAddon:KubernetesAddon",
  autoscaler: "alicloud:cs/autoscalingConfig:AutoscalingConfig",
  role: "alicloud:ram/role:Role",
  policy: "alicloud:ram/policy:Policy",
  attachment: "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
  project: "alicloud:log/project:Project",
  etl: "alicloud:sls/etl:Etl",
} as const;

const settings: Properties = {
  name: "meridian",
  clusterSpec: "ack.pro.small",
  version: "1.34.1-aliyun.1",
  vswitchIds: ["vsw-1"],
  podVswitchIds: ["vsw-1"],
  serviceCidr: "192.168.16.0/20",
  addons: [{ name: "terway-eniip" }],
};

function place(region: string, world: SandboxWorld) {
  const cloud = driver(alicloud, { account, region }, world, region);
  const vpc = cloud.make(types.vpc, "vpc", { cidrBlock: "10.4.0.0/16" });
  const zoneIds = [`${region}-h`, `${region}-i`];
  const vswitchIds = zoneIds.map(
    (zoneId, index) =>
      cloud.make(types.vswitch, `v${index}`, { vpcId: vpc.id, zoneId, cidrBlock: `10.4.${index}.0/24` }).id,
  );
  const kms = cloud.make(types.kms, "kms", { paymentType: "PayAsYouGo", vpcId: vpc.id, vswitchIds, zoneIds });
  const key = (keySpec: string) => cloud.make(types.key, keySpec, { dkmsInstanceId: kms.id, keySpec }).id;
  const home: Properties = { ...settings, vswitchIds, podVswitchIds: vswitchIds };
  const cluster = (change: Properties = {}, name = "meridian") =>
    cloud.make(types.cluster, name, { ...home, name, ...change });
  return { cloud, vpc, vswitchIds, key, home, cluster };
}

const hangzhou = () => place("cn-hangzhou", SandboxWorld.inMemory());

describe("a cluster", () => {
  const { failures, instance } = driver(alicloud, { account, region: "cn-hangzhou" });

  it.each<[string, Properties, RegExp]>([
    ["a version that is not offered", { version: "1.28.3-aliyun.1" }, /^version: InvalidKubernetesVersion.*1\.35\.1/],
    ["a minor version alone", { version: "1.34" }, /^version: InvalidKubernetesVersion/],
    [
      "two network plugins",
      { addons: [{ name: "terway-eniip" }, { name: "flannel" }], podCidr: "172.20.0.0/16" },
      /one network plugin/,
    ],
    ["an add-on that there is not", { addons: [{ name: "terway-eniip" }, { name: "istio" }] }, /addons\[1\]\.name/],
    ["a pod block beside pod vSwitches", { podCidr: "172.20.0.0/16" }, /^podCidr: .*vSwitches/],
    [
      "encrypted secrets in a basic cluster",
      { clusterSpec: "ack.standard", encryptionProviderKey: "key-1" },
      /Pro clusters only/,
    ],
    ["a key and no encryption", { encryptionProviderKey: "key-1", disableEncryption: true }, /^disableEncryption/],
    ["upgrades outside a window", { operationPolicy: { clusterAutoUpgrade: { enabled: true } } }, /^operationPolicy/],
    [
      "a window in no time zone",
      { maintenanceWindow: { enable: true, maintenanceTime: "03:00:00" } },
      /maintenanceTime/,
    ],
    ["a proxy that its version does not have", { proxyMode: "nftables" }, /^proxyMode: .*1\.35/],
    ["logs without a term", { controlPlaneLogComponents: ["apiserver"] }, /^controlPlaneLogTtl: MissingParameter/],
    ["logs for too long", { controlPlaneLogTtl: "3001" }, /^controlPlaneLogTtl: .*3000/],
  ])("is refused with %s", (_what, change, refusal) => {
    const said = failures(types.cluster, { ...settings, ...change });
    expect(said).toContainEqual(expect.stringMatching(refusal));
    expect(failures(types.cluster, settings)).toEqual([]);
  });

  it("has services in a block of its own, outside the VPC's and other clusters'", () => {
    const { cluster } = hangzhou();
    expect(() => cluster({ serviceCidr: "10.4.160.0/20" })).toThrow(/InvalidServiceCIDR: .*10\.4\.0\.0\/16/);
    cluster();
    expect(() => cluster({}, "second")).toThrow(/InvalidServiceCIDR: .*another cluster/);
    expect(() => cluster({ serviceCidr: "192.168.32.0/20" }, "second")).not.toThrow();
  });

  it("encrypts secrets with a key of its own location, AES-256", () => {
    const world = SandboxWorld.inMemory();
    const [here, there] = [place("cn-hangzhou", world), place("cn-beijing", world)];
    const make = (encryptionProviderKey: string) => () => here.cluster({ encryptionProviderKey });
    expect(make(there.key("Aliyun_AES_256"))).toThrow(/encryptionProviderKey: .*cn-beijing/);
    expect(make(here.key("Aliyun_SM4"))).toThrow(/InvalidKMSKey/);
    expect(make(here.key("Aliyun_AES_256"))).not.toThrow();
  });

  it("goes up by one minor version, keeps RRSA, and moves nothing by being changed", () => {
    const { cloud, home, cluster } = hangzhou();
    const made = cluster({ enableRrsa: true });
    const wanted = (change: Properties) => ({ ...home, enableRrsa: true, ...change });
    expect(() => cloud.change(made, wanted({ version: "1.36.1-aliyun.1" }))).toThrow(/1\.34 goes to 1\.35/);
    expect(() => cloud.change(made, home)).toThrow(/RRSA can not be switched off/);
    const newer = cloud.change(made, wanted({ version: "1.35.1-aliyun.1" }));
    expect(newer.state.connections).toEqual(made.state.connections);
    expect(() => cloud.change(newer, wanted({}))).toThrow(/1\.35 goes to 1\.36/);
    expect(cloud.diff(made, wanted({ serviceCidr: "192.168.32.0/20" })).replaces).toEqual(["serviceCidr"]);
  });

  it("is not deleted while it is protected, nor its name taken", () => {
    const { cloud, home, cluster } = hangzhou();
    const made = cluster({ deletionProtection: true });
    expect(() => cloud.destroy(made)).toThrow(/DeletionProtectionEnabled/);
    expect(() => cloud.make(types.cluster, "other", { ...home, serviceCidr: "192.168.32.0/20" })).toThrow(
      /ClusterNameAlreadyExist/,
    );
    cloud.destroy(cloud.change(made, { ...home, deletionProtection: false }));
  });

  it("is public only when asked, and tells RAM who signs its tokens", () => {
    const { cluster } = hangzhou();
    const made = cluster({ slbInternetEnabled: false, enableRrsa: true });
    expect(made.state.connections).toMatchObject({ apiServerInternet: "" });
    expect(made.state.rrsaMetadata).toMatchObject({
      ramOidcProviderArn: `acs:ram::${account}:oidc-provider/ack-rrsa-${made.id}`,
    });
    const open = hangzhou().cluster();
    expect(open.state.connections).toMatchObject({ apiServerInternet: expect.stringMatching(/^https:/) });
  });

  it("has the releases that are asked for", () => {
    const ask = (inputs: Properties) =>
      instance.invoke("alicloud:cs/getKubernetesVersion:getKubernetesVersion", {
        clusterType: "ManagedKubernetes",
        ...inputs,
      }).answer.metadatas;
    expect(ask({ kubernetesVersion: "1.35.1-aliyun.1" })).toHaveLength(1);
    expect(ask({ kubernetesVersion: "1.20.0-aliyun.1" })).toEqual([]);
  });
});

describe("a node pool", () => {
  const { failures } = driver(alicloud, { account, region: "cn-hangzhou" });
  const pool = { clusterId: "c1", nodePoolName: "work", vswitchIds: ["vsw-1"], instanceTypes: ["ecs.g7.xlarge"] };

  it.each<[string, Properties, RegExp]>([
    ["a size that there is not", { instanceTypes: ["ecs.g7.tiny"] }, /^instanceTypes\[0\]/],
    ["no room to grow", { scalingConfig: { enable: true, minSize: 3, maxSize: 3 } }, /maxSize.*greater/],
    [
      "a count that the autoscaler decides",
      { scalingConfig: { enable: true, minSize: 1, maxSize: 3 }, desiredSize: "2" },
      /^desiredSize/,
    ],
    ["a disk too small", { systemDiskSize: 20 }, /^systemDiskSize: .*40 to 2048/],
    ["a disk too small for its level", { systemDiskPerformanceLevel: "PL2", systemDiskSize: 100 }, /461 to 2048/],
    ["a key for an open disk", { systemDiskKmsKey: "key-1", systemDiskEncrypted: false }, /^systemDiskEncrypted/],
    ["a password where the cloud manages it", { management: { enable: true }, password: "Sufficient-1" }, /^password/],
  ])("is refused with %s", (_what, change, refusal) => {
    expect(failures(types.pool, { ...pool, ...change })).toEqual([expect.stringMatching(refusal)]);
  });

  it("stands in its cluster's VPC, under a key of its location, and holds its cluster", () => {
    const world = SandboxWorld.inMemory();
    const [here, there] = [place("cn-hangzhou", world), place("cn-beijing", world)];
    const cluster = here.cluster();
    const make = (change: Properties) => () =>
      here.cloud.make(types.pool, "work", { ...pool, clusterId: cluster.id, vswitchIds: here.vswitchIds, ...change });
    const other = here.cloud.make(types.vpc, "other", { cidrBlock: "10.5.0.0/16" });
    const stray = here.cloud.make(types.vswitch, "stray", {
      vpcId: other.id,
      zoneId: "cn-hangzhou-h",
      cidrBlock: "10.5.0.0/24",
    });
    expect(make({ vswitchIds: [stray.id] })).toThrow(/another VPC than cluster/);
    expect(make({ systemDiskEncrypted: true, systemDiskKmsKey: there.key("Aliyun_AES_256") })).toThrow(/cn-beijing/);
    const made = make({ systemDiskEncrypted: true, systemDiskKmsKey: here.key("Aliyun_SM4") })();
    expect(made.id).toMatch(new RegExp(`^${cluster.id}:np[0-9a-f]{32}$`));
    expect(() => here.cloud.destroy(cluster)).toThrow(/DependencyViolation/);
  });
});

describe("add-ons and the autoscaler", () => {
  it("are there once", () => {
    const { cloud, cluster } = hangzhou();
    const clusterId = cluster().id;
    const addon = (name: string) => () => cloud.make(types.addon, name, { clusterId, name });
    expect(addon("terway-eniip")).toThrow(/AddonAlreadyInstalled/);
    expect(addon("metrics-server")().id).toBe(`${clusterId}:metrics-server`);
    const goat = { clusterId, scalerType: "goatscaler", expander: "random" };
    expect(cloud.failures(types.autoscaler, goat)).toEqual([expect.stringMatching(/least-waste only/)]);
    cloud.make(types.autoscaler, "a", { clusterId });
    expect(() => cloud.make(types.autoscaler, "b", { clusterId })).toThrow(/one autoscaler/);
  });
});

const document = (statement: Properties, version = "1") => JSON.stringify({ Version: version, Statement: [statement] });
const trust = document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: ["log.aliyuncs.com"] } });
const reading = document({ Effect: "Allow", Action: ["oss:GetObject"], Resource: ["*"] });

describe("RAM", () => {
  it.each<[string, string, RegExp | undefined]>([
    ["a policy", reading, undefined],
    ["no JSON", "{", /no JSON|JSON/],
    ["another version", document({ Effect: "Allow", Action: [], Resource: [] }, "2"), /Version is "1"/],
    ["no resource", document({ Effect: "Allow", Action: [] }), /Statement\[0\] has no Resource/],
    ["too much", document({ Effect: "Allow", Action: [], Resource: ["x".repeat(6200)] }), /at most 6144/],
  ])("takes or refuses %s", (_what, policyDocument, refusal) => {
    const { failures } = driver(alicloud, { account, region: "cn-hangzhou" });
    const said = failures(types.policy, { policyName: "p", policyDocument });
    if (refusal) expect(said).toContainEqual(expect.stringMatching(refusal));
    else expect(said).toEqual([]);
  });

  it("has each name once in an account, and attaches what there is, before it can go", () => {
    const { cloud } = hangzhou();
    const role = cloud.make(types.role, "r", { roleName: "reader", assumeRolePolicyDocument: trust });
    expect(() => cloud.make(types.role, "again", { roleName: "reader", assumeRolePolicyDocument: trust })).toThrow(
      /EntityAlreadyExists\.Role/,
    );
    const attach = (policyName: string, policyType: string) => () =>
      cloud.make(types.attachment, policyName, { roleName: "reader", policyName, policyType });
    expect(attach("reading", "Custom")).toThrow(/EntityNotExist\.Policy/);
    expect(attach("AliyunOSSReadOnlyAccess", "System")).not.toThrow();
    cloud.make(types.policy, "p", { policyName: "reading", policyDocument: reading });
    attach("reading", "Custom")();
    expect(() => cloud.destroy(role)).toThrow(/DeleteConflict|DependencyViolation/);
  });
});

describe("a copying job of Log Service", () => {
  it("goes from a store that there is, ACK's own of the audit log among them, into one that there is", () => {
    const { cloud, cluster } = hangzhou();
    cloud.make(types.project, "p", { projectName: "logs" });
    cloud.make("alicloud:log/store:Store", "s", { projectName: "logs", logstoreName: "kept" });
    const { id } = cluster({ auditLogConfig: { enabled: true, slsProjectName: "logs" } });
    const roleArn = `acs:ram::${account}:role/copier`;
    const job = (logstore: string, sink: string) => () =>
      cloud.make(types.etl, `${logstore}-${sink}`, {
        project: "logs",
        jobName: "copy",
        displayName: "Copy",
        configuration: {
          lang: "SPL",
          script: "*",
          fromTime: 0,
          toTime: 0,
          logstore,
          roleArn,
          sinks: [{ name: "kept", project: "logs", logstore: sink, endpoint: "e", roleArn, datasets: ["__UNNAMED__"] }],
        },
      });
    expect(job("audit-none", "kept")).toThrow(/configuration\.logstore: LogStoreNotExist/);
    expect(job(`audit-${id}`, "lost")).toThrow(/sinks\[0\]\.logstore: LogStoreNotExist/);
    expect(job(`audit-${id}`, "kept")().state.status).toBe("RUNNING");
  });
});
