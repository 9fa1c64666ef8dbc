/** Cluster, identities and database against the models, with the keys, network, secrets and registry that they use. */
import { beforeAll, describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { GcpCluster } from "../../../../src/components/cluster/gcp";
import { GcpDatabase } from "../../../../src/components/database/gcp";
import { GcpIdentity } from "../../../../src/components/identity/gcp";
import { drKeyPurposes, keyPurposes } from "../../../../src/components/keys/contract";
import { GcpKeyRing } from "../../../../src/components/keys/gcp";
import { GcpNetwork } from "../../../../src/components/network/gcp";
import { createGcpProvider } from "../../../../src/components/provider/gcp";
import { GcpRegistry } from "../../../../src/components/registry/gcp";
import { GcpSecretStore } from "../../../../src/components/secrets/gcp";
import { fixtureContext, fixtureRegion } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const region = fixtureRegion();
const at = { account: region.account, region: region.location };

function build(): void {
  const context = { ...fixtureContext(region), protect: false };
  const provider = createGcpProvider(region, region.name);
  const drProvider = createGcpProvider({ ...region, location: region.drLocation }, `${region.name}-dr`);
  const keys = new GcpKeyRing(context, provider, { site: "home", purposes: keyPurposes });
  const dr = {
    provider: drProvider,
    keys: new GcpKeyRing(context, drProvider, { site: "dr", purposes: drKeyPurposes }),
  };
  const network = new GcpNetwork(context, provider, { keys });
  const secrets = new GcpSecretStore(context, provider, { keys });
  const registry = new GcpRegistry(context, provider, { keys });
  const cluster = new GcpCluster(context, provider, { network, keys, registry });
  const database = new GcpDatabase(context, provider, { network, keys, secrets, dr });
  const account = { namespace: "service", serviceAccount: "service" };
  const secret = database.roles.app;
  new GcpIdentity(
    context,
    provider,
    { cluster, keys },
    {
      purpose: "service",
      ...account,
      permissions: [{ kind: "read-secret", secret }, { kind: "use-cache" }],
    },
  );
  new GcpIdentity(
    context,
    provider,
    { cluster, keys },
    {
      purpose: "reader",
      ...account,
      permissions: [{ kind: "read-secret", secret }],
    },
  );
}

describe("the platform of a region", () => {
  let run: Awaited<ReturnType<typeof inSandbox>>;
  beforeAll(async () => {
    run = await inSandbox(gcp, at, build);
  });

  it("comes up whole", () => {
    const count = (module: string) => run.made.filter(({ type }) => type.startsWith(`gcp:${module}`)).length;
    expect([count("container/"), count("sql/"), count("serviceaccount/")]).toEqual([3, 4, 3]);
  });

  it("is unchanged when it is asked for again", () => {
    for (const made of run.made) {
      expect(run.cloud.diff(made, made.inputs), made.urn).toMatchObject({ changes: [], replaces: [] });
      expect(run.cloud.read(made)?.state, made.urn).toEqual(made.state);
    }
  });

  it("is refused nothing at preview, whatever is not known yet", () => {
    const ours = run.made.filter(({ type }) => /^gcp:(container|sql|serviceaccount|projects\/iAM)/.test(type));
    expect(ours).toHaveLength(13);
    expect(refusedUnknown(run.cloud, ours)).toEqual([]);
  });

  it("goes down in reverse", () => {
    for (const made of [...run.made].reverse()) run.cloud.destroy(made);
    const left = run.made.filter((made) => run.cloud.read(made));
    expect(left).toEqual([]);
  });
});
