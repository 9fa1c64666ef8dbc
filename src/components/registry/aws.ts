/** The registry of a region on AWS: ECR, with caches of the upstreams that let anybody in. */
import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy";
import { PullThroughCacheRule } from "@pulumi/aws/ecr/pullThroughCacheRule";
import { Repository } from "@pulumi/aws/ecr/repository";
import { RepositoryCreationTemplate } from "@pulumi/aws/ecr/repositoryCreationTemplate";
import { RepositoryPolicy } from "@pulumi/aws/ecr/repositoryPolicy";
import * as pulumi from "@pulumi/pulumi";
import { createRole } from "../aws/roles";
import { type Site, siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { creationGrants, creationTrust, lifecycle, ownAccountOnly } from "./aws/policies";
import { type Cache, caches, placeOf } from "./aws/upstreams";
import type { Registry, RegistryArgs, Upstream } from "./contract";

/** CreatePullThroughCacheRule: 30 characters for prefix, slash and the cache's name. */
const prefixLimit = 24;

export class AwsRegistry extends Component implements Registry {
  readonly id: pulumi.Output<string>;
  private readonly repositories: pulumi.Output<string>;
  private readonly caches: Readonly<Record<Cache, pulumi.Output<string>>>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: Pick<RegistryArgs, "keys">) {
    super("meridian:registry:AwsRegistry", context.region.name, provider);
    const site = siteOf(context, context.region.name, (opts) => this.child(opts));
    const prefix = context.naming.name("images", prefixLimit);
    const key = args.keys.keys.registry;

    const repository = createRepository(site, `${prefix}/${repositoryOf(context.shared.workloads.image)}`, key);
    const template = createTemplate(site, prefix, key);
    // A repository that is made before the template has none of its settings.
    const rules = createCaches(site, prefix, template);

    const host = repository.repositoryUrl.apply((url) => url.slice(0, url.indexOf("/")));
    this.repositories = pulumi.interpolate`${host}/${prefix}`;
    this.caches = rules;
    this.id = repository.arn.apply((arn) => `${arn.slice(0, arn.indexOf(":repository/"))}:repository/${prefix}`);
    this.registerOutputs({ id: this.id, repositories: this.repositories });
  }

  own(image: string): pulumi.Output<string> {
    return pulumi.interpolate`${this.repositories}/${image}`;
  }

  mirrored(upstream: Upstream, image: string): pulumi.Output<string> {
    const { cache, path } = placeOf(upstream, image);
    const place = pulumi.interpolate`${this.repositories}/${path}`;
    // Not before the cache is there, without which the first pull fails.
    return cache ? pulumi.all([place, this.caches[cache]]).apply(([cached]) => cached) : place;
  }
}

/** `meridian/service` of `meridian/service:1.0.0`. */
const repositoryOf = (image: string) => image.replace(/:[^:/]+$/, "");

/** The service's own image. */
function createRepository(site: Site, name: string, key: pulumi.Input<string>): Repository {
  const { region, protect } = site;
  const repository = new Repository(
    site.child("service"),
    {
      name,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key }],
      forceDelete: !protect,
      tags: site.tags("service"),
    },
    // Another key is another repository, of the same name.
    site.options({ protect, deleteBeforeReplace: true }),
  );
  new RepositoryPolicy(
    site.child("service"),
    { repository: repository.name, policy: JSON.stringify(ownAccountOnly(region)) },
    site.options(),
  );
  new LifecyclePolicy(
    site.child("service"),
    { repository: repository.name, policy: JSON.stringify(lifecycle) },
    // A change is a replacement, and a repository has one: deleted last, the old would take the new along.
    site.options({ deleteBeforeReplace: true }),
  );
  return repository;
}

/** How repositories come to be that nobody registers: of the caches on the first pull, of copies on the first push. */
function createTemplate(site: Site, prefix: string, key: pulumi.Output<string>): RepositoryCreationTemplate {
  const { region, naming } = site;
  const inline = key.apply((arn) => creationGrants(region, prefix, arn));
  const role = createRole(site, "repositories", creationTrust, { inline });
  return new RepositoryCreationTemplate(
    site.child("repositories"),
    {
      prefix,
      description: "Caches and copies of others' images",
      appliedFors: ["PULL_THROUGH_CACHE", "CREATE_ON_PUSH"],
      customRoleArn: role.arn,
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key }],
      imageTagMutability: "IMMUTABLE",
      repositoryPolicy: JSON.stringify(ownAccountOnly(region)),
      lifecyclePolicy: JSON.stringify(lifecycle),
      resourceTags: naming.tags,
    },
    site.options({ dependsOn: [...role.grants], deleteBeforeReplace: true }),
  );
}

function createCaches(site: Site, prefix: string, template: RepositoryCreationTemplate) {
  const rule = (cache: Cache) =>
    new PullThroughCacheRule(
      site.child(cache),
      { ecrRepositoryPrefix: `${prefix}/${cache}`, upstreamRegistryUrl: caches[cache] },
      site.options({ dependsOn: [template], deleteBeforeReplace: true }),
    ).ecrRepositoryPrefix;
  return { quay: rule("quay"), k8s: rule("k8s"), hub: rule("hub") };
}
