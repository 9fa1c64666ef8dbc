/** Cluster, identities and database of a region on Alibaba Cloud against the models of its types. */
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { AlicloudCluster } from "../../../../src/components/cluster/alicloud";
import { AlicloudDatabase } from "../../../../src/components/database/alicloud";
import { AlicloudIdentity } from "../../../../src/components/identity/alicloud";
import { AlicloudKeyRing } from "../../../../src/components/keys/alicloud";
import { drKeyPurposes, keyPurposes } from "../../../../src/components/keys/contract";
import { AlicloudNetwork } from "../../../../src/components/network/alicloud";
import { createAlicloudProvider } from "../../../../src/components/provider/alicloud";
import type { Registry } from "../../../../src/components/registry/contract";
import { AlicloudSecretStore } from "../../../../src/components/secrets/alicloud";
import { alicloudRegion, alicloudShared } from "../../../fixtures/alicloud";
import { fixtureContext } from "../../../fixtures/topology";
import { inSandbox, refusedUnknown } from "../component";

const account = "1234567890123456";
const drOf: Readonly<Record<string, string>> = { "cn-beijing": "cn-hangzhou", "ap-southeast-1": "ap-southeast-5" };

class FakeRegistry extends pulumi.ComponentResource implements Registry {
  readonly id = pulumi.output("cri-0123456789abcdef");
  constructor() {
    super("test:registry:Fake", "registry");
  }
  own = (image: string) => pulumi.output(image);
  mirrored = (_upstream: string, image: string) => pulumi.output(image);
}

interface Seen {
  kubeconfig?: string;
  annotations?: Readonly<Record<string, string>>;
  hosts?: readonly string[];
}

async function run(location: string) {
  const region = alicloudRegion({ location, drLocation: drOf[location] ?? "cn-beijing" });
  const seen: Seen = {};
  const sandbox = await inSandbox(
    alicloud,
    { account, region: location },
    async () => {
      const context = { ...fixtureContext(region, alicloudShared()), protect: false };
      const provider = createAlicloudProvider(region, "china");
      const there = createAlicloudProvider({ ...region, location: region.drLocation }, "china-dr");
      const keys = new AlicloudKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      const dr = {
        provider: there,
        keys: new AlicloudKeyRing(context, there, { site: "dr", purposes: drKeyPurposes }),
      };
      const network = new AlicloudNetwork(context, provider, { keys });
      const secrets = new AlicloudSecretStore(context, provider, { keys });
      const cluster = new AlicloudCluster(context, provider, { network, keys, registry: new FakeRegistry() });
      const database = new AlicloudDatabase(context, provider, { network, keys, secrets, dr });
      const bucket = { name: pulumi.output("meridian-assets"), id: pulumi.output("meridian-assets") };
      const identity = new AlicloudIdentity(
        context,
        provider,
        { cluster, keys },
        {
          purpose: "service",
          namespace: "service",
          serviceAccount: "api",
          permissions: [
            { kind: "read-secret", secret: database.roles.app },
            { kind: "write-objects", bucket, prefix: "user-avatars/" },
            { kind: "use-cache" },
          ],
        },
      );
      pulumi.all([cluster.kubeconfig, identity.annotations, database.host, database.replicaHost]).apply((known) => {
        seen.kubeconfig = known[0];
        seen.annotations = known[1];
        seen.hosts = [known[2], known[3]];
      });
    },
    { "china-dr": { account, region: region.drLocation } },
  );
  return { ...sandbox, region, seen };
}

type Made = Awaited<ReturnType<typeof run>>["made"];
const one = (made: Made, type: string, name = "") => {
  const found = made.find((object) => object.type === `alicloud:${type}` && object.urn.includes(name));
  if (!found) throw new Error(`there is no ${type} ${name}`);
  return found;
};

let hangzhou: Awaited<ReturnType<typeof run>>;
beforeAll(async () => {
  hangzhou = await run("cn-hangzhou");
});

describe("the platform of a region on Alibaba Cloud", () => {
  it.each(["cn-hangzhou", "ap-southeast-1"])("is taken by the models in %s", async (location) => {
    const { made, region, seen } = location === "cn-hangzhou" ? hangzhou : await run(location);
    const cluster = one(made, "cs/managedKubernetes:ManagedKubernetes");
    expect(cluster.state.connections).toMatchObject({ apiServerInternet: "" });
    expect(seen.annotations).toEqual({
      "pod-identity.alibabacloud.com/role-name": "meridian-production-china-service",
      "ack.alibabacloud.com/role-arn": expect.stringMatching(/^acs:ram::\d+:role\/meridian-production-china-service$/),
    });
    const [primary, replica] = [location, region.drLocation].map((place) => one(made, "rds/instance:Instance", place));
    expect(seen.hosts).toEqual([primary?.state.connectionString, replica?.state.connectionString]);
    const job = one(made, "dts/synchronizationJob:SynchronizationJob");
    expect(job.inputs).toMatchObject({
      sourceEndpointInstanceId: primary?.id,
      destinationEndpointInstanceId: replica?.id,
    });
  });

  it("tells clients how to ask for a credential, and gives none away", () => {
    const { made, seen } = hangzhou;
    const config = JSON.parse(seen.kubeconfig ?? "") as {
      clusters: { cluster: Record<string, string> }[];
      users: { user: Record<string, unknown> }[];
    };
    expect(config.clusters[0]?.cluster.server).toMatch(/^https:\/\/10\.4\.\d+\.\d+:6443$/);
    const authority = Buffer.from(config.clusters[0]?.cluster["certificate-authority-data"] ?? "", "base64").toString();
    expect(authority).toContain("BEGIN CERTIFICATE");
    expect(Object.keys(config.users[0]?.user ?? {})).toEqual(["exec"]);
    const states = JSON.stringify(made.map(({ state }) => state));
    expect(states).not.toContain("PRIVATE KEY");
    expect(seen.kubeconfig).not.toContain("PRIVATE KEY");
  });

  it("is refused nothing at preview, and goes down in the opposite order until nothing is left", () => {
    const { made, region, driverOf } = hangzhou;
    const abroad = ({ urn }: { readonly urn: string }) =>
      /-dr\b/.test(urn.split("::").at(-1) ?? "") || urn.includes(`-database-${region.drLocation}`);
    const at = (object: { readonly urn: string }) => driverOf(abroad(object) ? "china-dr" : "china");
    for (const place of [driverOf("china"), driverOf("china-dr")]) {
      const there = made.filter((object) => at(object) === place);
      expect(refusedUnknown(place, there)).toEqual([]);
    }
    for (const object of made) expect(at(object).diff(object, object.inputs).changes, object.urn).toEqual([]);
    for (const object of [...made].reverse()) at(object).destroy(object);
    expect(made.filter((object) => at(object).read(object))).toEqual([]);
  });
});
