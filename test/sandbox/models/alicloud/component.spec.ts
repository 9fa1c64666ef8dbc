import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { AlicloudCache } from "../../../../src/components/cache/alicloud";
import { AlicloudKeyRing } from "../../../../src/components/keys/alicloud";
import { drKeyPurposes, keyPurposes } from "../../../../src/components/keys/contract";
import { AlicloudNetwork } from "../../../../src/components/network/alicloud";
import { createAlicloudProvider } from "../../../../src/components/provider/alicloud";
import { AlicloudRegistry } from "../../../../src/components/registry/alicloud";
import { AlicloudSecretStore } from "../../../../src/components/secrets/alicloud";
import { AlicloudStorage } from "../../../../src/components/storage/alicloud";
import { AlicloudZone } from "../../../../src/components/zone/alicloud";
import { bucketPlans } from "../../../../src/plan/storage";
import { alicloudRegion, alicloudShared } from "../../../fixtures/alicloud";
import { fixtureContext } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const account = "1234567890123456";
const drOf: Readonly<Record<string, string>> = { "cn-beijing": "cn-hangzhou", "ap-southeast-1": "ap-southeast-5" };

const run = (location: string) => {
  const region = alicloudRegion({ location, drLocation: drOf[location] ?? "cn-beijing" });
  const shared = alicloudShared();
  return inSandbox(
    alicloud,
    { account, region: location },
    () => {
      const context = { ...fixtureContext(region, shared), protect: false };
      const provider = createAlicloudProvider(region, "china");
      const there = createAlicloudProvider({ ...region, location: region.drLocation }, "china-dr");
      const keys = new AlicloudKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      const dr = {
        provider: there,
        keys: new AlicloudKeyRing(context, there, { site: "dr", purposes: drKeyPurposes }),
      };
      const network = new AlicloudNetwork(context, provider, { keys });
      const secrets = new AlicloudSecretStore(context, provider, { keys });
      new AlicloudRegistry(context, provider, { keys, network });
      new AlicloudCache(context, provider, { network, keys, secrets });
      new AlicloudStorage(context, provider, {
        plans: bucketPlans(shared, region),
        outgoing: [],
        incoming: [],
        keys,
        dr,
      });
      new AlicloudZone(context, network.ingress.address, provider);
    },
    { "china-dr": { account, region: region.drLocation } },
  );
};

describe("a region on Alibaba Cloud", () => {
  it.each(["cn-beijing", "ap-southeast-1"])("is taken by the models in %s", async (location) => {
    const { made } = await run(location);
    const zones = made
      .filter(({ type, urn }) => type === "alicloud:vpc/switch:Switch" && urn.includes("-data-"))
      .map(({ inputs }) => inputs.zoneId);
    expect(new Set(zones).size).toBe(3);
    const eip = made.find(({ type, urn }) => type === "alicloud:ecs/eipAddress:EipAddress" && urn.endsWith("-ingress"));
    const record = made.find(({ type }) => type === "alicloud:dns/alidnsRecord:AlidnsRecord");
    expect(record?.inputs.value).toBe(eip?.state.ipAddress);
  });

  it("is refused nothing at preview, and goes down in the opposite order until nothing is left", async () => {
    const { cloud, made, driverOf } = await run("cn-hangzhou");
    const at = ({ urn }: { readonly urn: string }) => driverOf(/(?<!-to)-dr\b/.test(urn) ? "china-dr" : "china");
    for (const place of [driverOf("china"), driverOf("china-dr")]) {
      expect(
        refusedUnknown(
          place,
          made.filter((object) => at(object) === place),
        ),
      ).toEqual([]);
    }
    for (const object of made) expect(at(object).diff(object, object.inputs).changes, object.urn).toEqual([]);
    const vpc = made.find(({ type, urn }) => type === "alicloud:vpc/network:Network" && urn.endsWith("-vpc"));
    if (!vpc) throw new Error("there is no VPC");
    expect(() => cloud.destroy(vpc)).toThrow(/DependencyViolation: vpc-bp1\w{18} is used by /);
    for (const object of [...made].reverse()) at(object).destroy(object);
    expect(made.filter((object) => at(object).read(object))).toEqual([]);
  });
});
