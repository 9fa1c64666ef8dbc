/** The mesh's gateways against the models, with the keys, network and secrets that they use. */
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { keyPurposes } from "../../../../src/components/keys/contract";
import { GcpKeyRing } from "../../../../src/components/keys/gcp";
import { GcpMesh } from "../../../../src/components/mesh/gcp";
import { GcpNetwork } from "../../../../src/components/network/gcp";
import { createGcpProvider } from "../../../../src/components/provider/gcp";
import { GcpSecretStore } from "../../../../src/components/secrets/gcp";
import { regionMesh } from "../../../../src/plan/mesh";
import { packedFiles } from "../../../../src/plan/mesh/bundle";
import { meshTopology } from "../../../fixtures/mesh";
import { fixtureContext } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const topology = meshTopology();
const region = topology.regions.find(({ name }) => name === "eu-west") ?? expect.fail("no eu-west");
const plan = regionMesh(topology, region.name) ?? expect.fail("no mesh");
const at = { account: region.account, region: region.location };

function build(): void {
  const context = { ...fixtureContext(region, topology.shared), protect: false };
  const provider = createGcpProvider(region, region.name);
  const keys = new GcpKeyRing(context, provider, { site: "home", purposes: keyPurposes });
  const network = new GcpNetwork(context, provider, { keys });
  const secrets = new GcpSecretStore(context, provider, { keys });
  const bundles = plan.gateways.map((gateway) => pulumi.secret(JSON.stringify({ files: packedFiles(gateway) })));
  new GcpMesh(context, provider, { plan, network, keys, secrets, bundles });
}

describe("the mesh of a region", () => {
  let run: Awaited<ReturnType<typeof inSandbox>>;
  beforeAll(async () => {
    run = await inSandbox(gcp, at, build);
  });
  const of = (type: string) => run.made.filter((made) => made.type.endsWith(`:${type}`));
  const ofMesh = () => run.made.filter(({ urn }) => /::[^:]*-mesh(-[^:]*)?$/.test(urn));

  it("comes up whole: a group of one machine for each gateway, one load balancer, a route to each region", () => {
    expect([of("InstanceGroupManager"), of("PerInstanceConfig"), of("RegionInstanceTemplate")]).toEqual([
      expect.objectContaining({ length: 2 }),
      expect.objectContaining({ length: 2 }),
      expect.objectContaining({ length: 2 }),
    ]);
    expect(of("ForwardingRule")).toHaveLength(1);
    const routes = of("Route").filter(({ inputs }) => inputs.nextHopIlb !== undefined);
    expect(routes.map(({ inputs }) => inputs.destRange).sort()).toEqual(["10.1.0.0/16", "10.3.0.0/16"]);
  });

  it("has a template whose name is not the last one's, so that one can follow the other", () => {
    const [template] = of("RegionInstanceTemplate");
    expect(template?.state.name).toMatch(/^meridian-production-eu-west-mesh-1-\d{26}$/);
  });

  it("is unchanged when it is asked for again", () => {
    for (const made of ofMesh()) {
      expect(run.cloud.diff(made, made.inputs), made.urn).toMatchObject({ changes: [], replaces: [] });
      expect(run.cloud.read(made)?.state, made.urn).toEqual(made.state);
    }
  });

  it("is refused nothing at preview, whatever is not known yet", () => {
    expect(ofMesh().length).toBeGreaterThan(30);
    expect(refusedUnknown(run.cloud, ofMesh())).toEqual([]);
  });

  it("goes down in reverse", () => {
    for (const made of [...run.made].reverse()) run.cloud.destroy(made);
    expect(run.made.filter((made) => run.cloud.read(made))).toEqual([]);
  });
});
