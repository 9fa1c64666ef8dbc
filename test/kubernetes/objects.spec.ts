/** Every object that the program registers, on each cloud, made in a real API server under strict validation. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkout } from "../../ops/paths";
import { modelledKinds } from "../../sandbox/models/kubernetes/kinds";
import { clouds } from "../../src/facts/locations";
import { charts } from "../../src/plan/images";
import { workloadsOf } from "../components/workloads/objects";
import { fixtureShared } from "../fixtures/topology";
import { regionOn } from "../fixtures/workloads";
import { secretProviderClass } from "./definitions";
import { schemasOf, written } from "./schemas";
import { ApiServer, type KubernetesObject } from "./server";
import { missing, pinnedDefinitions, toolchain } from "./toolchain";

const reason = await missing();
const name = reason ? `a real API server (left out: ${reason})` : "a real API server";
const schemasFile = path.join(checkout, "sandbox", "models", "kubernetes", "schemas.json");

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

  it("is given the definitions of the very charts that are installed", async () => {
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

  // Names that differ by cloud let all three into one cluster.
  describe.each(clouds)("of a region on %s", (cloud) => {
    it("takes every object, warns of none, and refuses one that is wrong", async () => {
      const { kubernetes } = await workloadsOf(regionOn[cloud](), fixtureShared({ service: `on-${cloud}` }));
      const objects = kubernetes
        .filter(({ type }) => type !== "kubernetes:helm.sh/v3:Release")
        .map(({ inputs }) => inputs as unknown as KubernetesObject);
      const refused: string[] = [];
      for (const object of objects) {
        const { status, warnings, body } = await server.create(object);
        const says = status === 201 ? warnings : [String(body.message), ...warnings];
        refused.push(...says.map((words) => `${object.kind} ${object.metadata.name}: ${words}`));
      }
      expect(refused).toEqual([]);
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
});
