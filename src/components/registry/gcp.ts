/** A region's registry on Google Cloud: a repository of the service's own images, and a cache for each upstream registry. */
import { Repository, type RepositoryArgs } from "@pulumi/gcp/artifactregistry/repository";
import type * as pulumi from "@pulumi/pulumi";
import { type GcpRegistryPlan, gcpRegistryPlan, mirrorPurpose, ownPurpose } from "../../plan/registry/gcp";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import type { RegistryArgs } from "./contract";
import { type Registry, type Upstream, upstreams } from "./contract";
import { cleanMirror, cleanOwn, remoteOf } from "./gcp/policies";

export class GcpRegistry extends Component implements Registry {
  /** Of the repository of own images. */
  readonly id: pulumi.Output<string>;
  /** Resource names of all five repositories: nodes have to read each of them. */
  readonly repositories: readonly pulumi.Output<string>[];
  private readonly images: Repository;
  private readonly mirrors: Readonly<Record<Upstream, Repository>>;
  private readonly plan: GcpRegistryPlan;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { keys }: Pick<RegistryArgs, "keys">) {
    const { naming, region, protect } = context;
    super("meridian:registry:GcpRegistry", naming.name("registry"), provider);
    const scope = { naming, project: region.account, child: () => this.child() };
    const apis = enableApis(scope, "registry", ["artifactregistry", "containerscanning"]);
    this.plan = gcpRegistryPlan(context.shared, region);
    const create = (
      purpose: string,
      args: Pick<RepositoryArgs, "description"> & Partial<RepositoryArgs>,
      keep: boolean,
    ) =>
      new Repository(
        naming.name(purpose),
        {
          project: region.account,
          location: region.location,
          repositoryId: this.plan.repositoryId(purpose),
          format: "DOCKER",
          kmsKeyName: keys.keys.registry,
          cleanupPolicyDryRun: false,
          vulnerabilityScanningConfig: { enablementConfig: "INHERITED" },
          labels: naming.tags,
          ...args,
        },
        // An id is one repository's.
        this.child({
          dependsOn: [apis.artifactregistry, apis.containerscanning],
          deleteBeforeReplace: true,
          protect: keep,
        }),
      );

    this.images = create(
      ownPurpose,
      {
        description: "The service's own images",
        mode: "STANDARD_REPOSITORY",
        dockerConfig: { immutableTags: true },
        cleanupPolicies: cleanOwn,
      },
      protect,
    );
    const mirrors = upstreams.map((upstream) => [
      upstream,
      create(
        mirrorPurpose(upstream),
        {
          description: `What was pulled of ${upstream}`,
          mode: "REMOTE_REPOSITORY",
          remoteRepositoryConfig: remoteOf(upstream),
          cleanupPolicies: cleanMirror,
        },
        // A cache fills itself again.
        false,
      ),
    ]);
    this.mirrors = Object.fromEntries(mirrors) as Record<Upstream, Repository>;
    this.id = this.images.id;
    this.repositories = [this.images, ...upstreams.map((upstream) => this.mirrors[upstream])].map(({ id }) => id);
    this.registerOutputs({ id: this.id, repositories: this.repositories });
  }

  own(image: string): pulumi.Output<string> {
    return told(this.images, this.plan.own(image));
  }

  mirrored(upstream: Upstream, image: string): pulumi.Output<string> {
    return told(this.mirrors[upstream], this.plan.mirrored(upstream, image));
  }
}

/** Once the repository is there. */
const told = (repository: Repository, reference: string): pulumi.Output<string> =>
  repository.repositoryId.apply(() => reference);
