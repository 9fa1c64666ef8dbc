/** The component against the models: what it registers is what the sandboxed Google Cloud accepts. */
import { beforeAll, describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { keyPurposes } from "../../../../src/components/keys/contract";
import { GcpKeyRing } from "../../../../src/components/keys/gcp";
import { GcpNetwork } from "../../../../src/components/network/gcp";
import { createGcpProvider } from "../../../../src/components/provider/gcp";
import { fixtureContext, fixtureRegion } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const region = fixtureRegion();
const at = { account: region.account, region: region.location };
const build = () => {
  const context = fixtureContext(region);
  const provider = createGcpProvider(region, region.name);
  const keys = new GcpKeyRing(context, provider, { site: "home", purposes: keyPurposes });
  new GcpNetwork(context, provider, { keys });
};

describe("the keys and the network of a region", () => {
  let run: Awaited<ReturnType<typeof inSandbox>>;
  beforeAll(async () => {
    run = await inSandbox(gcp, at, build);
  });

  it("comes up whole", () => {
    expect(run.made).toHaveLength(41 + 31);
  });

  it("is unchanged when it is asked for again", () => {
    for (const made of run.made) {
      expect(run.cloud.diff(made, made.inputs), made.urn).toMatchObject({ changes: [], replaces: [] });
      expect(run.cloud.read(made)?.state, made.urn).toEqual(made.state);
    }
  });

  it("is refused nothing at preview, whatever is not known yet", () => {
    expect(refusedUnknown(run.cloud, run.made)).toEqual([]);
  });

  it("has ids and addresses of Google's form", () => {
    const vpc = run.made.find(({ type }) => type === "gcp:compute/network:Network");
    expect(vpc?.id).toBe("projects/meridian-eu-west/global/networks/meridian-production-eu-west-vpc");
    expect(vpc?.state.selfLink).toBe(`https://www.googleapis.com/compute/v1/${vpc?.id}`);
    const subnets = run.made.filter(({ type }) => type === "gcp:compute/subnetwork:Subnetwork");
    expect(subnets.map(({ id }) => id).sort()).toEqual(
      ["data", "private", "proxies", "public"].map(
        (tier) => `projects/meridian-eu-west/regions/europe-west3/subnetworks/meridian-production-eu-west-${tier}`,
      ),
    );
  });

  it("can not lose its VPC while anything is in it, and goes down in reverse", () => {
    const vpc = run.made.find(({ type }) => type === "gcp:compute/network:Network");
    if (!vpc) throw new Error("no VPC was made");
    expect(() => run.cloud.destroy(vpc)).toThrow(/is used by/);
    for (const made of [...run.made].reverse()) run.cloud.destroy(made);
    expect(run.made.filter((made) => run.cloud.read(made))).toEqual([]);
  });
});
