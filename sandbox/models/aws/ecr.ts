/** Private registries: one an account and location. Images have no model, nor have replication and scanning of the registry. */
import {
  boolean,
  type Field,
  json,
  list,
  type ModelContext,
  map,
  object,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { arn, dnsSuffixOf, fill, items, page, refuse, refuseIf, regional, tagged, text, types } from "./common";
import { statementsOf } from "./documents";
import { kmsKey } from "./kms";
import { anArn } from "./logs";

const part = "[a-z0-9]+(?:[._-][a-z0-9]+)*";
const repositoryName = new RegExp(`^(?:${part}/)*${part}$`);
const prefixName = new RegExp(`^((?:${part}/)*${part}/?|ROOT)$`);

const mutability = () =>
  string({
    default: "MUTABLE",
    oneOf: ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"],
  });
const exclusions = list(
  object({
    filter: string({ required: true, minLength: 1, maxLength: 128, pattern: /^[a-zA-Z0-9._*-]+$/ }),
    filterType: string({ required: true, oneOf: ["WILDCARD"] }),
  }),
  { maxItems: 5 },
);
const encryption = (options: { readonly replaces?: true } = {}): Field =>
  list(
    object({ encryptionType: string({ default: "AES256", oneOf: ["AES256", "KMS", "KMS_DSSE"] }), kmsKey: kmsKey() }),
    { maxItems: 1, ...options },
  );

/** ECR's own reading of a policy on a repository: it names principals and no resource, for it is on one. */
function malformed(property: string, document: string | undefined): readonly Refusal[] {
  if (document === undefined) return [];
  const complaint = (reason: string) =>
    refuse(property, `InvalidParameterException: Invalid repository policy: ${reason}`);
  const statements = statementsOf(document);
  if (statements.length === 0) return complaint("no statement");
  for (const { Effect, Action, NotAction, Principal, NotPrincipal, Resource } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") return complaint("a statement needs the effect Allow or Deny");
    if (Action === undefined && NotAction === undefined) return complaint("a statement needs an action");
    if (Principal === undefined && NotPrincipal === undefined) return complaint("a statement needs a principal");
    if (Resource !== undefined) return complaint("a statement can not have a resource");
  }
  return [];
}

interface LifecycleRule {
  readonly rulePriority?: unknown;
  readonly selection?: { readonly tagStatus?: unknown; readonly countType?: unknown; readonly countUnit?: unknown };
  readonly action?: { readonly type?: unknown };
}

function malformedLifecycle(property: string, document: string | undefined): readonly Refusal[] {
  if (document === undefined) return [];
  const complaint = (reason: string) =>
    refuse(property, `InvalidParameterException: Invalid parameter at 'LifecyclePolicyText': ${reason}`);
  const { rules } = JSON.parse(document) as { rules?: readonly LifecycleRule[] };
  if (!rules?.length) return complaint("Lifecycle policy validation failure: no rule");
  const priorities = rules.map(({ rulePriority }) => rulePriority);
  if (new Set(priorities).size < rules.length) return complaint("Rules can not have the same priority");
  for (const { rulePriority, selection, action } of rules) {
    if (typeof rulePriority !== "number" || rulePriority < 1) return complaint("a rule needs a priority of at least 1");
    if (action?.type !== "expire" && action?.type !== "transition") return complaint("a rule needs the action expire");
    if (!["tagged", "untagged", "any"].includes(String(selection?.tagStatus)))
      return complaint("a selection needs the tagStatus tagged, untagged or any");
    if (selection?.countType === "sinceImagePushed" && selection.countUnit !== "days")
      return complaint("countType sinceImagePushed needs the countUnit days");
    if (selection?.tagStatus === "any" && priorities.some((other) => Number(other) > Number(rulePriority)))
      return complaint("A rule with tagStatus any has to have the lowest priority");
  }
  return [];
}

const registry = ({ placement }: Pick<ModelContext, "placement">) => ({ registryId: placement.account });

export const repository: ResourceModel = regional(
  tagged({
    type: types.repository,
    docs: page("ecr_repository"),
    inputs: {
      name: string({ computed: true, replaces: true, minLength: 2, maxLength: 256, pattern: repositoryName }),
      encryptionConfigurations: encryption({ replaces: true }),
      forceDelete: boolean({ default: false }),
      imageScanningConfiguration: object({ scanOnPush: boolean({ required: true }) }),
      imageTagMutability: mutability(),
      imageTagMutabilityExclusionFilters: exclusions,
    },
    id: (context) => text(context.inputs, "name") ?? `${context.resourceName.toLowerCase()}-${context.hex(7)}`,
    outputs: ["arn", "registryId", "repositoryUrl"],
    compute: (context) => ({
      arn: arn(context, "ecr", `repository/${context.id}`),
      repositoryUrl: `${context.placement.account}.dkr.ecr.${context.region}.${dnsSuffixOf(context.region)}/${context.id}`,
      ...registry(context),
      ...fill(context.inputs, { name: context.id }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "RepositoryAlreadyExistsException: The repository already exists in the registry",
      },
    ],
    check: ({ inputs }) =>
      items(inputs.encryptionConfigurations).flatMap((configuration) => {
        const { encryptionType, kmsKey } = configuration as { encryptionType?: string; kmsKey?: string };
        return refuseIf(
          kmsKey !== undefined && encryptionType === "AES256",
          "encryptionConfigurations[0].kmsKey",
          "InvalidParameterException: kmsKey is for the encryption type KMS only",
        );
      }),
  }),
);

const ofRepository = {
  repository: ref(types.repository, { by: "name", required: true, replaces: true }),
};

export const repositoryPolicy: ResourceModel = regional({
  type: types.repositoryPolicy,
  docs: page("ecr_repository_policy"),
  inputs: { ...ofRepository, policy: json({ required: true }) },
  id: (context) => text(context.inputs, "repository") ?? "",
  outputs: ["registryId"],
  compute: registry,
  check: ({ inputs }) => malformed("policy", text(inputs, "policy")),
});

export const lifecyclePolicy: ResourceModel = regional({
  type: types.lifecyclePolicy,
  docs: page("ecr_lifecycle_policy"),
  // The provider replaces a policy that changes.
  inputs: { ...ofRepository, policy: json({ required: true, replaces: true }) },
  deleteBeforeReplace: true,
  id: (context) => text(context.inputs, "repository") ?? "",
  outputs: ["registryId"],
  compute: registry,
  check: ({ inputs }) => malformedLifecycle("policy", text(inputs, "policy")),
});

/** Upstreams that let anybody in, and those that want a token. */
const open = ["public.ecr.aws", "quay.io", "registry.k8s.io"];
const closed = ["registry-1.docker.io", "ghcr.io", "registry.gitlab.com", "cgr.dev"];
const isClosed = (url: string) => closed.includes(url) || url.endsWith(".azurecr.io");

function checkRule({ inputs, given }: ModelContext): readonly Refusal[] {
  const url = text(inputs, "upstreamRegistryUrl");
  if (url === undefined) return [];
  if (isClosed(url))
    return refuseIf(
      !given("credentialArn"),
      "credentialArn",
      `InvalidParameterException: ${url} requires credentials: the ARN of a secret whose name starts with ecr-pullthroughcache/`,
    );
  return refuseIf(
    !open.includes(url) && !url.includes(".dkr.ecr."),
    "upstreamRegistryUrl",
    `UnsupportedUpstreamRegistryException: The specified upstream registry URL isn't supported: ${url}`,
  );
}

export const pullThroughCacheRule: ResourceModel = regional({
  type: types.pullThroughCacheRule,
  docs: page("ecr_pull_through_cache_rule"),
  inputs: {
    ecrRepositoryPrefix: string({ required: true, replaces: true, minLength: 2, maxLength: 30, pattern: prefixName }),
    upstreamRegistryUrl: string({ required: true, replaces: true }),
    upstreamRepositoryPrefix: string({ replaces: true, minLength: 2, maxLength: 30, pattern: prefixName }),
    credentialArn: ref(types.secret),
    customRoleArn: string({ pattern: anArn }),
  },
  id: (context) => text(context.inputs, "ecrRepositoryPrefix") ?? "",
  outputs: ["registryId"],
  compute: registry,
  unique: [
    {
      fields: ["ecrRepositoryPrefix"],
      scope: "region",
      reason: "PullThroughCacheRuleAlreadyExistsException: A pull through cache rule with that prefix already exists",
    },
  ],
  check: checkRule,
  admit: ({ inputs, world }) => {
    const name = text(world.find(types.secret, text(inputs, "credentialArn") ?? "")?.state, "name");
    return refuseIf(
      name !== undefined && !name.startsWith("ecr-pullthroughcache/"),
      "credentialArn",
      "InvalidParameterException: the secret's name has to start with ecr-pullthroughcache/",
    );
  },
});

function checkTemplate(context: ModelContext): readonly Refusal[] {
  const { inputs, given } = context;
  const encrypted = items(inputs.encryptionConfigurations).some(
    (configuration) => (configuration as { encryptionType?: string }).encryptionType !== "AES256",
  );
  const tagged = Object.keys(inputs.resourceTags ?? {}).length > 0;
  return [
    ...refuseIf(
      (encrypted || tagged) && !given("customRoleArn"),
      "customRoleArn",
      "InvalidParameterException: a custom role is needed for resource tags and for encryption by KMS",
    ),
    ...malformed("repositoryPolicy", text(inputs, "repositoryPolicy")),
    ...malformedLifecycle("lifecyclePolicy", text(inputs, "lifecyclePolicy")),
  ];
}

export const repositoryCreationTemplate: ResourceModel = regional({
  type: types.repositoryCreationTemplate,
  docs: page("ecr_repository_creation_template"),
  inputs: {
    prefix: string({ required: true, replaces: true, minLength: 2, maxLength: 256, pattern: prefixName }),
    appliedFors: list(string({ oneOf: ["CREATE_ON_PUSH", "PULL_THROUGH_CACHE", "REPLICATION"] }), {
      required: true,
      set: true,
      minItems: 1,
    }),
    customRoleArn: ref(types.role, { by: "arn" }),
    description: string({ maxLength: 255 }),
    encryptionConfigurations: encryption(),
    imageTagMutability: mutability(),
    imageTagMutabilityExclusionFilters: exclusions,
    lifecyclePolicy: json(),
    repositoryPolicy: json(),
    resourceTags: map(string({ maxLength: 256 }), { maxEntries: 50 }),
  },
  id: (context) => text(context.inputs, "prefix") ?? "",
  outputs: ["registryId"],
  compute: registry,
  unique: [
    {
      fields: ["prefix"],
      scope: "region",
      reason: "TemplateAlreadyExistsException: The repository creation template already exists",
    },
  ],
  check: checkTemplate,
  admit: ({ inputs, world }) => {
    const role = world.find(types.role, text(inputs, "customRoleArn") ?? "", "arn");
    return refuseIf(
      role !== undefined && !text(role.state, "assumeRolePolicy")?.includes("ecr.amazonaws.com"),
      "customRoleArn",
      "InvalidParameterException: ECR can not assume the custom role",
    );
  },
});
