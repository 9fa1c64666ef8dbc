/** Add-ons as Helm releases: pinned charts, and images of the region's own registry. */
import { Release } from "@pulumi/kubernetes/helm/v3/release";
import * as pulumi from "@pulumi/pulumi";
import { criticalAddonsTaint, poolLabel } from "../../plan/cluster";
import { type Chart, type Image, imageReference } from "../../plan/images";
import { chartsAreCopied } from "../../plan/registry";
import { Component, type RegionContext } from "../component";
import type { Registry } from "../registry/contract";

export interface ChartOptions {
  readonly namespace: pulumi.Input<string>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly dependsOn?: readonly pulumi.Resource[];
}

export type InstallChart = (name: string, chart: Chart, options: ChartOptions) => Release;

/** Values that put a chart's pods onto the system pool. */
export const onSystemPool = {
  nodeSelector: { [poolLabel]: "system" },
  tolerations: [{ key: criticalAddonsTaint.key, operator: "Exists", effect: criticalAddonsTaint.effect }],
};

/** Seconds until a release that does not become ready is given up and taken back. */
const timeoutSeconds = 600;

export class Charts extends Component {
  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    private readonly registry: Registry,
  ) {
    super("meridian:workloads:Charts", context.region.name, provider);
    this.registerOutputs({});
  }

  readonly install: InstallChart = (name, chart, { namespace, values, dependsOn = [] }) =>
    new Release(
      `${this.context.region.name}-${name}`,
      {
        name,
        namespace,
        ...this.source(chart),
        version: chart.version,
        values: { ...values },
        atomic: true,
        timeout: timeoutSeconds,
      },
      // A release keeps its name, and its objects theirs.
      this.child({ dependsOn: [...dependsOn], deleteBeforeReplace: true }),
    );

  private source({ name, origin, mirror }: Chart): { chart: pulumi.Input<string>; repositoryOpts?: { repo: string } } {
    if (chartsAreCopied(this.context.region))
      return { chart: pulumi.interpolate`oci://${this.registry.mirrored(mirror.source, mirror.repository)}` };
    return origin.startsWith("oci://") ? { chart: origin } : { chart: name, repositoryOpts: { repo: origin } };
  }
}

/** The image in the region's registry, tag included. */
export const imageIn = (registry: Registry, image: Image): pulumi.Output<string> =>
  registry.mirrored(image.source, imageReference(image));

/** The same in the two parts that most charts want. */
export const splitImageIn = (registry: Registry, { source, repository, tag }: Image) => ({
  repository: registry.mirrored(source, repository),
  tag,
});
