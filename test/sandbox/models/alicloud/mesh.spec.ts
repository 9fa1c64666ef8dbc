import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { AlicloudKeyRing } from "../../../../src/components/keys/alicloud";
import { keyPurposes } from "../../../../src/components/keys/contract";
import { AlicloudMesh } from "../../../../src/components/mesh/alicloud";
import { AlicloudNetwork } from "../../../../src/components/network/alicloud";
import { createAlicloudProvider } from "../../../../src/components/provider/alicloud";
import { AlicloudSecretStore } from "../../../../src/components/secrets/alicloud";
import { alicloudMesh, alicloudMeshRegion } from "../../../fixtures/alicloud-mesh";
import { fixtureContext } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const run = () => {
  const region = alicloudMeshRegion();
  const { topology, plan } = alicloudMesh(region);
  return inSandbox(alicloud, { account: region.account, region: region.location }, () => {
    const context = { ...fixtureContext(region, topology.shared), protect: false };
    const provider = createAlicloudProvider(region, region.name);
    const keys = new AlicloudKeyRing(context, provider, { site: "home", purposes: keyPurposes });
    const network = new AlicloudNetwork(context, provider, { keys });
    const secrets = new AlicloudSecretStore(context, provider, { keys });
    const bundles = plan.gateways.map(({ name }) => pulumi.secret(`bundle of ${name}`));
    new AlicloudMesh(context, provider, { plan, network, keys, secrets, bundles });
  });
};

describe("the gateways of a region on Alibaba Cloud", () => {
  it("are taken by the models, stay as they are, and go down until nothing is left", async () => {
    const { cloud, made } = await run();
    const of = (type: string) => made.filter((object) => object.type === `alicloud:${type}`);
    const instances = of("ecs/instance:Instance");
    expect(new Set(instances.map(({ state }) => state.availabilityZone)).size).toBe(2);
    const routes = of("vpc/vPCRouteEntry:VPCRouteEntry");
    expect(routes.map(({ inputs }) => inputs.nexthopId)).toEqual(Array(4).fill(instances[0]?.id));
    expect(refusedUnknown(cloud, made)).toEqual([]);
    for (const object of made) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);

    const [first] = instances;
    if (!first) throw new Error("there is no gateway");
    expect(() => cloud.destroy(first)).toThrow(/is used by /);
    for (const object of [...made].reverse()) cloud.destroy(object);
    expect(made.filter((object) => cloud.read(object))).toEqual([]);
  });
});
