/** A region's registry as its names can be told before it is there, and what it has to be given. Pure. */
import type { Cloud } from "../facts/locations";
import type { Region, Shared, Topology } from "../topology/schema";
import { clusterPlan } from "./cluster";
import { type Chart, charts, clusterAutoscalerImage, type Image, imageReference, images } from "./images";
import { networkPlan } from "./network";
import { alicloudRegistryPlan } from "./registry/alicloud";
import { awsRegistryPlan } from "./registry/aws";
import type { RegistryPlan } from "./registry/contract";
import { gcpRegistryPlan } from "./registry/gcp";
import { objectEdges } from "./replication";
import { transfersFrom } from "./transfer";

const plans: Readonly<Record<Cloud, (shared: Shared, region: Region) => RegistryPlan>> = {
  aws: awsRegistryPlan,
  gcp: gcpRegistryPlan,
  alicloud: alicloudRegistryPlan,
};

export const registryPlan = (shared: Shared, region: Region): RegistryPlan => plans[region.cloud](shared, region);

/** What has to be put into a region's registry by hand, as no cache brings it. */
export type Copy =
  /** Between two registries: an image, or a chart that its project has in one. */
  | { readonly kind: "image" | "chart"; readonly source: string; readonly destination: string }
  /** A chart that its project has in a repository over HTTPS only. */
  | { readonly kind: "packaged-chart"; readonly source: string; readonly destination: string; readonly chart: Chart }
  /** The service's own image, from whoever built it. */
  | { readonly kind: "own"; readonly destination: string };

/** Pods wait for it, and releases of charts give up. */
export function copiesFor(topology: Topology, region: Region): readonly Copy[] {
  const plan = registryPlan(topology.shared, region);
  return [
    { kind: "own", destination: plan.own(topology.shared.workloads.image) },
    ...imagesOf(topology, region)
      .filter(({ source, repository }) => !plan.fillsItself(source, repository))
      .map(
        (image): Copy => ({
          kind: "image",
          source: `${image.source}/${imageReference(image)}`,
          destination: plan.mirrored(image.source, imageReference(image)),
        }),
      ),
    ...chartsOf(region).flatMap((chart) => chartCopy(plan, chart)),
  ];
}

/** What pods of the region are made of, the cloud's own add-ons left out, which come from the cloud. */
function imagesOf(topology: Topology, region: Region): readonly Image[] {
  const { rclone, ...everywhere } = images;
  const { version } = clusterPlan(topology.shared, region, networkPlan(topology.shared, region));
  const transfers = transfersFrom(objectEdges(topology), region);
  return [
    ...Object.values(everywhere),
    ...(transfers.length > 0 ? [rclone] : []),
    ...(region.cloud === "aws" ? [clusterAutoscalerImage(version)] : []),
  ];
}

const chartsOf = (region: Region): readonly Chart[] =>
  chartsAreCopied(region)
    ? Object.values<Chart>(charts).filter(({ cloud }) => cloud === undefined || cloud === region.cloud)
    : [];

/** An isolated region's runner asks nobody outside, not even for a chart; elsewhere it comes from its project. */
export const chartsAreCopied = ({ isolated }: Pick<Region, "isolated">): boolean => isolated;

function chartCopy(plan: RegistryPlan, chart: Chart): readonly Copy[] {
  const { origin, mirror, name, version } = chart;
  const destination = `${plan.mirrored(mirror.source, mirror.repository)}:${version}`;
  if (!origin.startsWith("oci://"))
    return [{ kind: "packaged-chart", source: `${origin} ${name} ${version}`, destination, chart }];
  if (plan.fillsItself(mirror.source, mirror.repository)) return [];
  return [{ kind: "chart", source: `${origin.slice("oci://".length)}:${version}`, destination }];
}
