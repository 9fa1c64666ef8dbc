/** What differs between the clouds inside the cluster: the contract and the choice by cloud. */
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Integration, IntegrationArgs } from "./contract";

export type { Integration, IntegrationArgs } from "./contract";

type Integrate = (context: RegionContext, args: IntegrationArgs) => Integration;

const integrations: Record<Cloud, () => Promise<Integrate>> = {
  aws: async () => (await import("./aws")).integrateEks,
  gcp: async () => (await import("./gcp")).integrateGke,
  alicloud: async () => (await import("./alicloud")).integrateAck,
};

export const integrationOf = ({ region }: RegionContext): Promise<Integrate> => integrations[region.cloud]();
