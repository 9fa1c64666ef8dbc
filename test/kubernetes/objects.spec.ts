/** Every object that the program registers, on each cloud, made in a real API server under strict validation. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout } from "../../ops/paths";
import { modelledKinds } from "../../sandbox/models/kubernetes/kinds";
import type { WorkloadIdentity } from "../../src/components/identity";
import { createOutbound } from "../../src/components/transfer";
import { clouds } from "../../src/facts/locations";
import { charts } from "../../src/plan/images";
import type { Region } from "../../src/topology/schema";
import { type Registration, registrations } from "../components/harness";
import { contextOf, edgesOf, regionOf, shared, singapore, storageOf } from "../components/transfer/fixture";
import { workloadsOf } from "../components/workloads/objects";
import { fixtureShared } from "../fixtures/topology";
import { regionOn } from "../fixtures/workloads";
import { secretProviderClass } from "./definitions";
import { schemasOf, written } from "./schemas";
import { ApiServer, type KubernetesObject } from "./server";
import { kubernetesVersion, missing, pinnedDefinitions, toolchain } from "./toolchain";

const reason = await missing();
const name = reason ? `a real API server (left out: ${reason})` : "a real API server";
const schemasFile = path.join(checkout, "sandbox", "models", "kubernetes", "schemas.json");

/** What goes to the API server as it is: releases are the provider's own. */
const objectsOf = (all: readonly Registration[]) =>
  all
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== "kubernetes:helm.sh/v3:Release")
    .map(({ inputs }) => inputs as unknown as KubernetesObject);

describe.skipIf(reason)(name, () => {
  let server: ApiServer;

  beforeAll(async () => {
    const tools = await toolchain();
    const files = (await readdir(tools.definitions)).map((file) =>
      readFile(path.join(tools.definitions, file), "utf8"),
    );
    server = await ApiServer.start(tools);
    await server.define([...(await Promise.all(files)), secretProviderClass]);
  }, 1_800_000);
  afterAll(() => server?.stop());

  it("is of the clusters' version, with the definitions of the very charts that are installed", async () => {
    expect(kubernetesVersion.split(".", 2).join(".")).toBe(fixtureShared().cluster.version);
    const pinned = await pinnedDefinitions();
    expect(Object.fromEntries(pinned)).toEqual({
      "github.com/cert-manager/cert-manager": charts.certManager.version,
      "github.com/envoyproxy/gateway": charts.envoyGateway.version,
      "github.com/kedacore/keda/v2": `v${charts.keda.version}`,
    });
  });

  it("says of itself what the sandbox's models know (WRITE=1 writes it down anew)", async () => {
    const schemas = await schemasOf(server, modelledKinds);
    if (process.env.WRITE) await writeFile(schemasFile, written(schemas));
    expect(JSON.parse(await readFile(schemasFile, "utf8"))).toEqual(schemas);
  });

  /** What the server says of objects, one after the other: nothing where it takes all. */
  async function refusals(objects: readonly KubernetesObject[]): Promise<string[]> {
    const said: string[] = [];
    for (const object of objects) {
      const { status, warnings, body } = await server.create(object);
      const says = status === 201 ? warnings : [String(body.message), ...warnings];
      said.push(...says.map((words) => `${object.kind} ${object.metadata.name}: ${words}`));
    }
    return said;
  }

  // Names that differ by cloud let all three into one cluster.
  describe.each(clouds)("of a region on %s", (cloud) => {
    it("takes every object, warns of none, and refuses one that is wrong", async () => {
      const { kubernetes } = await workloadsOf(regionOn[cloud](), fixtureShared({ service: `on-${cloud}` }));
      const objects = objectsOf(kubernetes);
      expect(await refusals(objects)).toEqual([]);
      expect(objects.length).toBeGreaterThan(45);

      const deployment = objects.find(({ kind }) => kind === "Deployment");
      const wrong = structuredClone(deployment) as KubernetesObject & { spec: Record<string, unknown> };
      Object.assign(wrong.metadata, { name: "wrong" });
      wrong.spec.replica = 3;
      const answer = await server.create(wrong);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain('unknown field "spec.replica"');
    }, 120_000);
  });

  it("takes the jobs that carry objects to other clouds", async () => {
    const [us, eu, sg] = [regionOf("us-east"), regionOf("eu-west"), singapore()];
    for (const [from, to] of [
      [us, eu],
      [eu, us],
      [sg, us],
    ] as const) {
      const service = `from-${from.cloud}`;
      const labels = { "pod-security.kubernetes.io/warn": "restricted" };
      const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: `${service}-system`, labels } };
      const jobs = objectsOf(await transferred(from, to, service));
      expect(await refusals([namespace, ...jobs])).toEqual([]);
      expect(jobs.filter(({ kind }) => kind === "CronJob")).toHaveLength(1);
    }
  });
});

class Provider extends pulumi.ProviderResource {}
class Identity extends pulumi.ComponentResource implements WorkloadIdentity {
  readonly annotations = {};
  readonly podLabels = {};
}

const transferred = (from: Region, to: Region, service: string) =>
  registrations(async () => {
    const provider = new Provider("kubernetes", "cluster", {});
    const mirrored = (_: string, image: string) => pulumi.output(`mirror.test/${image}`);
    await createOutbound(
      contextOf(from, { ...shared, service }),
      { kubernetesProvider: provider, cloudProvider: provider },
      {
        edges: edgesOf(from, to),
        storage: storageOf(from),
        registry: { mirrored } as never,
        identity: ({ purpose }) => new Identity("test:identity:Identity", purpose),
      },
    );
  });
