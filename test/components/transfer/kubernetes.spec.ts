/** The objects of a job, held against the sandbox's Kubernetes. */
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../sandbox/core/world";
import { kubernetes } from "../../../sandbox/models/kubernetes";
import type { WorkloadIdentity } from "../../../src/components/identity";
import { createOutbound } from "../../../src/components/transfer";
import type { Region } from "../../../src/topology/schema";
import { driver } from "../../sandbox/core/harness";
import { inSandbox } from "../../sandbox/models/component";
import { contextOf, edgesOf, regionOf, singapore, storageOf } from "./fixture";

const at = { account: "cluster", region: "" };

class Provider extends pulumi.ProviderResource {}
class Identity extends pulumi.ComponentResource implements WorkloadIdentity {
  readonly annotations = {};
  readonly podLabels = {};
}

/** A cluster with what the workloads bring: the namespace and the priority class. */
function cluster(): SandboxWorld {
  const world = SandboxWorld.inMemory();
  const here = driver(kubernetes, at, world, "workloads");
  here.make("kubernetes:core/v1:Namespace", "system", { metadata: { name: "meridian-system" } });
  here.make("kubernetes:scheduling.k8s.io/v1:PriorityClass", "batch", {
    metadata: { name: "meridian-batch" },
    value: 1,
  });
  return world;
}

async function build(from: Region, to: Region) {
  const { made } = await inSandbox(
    kubernetes,
    at,
    async () => {
      const provider = new Provider("kubernetes", "cluster", {});
      await createOutbound(
        contextOf(from),
        { kubernetesProvider: provider, cloudProvider: provider },
        {
          edges: edgesOf(from, to),
          storage: storageOf(from),
          registry: { mirrored: (_: string, image: string) => pulumi.output(`mirror.test/${image}`) } as never,
          identity: ({ purpose }) => new Identity("test:identity:Identity", purpose),
        },
      );
    },
    {},
    cluster(),
  );
  return made.map(({ type }) => type);
}

describe("a job in the cluster", () => {
  const [us, eu, sg] = [regionOf("us-east"), regionOf("eu-west"), singapore()];

  it.each([
    [us, eu],
    [eu, us],
    [eu, sg],
    [sg, us],
    [sg, eu],
  ])("is taken by the API server, from $cloud", async (from, to) => {
    expect((await build(from, to)).sort()).toEqual([
      "kubernetes:batch/v1:CronJob",
      "kubernetes:core/v1:ConfigMap",
      "kubernetes:core/v1:ServiceAccount",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
    ]);
  });
});
