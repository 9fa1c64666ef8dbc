/** The registry of a region on AWS: ECR, with caches of the upstreams that let anybody in. */
import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy";
import { PullThroughCacheRule } from "@pulumi/aws/ecr/pullThroughCacheRule";
import { Repository } from "@pulumi/aws/ecr/repository";
import { RepositoryCreationTemplate } from "@pulumi/aws/ecr/repositoryCreationTemplate";
import { RepositoryPolicy } from "@pulumi/aws/ecr/repositoryPolicy";
import * as pulumi from "@pulumi/pulumi";
import { type AwsRegistryPlan, awsRegistryPlan, type Cache, caches, placeOf } from "../../plan/registry/aws";
import { createRole } from "../aws/roles";
import { type Site, siteOf } from "../aws/site";
import { Component, type RegionContext } from "../component";
import { creationGrants, creationTrust, lifecycle, ownAccountOnly } from "./aws/policies";
import type { Registry, RegistryArgs, Upstream } from "./contract";

export class AwsRegistry extends Component implements Registry {
  readonly id: pulumi.Output<string>;
  private readonly plan: AwsRegistryPlan;
  /** Known once the service's is there. */
  private readonly repositories: pulumi.Output<string>;
  private readonly caches: Readonly<Record<Cache, pulumi.Output<string>>>;

  constructor(context: RegionContext, provider: pulumi.ProviderResource, args: Pick<RegistryArgs, "keys">) {
    super("meridian:registry:AwsRegistry", context.region.name, provider);
    const site = siteOf(context, context.region.name, (opts) => this.child(opts));
    this.plan = awsRegistryPlan(context.shared, context.region);
    const { prefix } = this.plan;
    const key = args.keys.keys.registry;

    const repository = createRepository(site, `${prefix}/${repositoryOf(context.shared.workloads.image)}`, key);
    const template = createTemplate(site, prefix, key);
    // A repository that is made before the template has none of its settings.
    const rules = createCaches(site, prefix, template);

    this.repositories = repository.repositoryUrl.apply(() => `${this.plan.host}/${prefix}`);
    this.caches = rules;
    this.id = repository.arn.apply((arn) => `${arn.slice(0, arn.indexOf(":repository/"))}:repository/${prefix}`);
    this.registerOutputs({ id: this.id, repositories: this.repositories });
  }

  own(image: string): pulumi.Output<string> {
    return this.repositories.apply(() => this.plan.own(image));
  }

  mirrored(upstream: Upstream, image: string): pulumi.Output<string> {
    const { cache } = placeOf(upstream, image);
    // Not before the cache is there, without which the first pull fails.
    const there = pulumi.all([this.repositories, cache && this.caches[cache]]);
    return there.apply(() => this.plan.mirrored(upstream, image));
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
