import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { Netmask } from "netmask";
import { beforeAll, describe, expect, it } from "vitest";
import type { RegionContext } from "../../../src/components/component";
import { GcpMesh } from "../../../src/components/mesh/gcp";
import { meshAddress } from "../../../src/components/mesh/gcp/addresses";
import { firewallRules } from "../../../src/components/mesh/gcp/firewall";
import { flowLimit, machineType, outsideLimit } from "../../../src/components/mesh/gcp/machine";
import { cloudScripts } from "../../../src/components/mesh/gcp/scripts";
import { type RegionMesh, regionMesh } from "../../../src/plan/mesh";
import { networkPlan } from "../../../src/plan/network";
import type { Topology } from "../../../src/topology/schema";
import { meshTopology, withKeys } from "../../fixtures/mesh";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { GcpFixtureNetwork, gcpAnswers, gcpInvokes, gcpSite, keyIn } from "../gcp";
import { FixtureSecrets } from "../gcp-platform";
import { type Answers, type Registration, registrations } from "../harness";

const compute = (type: string) => `gcp:compute/${type.charAt(0).toLowerCase()}${type.slice(1)}:${type}`;
const token = "private half of a key";

const answers: Answers = {
  ...gcpAnswers,
  "gcp:serviceaccount/account:Account": ({ inputs }) => ({
    email: `${inputs.accountId}@project.iam.gserviceaccount.com`,
    member: `serviceAccount:${inputs.accountId}@project.iam.gserviceaccount.com`,
  }),
  [compute("Address")]: ({ name, inputs }) => ({
    selfLink: `${name}-link`,
    address: inputs.address ?? `198.51.100.${String(name).slice(-1)}`,
  }),
  [compute("RegionInstanceTemplate")]: ({ name }) => ({ selfLink: `${name}-template` }),
  [compute("InstanceGroupManager")]: ({ name }) => ({ instanceGroup: `${name}-group` }),
};

interface Built {
  readonly mesh: GcpMesh;
  readonly plan: RegionMesh;
  readonly context: RegionContext;
  of(type: string): readonly Registration[];
  readonly children: readonly Registration[];
}

async function build(topology: Topology, name: string): Promise<Built> {
  const region = topology.regions.find((known) => known.name === name) ?? expect.fail(`no ${name}`);
  const plan = regionMesh(topology, name) ?? expect.fail(`${name} has no mesh`);
  const context = { ...fixtureContext(region, topology.shared), network: networkPlan(topology.shared, region) };
  const built: GcpMesh[] = [];
  const seen = await registrations(
    () => {
      const { provider, keys } = gcpSite(context);
      built.push(
        new GcpMesh(context, provider, {
          plan,
          network: new GcpFixtureNetwork(context),
          keys,
          secrets: new FixtureSecrets(context),
          bundles: plan.gateways.map(() => pulumi.secret(token)),
        }),
      );
    },
    answers,
    gcpInvokes,
  );
  const [mesh = expect.fail("no mesh")] = built;
  const children = seen.filter(({ type }) => type.startsWith("gcp:"));
  return { mesh, plan, context, children, of: (type) => children.filter((child) => child.type === type) };
}

let built: Built;
beforeAll(async () => {
  built = await build(meshTopology(), "eu-west");
});

const told = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => void output.apply(resolve));
const only = <T>(values: readonly T[]): T =>
  (values.length === 1 && values[0]) || expect.fail(`${values.length} values`);

describe("every child", () => {
  it("is the region's: provider, project, place, and labels where it takes them", () => {
    const { children, context } = built;
    expect(children.map(({ provider }) => provider)).toEqual(children.map(() => "eu-west"));
    for (const { type, inputs } of children) {
      expect(inputs.project, type).toBe(context.region.account);
      for (const key of ["region", "location"])
        if (inputs[key] !== undefined) expect(inputs[key], type).toBe("europe-west3");
      if (inputs.zone !== undefined) expect(inputs.zone, type).toMatch(/^europe-west3-[abc]$/);
    }
    const labelled = ["Address", "ForwardingRule", "RegionInstanceTemplate"].map(compute);
    const more = ["gcp:dns/managedZone:ManagedZone", "gcp:networkconnectivity/regionalEndpoint:RegionalEndpoint"];
    for (const type of [...labelled, ...more])
      for (const { inputs } of built.of(type)) expect(inputs.labels, type).toEqual(context.naming.tags);
  });

  it("shows nothing of a bundle", () => {
    expect(JSON.stringify(built.children)).not.toContain(token);
  });

  it("has a name that Google accepts, however long the region's is", async () => {
    const name = "a-region-of-20-chars";
    const topology = meshTopology();
    const long = withKeys(fixtureRegion({ name, number: 9, network: { cidr: "10.9.0.0/16" } }));
    const { children } = await build({ ...topology, regions: [...topology.regions, long] }, name);
    const named = children.flatMap(({ type, inputs }) => (inputs.name && !/RecordSet/.test(type) ? [inputs.name] : []));
    expect(named.length).toBeGreaterThan(20);
    for (const one of named) expect(one).toMatch(/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/);
    for (const { inputs } of children.filter(({ type }) => type.endsWith(":Account")))
      expect(inputs.accountId).toMatch(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/);
    for (const { inputs } of children.filter(({ type }) => type === compute("RegionInstanceTemplate")))
      expect(String(inputs.namePrefix).length).toBeLessThanOrEqual(37);
  });
});

describe("a gateway", () => {
  it("is a group of one machine in its own zone, made anew as it was when it dies", () => {
    const groups = built.of(compute("InstanceGroupManager"));
    expect(groups.map(({ inputs }) => inputs.zone)).toEqual(["europe-west3-a", "europe-west3-b"]);
    for (const { inputs, name } of groups) {
      // The size is that of its configurations of instances.
      expect(inputs.targetSize).toBeUndefined();
      expect(inputs.versions).toEqual([{ instanceTemplate: `${name}-template` }]);
      expect(inputs.autoHealingPolicies).toMatchObject({ healthCheck: "meridian-production-eu-west-mesh-machine-id" });
      expect(inputs.updatePolicy).toMatchObject({
        replacementMethod: "RECREATE",
        maxSurgeFixed: 0,
        maxUnavailableFixed: 1,
      });
      expect(inputs).toMatchObject({ waitForInstances: true, waitForInstancesStatus: "UPDATED" });
    }
  });

  it("keeps the plan's address in the VPC and a public one", async () => {
    const prefix = "meridian-production-eu-west-mesh";
    const inside = built.of(compute("Address")).filter(({ inputs }) => inputs.addressType === "INTERNAL");
    expect(inside.map(({ inputs }) => inputs.address)).toEqual(
      expect.arrayContaining(built.plan.gateways.map(({ vpcAddress }) => vpcAddress)),
    );
    expect(built.of(compute("PerInstanceConfig")).map(({ inputs }) => inputs)).toEqual(
      ["a", "b"].map((zone, position) => ({
        project: built.context.region.account,
        zone: `europe-west3-${zone}`,
        instanceGroupManager: `${prefix}-${position + 1}`,
        name: `${prefix}-${position + 1}`,
        preservedState: {
          internalIps: [
            {
              interfaceName: "nic0",
              autoDelete: "NEVER",
              ipAddress: { address: `${prefix}-${position + 1}-inside-link` },
            },
          ],
          externalIps: [
            { interfaceName: "nic0", autoDelete: "NEVER", ipAddress: { address: `${prefix}-${position + 1}-link` } },
          ],
        },
        removeInstanceOnDestroy: true,
      })),
    );
    expect(built.mesh.gateways.map(({ name }) => name)).toEqual(["mesh-eu-west-1", "mesh-eu-west-2"]);
    expect(await Promise.all(built.mesh.gateways.map(({ address }) => told(address)))).toEqual([
      "198.51.100.1",
      "198.51.100.2",
    ]);
  });

  it("forwards packets, and nobody gets into it", () => {
    for (const { inputs } of built.of(compute("RegionInstanceTemplate"))) {
      expect(inputs).toMatchObject({
        canIpForward: true,
        tags: ["meridian-public", "meridian-mesh"],
        shieldedInstanceConfig: { enableSecureBoot: true, enableVtpm: true, enableIntegrityMonitoring: true },
        metadata: { "block-project-ssh-keys": "TRUE", "enable-oslogin": "TRUE", "serial-port-enable": "FALSE" },
        disks: [
          {
            sourceImage: "debian-cloud/debian-12",
            diskEncryptionKey: { kmsKeySelfLink: keyIn("europe-west3", "disks") },
          },
        ],
        networkInterfaces: [{ nicType: "GVNIC", accessConfigs: [{ networkTier: "PREMIUM" }] }],
      });
    }
  });

  it("boots by a script that a change of the mesh leaves as it is", async () => {
    const scriptsOf = ({ of }: Built) =>
      of(compute("RegionInstanceTemplate")).map(
        ({ inputs }) => (inputs.metadata as Record<string, string>)["startup-script"],
      );
    const [script = "", other] = scriptsOf(built);
    expect(script).toMatch(/^#!\/bin\/bash\n/);
    expect(script).toContain(
      "secretmanager.europe-west3.rep.googleapis.com/v1/projects/meridian-eu-west/locations/europe-west3",
    );
    expect(script).toContain("/secrets/mesh-1/versions/latest:access");
    expect(other).toContain("/secrets/mesh-2/versions/latest:access");
    const topology = meshTopology();
    const more = withKeys(fixtureRegion({ name: "more", number: 9, network: { cidr: "10.9.0.0/16" } }));
    expect(scriptsOf(await build({ ...topology, regions: [...topology.regions, more] }, "eu-west"))).toEqual(
      scriptsOf(built),
    );
  });

  it("has an account of its own, which reads its own secret and tells of itself", () => {
    const accounts = built.of("gcp:serviceaccount/account:Account").map(({ inputs }) => inputs.accountId);
    expect(new Set(accounts).size).toBe(2);
    const members = accounts.map((account) => `serviceAccount:${account}@project.iam.gserviceaccount.com`);
    expect(
      built
        .of("gcp:secretmanager/regionalSecretIamMember:RegionalSecretIamMember")
        .map(({ inputs }) => [inputs.secretId, inputs.role, inputs.member]),
    ).toEqual(
      members.map((member, position) => [
        `projects/meridian-eu-west/locations/europe-west3/secrets/mesh-${position + 1}`,
        "roles/secretmanager.secretAccessor",
        member,
      ]),
    );
    const roles = built.of("gcp:projects/iAMMember:IAMMember").map(({ inputs }) => inputs.role);
    expect([...new Set(roles)].sort()).toEqual(["roles/logging.logWriter", "roles/monitoring.metricWriter"]);
  });
});

describe("routes to the other regions", () => {
  it("lead to one load balancer: to the first gateway, and to the others when it is gone", () => {
    const routes = built.of(compute("Route")).map(({ inputs }) => inputs);
    expect(routes.map(({ destRange }) => destRange)).toEqual(["10.1.0.0/16", "10.3.0.0/16"]);
    const rule = only(built.of(compute("ForwardingRule")));
    for (const route of routes) {
      expect(route.nextHopIlb).toBe(`${rule.name}-id`);
      // A route with tags would have to name its balancer by address, and everybody in the VPC takes it.
      expect(route.tags).toBeUndefined();
    }
    expect(rule.inputs).toMatchObject({ loadBalancingScheme: "INTERNAL", allPorts: true, ipProtocol: "TCP" });
    expect(only(built.of(compute("RegionBackendService"))).inputs).toMatchObject({
      protocol: "TCP",
      backends: [
        { group: "meridian-production-eu-west-mesh-1-group", balancingMode: "CONNECTION", failover: false },
        { group: "meridian-production-eu-west-mesh-2-group", balancingMode: "CONNECTION", failover: true },
      ],
      failoverPolicy: { disableConnectionDrainOnFailover: true, dropTrafficIfUnhealthy: false },
      connectionTrackingPolicy: { connectionPersistenceOnUnhealthyBackends: "NEVER_PERSIST" },
    });
  });

  it("leave a gateway within 30 s, long before its machine is made anew", () => {
    const checks = new Map(built.of(compute("RegionHealthCheck")).map(({ name, inputs }) => [name, inputs]));
    const seconds = (purpose: string) => {
      const inputs = checks.get(`meridian-production-eu-west-${purpose}`) ?? expect.fail(purpose);
      const { checkIntervalSec, timeoutSec, unhealthyThreshold } = inputs as Record<string, number>;
      return ((checkIntervalSec ?? 0) + (timeoutSec ?? 0)) * (unhealthyThreshold ?? 0);
    };
    expect(seconds("mesh-tunnels")).toBeLessThanOrEqual(20);
    expect(seconds("mesh-machine")).toBeGreaterThan(2 * seconds("mesh-tunnels"));
  });

  it("are none where there is no other region yet", async () => {
    const topology = meshTopology();
    const alone = await build(
      { ...topology, regions: topology.regions.filter(({ name }) => name === "eu-west") },
      "eu-west",
    );
    expect(alone.of(compute("Route"))).toEqual([]);
    expect(alone.of(compute("ForwardingRule"))).toEqual([]);
    expect(alone.of(compute("PerInstanceConfig"))).toHaveLength(2);
  });
});

describe("the firewall", () => {
  it("lets the internet in at WireGuard's port only, and to gateways only", () => {
    const open = built
      .of(compute("Firewall"))
      .filter(({ inputs }) => JSON.stringify(inputs.sourceRanges ?? []).includes("0.0.0.0/0"));
    expect(only(open).inputs).toMatchObject({
      direction: "INGRESS",
      allows: [{ protocol: "udp", ports: ["51820"] }],
      targetTags: ["meridian-mesh"],
    });
  });

  it("lets nodes and other regions speak to one another, and to nobody else", () => {
    const nodes = built
      .of(compute("Firewall"))
      .filter(({ inputs }) => JSON.stringify(inputs.targetTags) === '["meridian-private"]');
    const regions = ["10.1.0.0/16", "10.3.0.0/16"];
    expect(nodes.map(({ inputs }) => inputs.sourceRanges ?? inputs.destinationRanges)).toEqual([regions, regions]);
    expect(
      firewallRules({ ...built.plan, remoteCidrs: [] }, "10.2.0.0/16").filter(({ members }) => members === "nodes"),
    ).toEqual([]);
  });
});

describe("Secret Manager's endpoint", () => {
  it("is reached by an address of the VPC, and its name leads there", () => {
    const host = "secretmanager.europe-west3.rep.googleapis.com";
    expect(only(built.of("gcp:networkconnectivity/regionalEndpoint:RegionalEndpoint")).inputs).toMatchObject({
      targetGoogleApi: host,
      accessType: "REGIONAL",
    });
    expect(only(built.of("gcp:dns/managedZone:ManagedZone")).inputs).toMatchObject({
      dnsName: `${host}.`,
      visibility: "private",
    });
    expect(only(built.of("gcp:dns/recordSet:RecordSet")).inputs).toMatchObject({ type: "A", rrdatas: ["10.2.144.9"] });
  });
});

describe("addresses", () => {
  it("lie in the public tier and are nobody's twice, whatever the region's number", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 254 }), fc.integer({ min: 2, max: 3 }), (number, gateways) => {
        const region = withKeys(fixtureRegion({ number, network: { cidr: `10.${number}.0.0/16` } }), gateways);
        const shared = fixtureShared();
        const network = networkPlan(shared, region);
        const plan =
          regionMesh({ ...meshTopology(), shared, regions: [region] }, region.name) ?? expect.fail("no mesh");
        const ours = (["routes", "secrets"] as const).map((purpose) => meshAddress({ plan: network }, purpose));
        const all = [...plan.gateways.map(({ vpcAddress }) => vpcAddress), ...ours];
        expect(new Set(all).size).toBe(gateways + 2);
        for (const address of all) expect(new Netmask(network.tiers.public).contains(address), address).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the machine", () => {
  const gbps = (...speeds: (number | undefined)[]) => ({
    tunnels: speeds.map((speed) => (speed === undefined ? {} : { bitsPerSecond: speed * 1e9 })),
  });
  const typeFor = (...speeds: (number | undefined)[]) =>
    machineType(gbps(...speeds) as unknown as Parameters<typeof machineType>[0]);

  it("is the smallest that carries the largest tunnel", () => {
    expect(typeFor()).toBe("e2-highcpu-2");
    expect(typeFor(undefined, 1)).toBe("e2-highcpu-2");
    expect(typeFor(4, 1)).toBe("e2-highcpu-2");
    expect(typeFor(1, 5)).toBe("e2-highcpu-4");
  });

  it("is the one that sends most where no machine carries it", () => {
    expect(typeFor(10)).toBe("e2-highcpu-4");
    expect(flowLimit).toBeLessThan(outsideLimit);
  });
});

describe("scripts", () => {
  const { fetch, takeRoutes } = cloudScripts("europe-west3", "projects/p/locations/l/secrets/s");

  it("are shell that parses", () => {
    for (const script of [fetch, takeRoutes])
      expect(() => execFileSync("bash", ["-n"], { input: script })).not.toThrow();
  });

  it("write the bundle and nothing else, and fail where the cloud refuses", () => {
    const bin = mkdtempSync(join(tmpdir(), "meridian-fetch-"));
    const stub = `#!/bin/bash
case "$*" in
  *computeMetadata*) echo '{"access_token": "a-token"}' ;;
  *secrets/s/versions/latest:access*) [ "$(cat)" = "Authorization: Bearer \${WANTED}" ] || exit 22; echo '{"payload": {"data": "e30="}}' ;;
esac
`;
    try {
      writeFileSync(join(bin, "curl"), stub, { mode: 0o755 });
      const run = (wanted: string) =>
        spawnSync("bash", ["-s"], {
          input: fetch,
          encoding: "utf8",
          env: { ...process.env, PATH: `${bin}:${process.env.PATH}`, WANTED: wanted },
        });
      expect(run("a-token")).toMatchObject({ status: 0, stdout: "{}", stderr: "" });
      const refused = run("another");
      expect(refused.status).not.toBe(0);
      expect(refused.stdout).toBe("");
    } finally {
      rmSync(bin, { recursive: true });
    }
  });

  it("give the token to no argument of a program", () => {
    const calls = fetch.split("\n").filter((line) => line.includes("$token"));
    expect(calls).toEqual([expect.stringMatching(/^printf /)]);
  });
});
