/** A region on AWS with its gateways, for specs. */
import * as pulumi from "@pulumi/pulumi";
import { AwsMesh } from "../../src/components/mesh/aws";
import { AwsNetwork } from "../../src/components/network/aws";
import { AwsSecretStore } from "../../src/components/secrets/aws";
import { type RegionMesh, regionMesh } from "../../src/plan/mesh";
import type { Topology } from "../../src/topology/schema";
import { meshTopology, withKeys } from "../fixtures/mesh";
import { fixtureContext, fixtureRegion } from "../fixtures/topology";
import { awsPlace } from "./aws-keys";
import { awsRegion } from "./aws-region";

/** us-east on AWS, eu-west and apac elsewhere, and as many more as are asked for. */
export function awsMeshTopology(more = 0): Topology {
  const { regions, ...rest } = meshTopology();
  const others = Array.from({ length: more }, (_, index) =>
    withKeys(
      fixtureRegion({ name: `more-${index}`, number: 10 + index, network: { cidr: `10.${10 + index}.0.0/16` } }),
    ),
  );
  const usEast = withKeys(awsRegion());
  return { ...rest, regions: [usEast, ...regions.filter(({ name }) => name !== usEast.name), ...others] };
}

export function planOf(topology: Topology): RegionMesh {
  const plan = regionMesh(topology, "us-east");
  if (!plan) throw new Error("us-east has no mesh");
  return plan;
}

export const bundleOf = (gateway: { readonly name: string }): string => `bundle of ${gateway.name}`;

export function buildAwsMesh(topology: Topology = awsMeshTopology()): AwsMesh {
  const [region = awsRegion()] = topology.regions;
  const context = fixtureContext(region, topology.shared);
  const { provider, keys } = awsPlace(context);
  const plan = planOf(topology);
  return new AwsMesh(context, provider, {
    plan,
    keys,
    network: new AwsNetwork(context, provider, { keys }),
    secrets: new AwsSecretStore(context, provider, { keys }),
    bundles: plan.gateways.map((gateway) => pulumi.secret(bundleOf(gateway))),
  });
}
