/** The workloads of a region on each cloud, run once against Pulumi's mocks. */
import * as pulumi from "@pulumi/pulumi";
import type { IdentityArgs } from "../../../src/components/identity";
import { createKubernetesProvider } from "../../../src/components/provider/kubernetes";
import { createWorkloads } from "../../../src/components/workloads";
import type { Cloud } from "../../../src/facts/locations";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { fakeArgs, regionOn } from "../../fixtures/workloads";
import { type Registration, registrations } from "../harness";

export interface Registered {
  readonly all: readonly Registration[];
  readonly kubernetes: readonly Registration[];
  readonly identities: readonly IdentityArgs[];
}

class CloudProvider extends pulumi.ProviderResource {
  constructor(cloud: Cloud, name: string) {
    super(cloud, name, {});
  }
}

/** What the workloads of a region register, secrets as Pulumi marks them. */
export async function workloadsOf(region: Region, shared = fixtureShared()): Promise<Registered> {
  const identities: IdentityArgs[] = [];
  const all = await registrations(async () => {
    const context = fixtureContext(region, shared);
    const args = fakeArgs(context, identities);
    const cloudProvider = new CloudProvider(region.cloud, region.name);
    const kubernetesProvider = createKubernetesProvider(args.cluster, `${region.name}-kubernetes`);
    await createWorkloads(context, { cloudProvider, kubernetesProvider }, args);
  });
  return { all, identities, kubernetes: all.filter(({ type }) => type.startsWith("kubernetes:")) };
}

export const workloadsOn = (cloud: Cloud, overrides?: Partial<Region>): Promise<Registered> =>
  workloadsOf(regionOn[cloud](overrides));
