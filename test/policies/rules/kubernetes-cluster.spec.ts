import { describe, expect, it } from "vitest";
import { kubernetesCluster } from "../../../policies/rules/kubernetes-cluster";
import { analyzeStack, type Given, providerOf, unknown, usEast, worldOf } from "../harness";

const cluster = { type: "aws:eks/cluster:Cluster", name: "cluster", provider: providerOf(usEast) };
const vpc = { type: "aws:ec2/vpc:Vpc", name: "vpc", provider: providerOf(usEast) };
const provider = (...sources: string[]): Given => ({
  type: "pulumi:providers:kubernetes",
  name: "k8s",
  props: { kubeconfig: unknown },
  from: { kubeconfig: sources },
});
const say = async (...given: Given[]) => (await analyzeStack([kubernetesCluster], worldOf(usEast), given)).findings;

describe("kubernetes-cluster", () => {
  it("takes a kubeconfig that comes from the stack's own cluster, known or not", async () => {
    expect(await say(cluster, provider("cluster"))).toEqual([]);
  });

  it("refuses any other kubeconfig", async () => {
    for (const given of [[provider()], [vpc, provider("vpc")], [cluster, provider()]]) {
      expect(await say(...given)).toMatchObject([{ resource: "k8s", mandatory: true }]);
    }
  });
});
