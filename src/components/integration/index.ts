/** What differs between the clouds inside the cluster: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { Cluster } from "../cluster/contract";
import type { RegionContext } from "../component";
import type { Network } from "../network/contract";
import type { Registry } from "../registry/contract";
import type { InstallChart } from "../workloads/charts";
import type { Integration } from "./contract";

export type { Integration } from "./contract";

export interface IntegrationArgs {
  /** The cloud's own provider. */
  readonly provider: pulumi.ProviderResource;
  readonly cluster: Cluster;
  readonly network: Network;
  readonly registry: Registry;
  readonly install: InstallChart;
}

type Integrate = (context: RegionContext, args: IntegrationArgs) => Integration;

const integrations: Record<Cloud, () => Promise<Integrate>> = {
  aws: async () => (await import("./aws")).integrateEks,
  gcp: async () => (await import("./gcp")).integrateGke,
  alicloud: async () => (await import("./alicloud")).integrateAck,
};

export const integrationOf = ({ region }: RegionContext): Promise<Integrate> => integrations[region.cloud]();
