/** A region's registry on Google Cloud: a repository of the service's own images, and a cache for each upstream registry. */
import { Repository, type RepositoryArgs } from "@pulumi/gcp/artifactregistry/repository";
import * as pulumi from "@pulumi/pulumi";
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
  /** Where repositories of this location and project answer. */
  private readonly host: string;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, { keys }: Pick<RegistryArgs, "keys">) {
    const { naming, region, protect } = context;
    super("meridian:registry:GcpRegistry", naming.name("registry"), provider);
    const scope = { naming, project: region.account, child: () => this.child() };
    const apis = enableApis(scope, "registry", ["artifactregistry", "containerscanning"]);
    this.host = `${region.location}-docker.pkg.dev/${region.account}`;
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
          repositoryId: naming.name(purpose),
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
      "images",
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
        `mirror-${upstream.replaceAll(".", "-")}`,
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
    return this.at(this.images, image);
  }

  mirrored(upstream: Upstream, image: string): pulumi.Output<string> {
    // Docker Hub's official images lie below `library/`, which clients of a mirror have to say.
    const official = upstream === "docker.io" && !image.includes("/");
    return this.at(this.mirrors[upstream], official ? `library/${image}` : image);
  }

  private at(repository: Repository, image: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.host}/${repository.repositoryId}/${image}`;
  }
}
