import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { AlicloudNetwork } from "../../../../src/components/network/alicloud";
import { createAlicloudProvider } from "../../../../src/components/provider/alicloud";
import { AlicloudZone } from "../../../../src/components/zone/alicloud";
import { naming } from "../../../../src/plan/naming";
import { networkPlan } from "../../../../src/plan/network";
import { fixtureRegion, fixtureShared } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const account = "1234567890123456";
const regionIn = (location: string) =>
  fixtureRegion({
    name: "china",
    number: 4,
    cloud: "alicloud",
    location,
    account,
    drLocation: "cn-beijing",
    isolated: true,
    compliance: ["CSL", "MLPS"],
    residency: { jurisdiction: "cn", countries: ["CN"] },
    network: { cidr: "10.4.0.0/16" },
    zone: "meridian.cn",
    host: "api-cn",
  });

const run = (location: string) =>
  inSandbox(alicloud, { account, region: location }, () => {
    const [shared, region] = [fixtureShared(), regionIn(location)];
    const context = { shared, region, naming: naming(shared, region), network: networkPlan(shared, region) };
    const provider = createAlicloudProvider(region, "china");
    const network = new AlicloudNetwork(context, provider);
    new AlicloudZone(context, network.ingress.address, provider);
  });

describe("a region on Alibaba Cloud", () => {
  it.each(["cn-hangzhou", "cn-beijing", "ap-southeast-1", "eu-central-1"])(
    "is taken by the models in %s",
    async (location) => {
      const { made } = await run(location);
      const zones = made.filter(({ type }) => type === "alicloud:vpc/switch:Switch").map(({ inputs }) => inputs.zoneId);
      expect(new Set(zones).size).toBe(3);
      const eip = made.find(
        ({ type, urn }) => type === "alicloud:ecs/eipAddress:EipAddress" && urn.endsWith("-ingress"),
      );
      const record = made.find(({ type }) => type === "alicloud:dns/alidnsRecord:AlidnsRecord");
      expect(record?.inputs.value).toBe(eip?.state.ipAddress);
    },
  );

  it("is refused nothing at preview, whatever is not known yet", async () => {
    const { cloud, made } = await run("cn-hangzhou");
    expect(refusedUnknown(cloud, made)).toEqual([]);
  });

  it("goes down in the opposite order, and nothing is left", async () => {
    const { cloud, made } = await run("cn-hangzhou");
    const vpc = made.find(({ type }) => type === "alicloud:vpc/network:Network");
    if (!vpc) throw new Error("there is no VPC");
    expect(() => cloud.destroy(vpc)).toThrow(/DependencyViolation: vpc-bp1\w{18} is used by /);
    for (const object of [...made].reverse()) cloud.destroy(object);
    expect(made.filter((object) => cloud.read(object))).toEqual([]);
  });

  it("has no change to make when nothing changed", async () => {
    const { cloud, made } = await run("cn-hangzhou");
    for (const object of made) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });
});
