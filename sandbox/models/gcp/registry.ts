/** Repositories of Artifact Registry. */
import { findLocation } from "../../../src/facts/locations";
import { boolean, integer, list, type ModelContext, object, type Refusal, ref, string } from "../../core/model";
import {
  defineGcp,
  given,
  invalid,
  labelOutputs,
  labelsField,
  labelsOf,
  objects,
  projectOf,
  text,
  timestamp,
  unknown,
} from "./common";
import { defineIamMember } from "./iam";
import { keyField, keyRefusals } from "./kms";

const type = "gcp:artifactregistry/repository:Repository";
const duration = () => string({ pattern: /^\d+[smhd]$/, hint: "a duration: 2592000s or 30d" });
const prefixes = () => list(string());
const upstreamKinds = [
  "aptRepository",
  "commonRepository",
  "dockerRepository",
  "mavenRepository",
  "npmRepository",
  "pythonRepository",
  "yumRepository",
] as const;
const modes = ["STANDARD_REPOSITORY", "VIRTUAL_REPOSITORY", "REMOTE_REPOSITORY"];
/** Multi-regions. */
const wide = ["asia", "europe", "us"];

function check(context: ModelContext): Refusal[] {
  const { inputs } = context;
  const refusals: Refusal[] = [];
  const location = text(inputs.location);
  if (location !== undefined && !wide.includes(location) && !findLocation("gcp", location))
    refusals.push(invalid("location", `'${location}'. There is no such location of repositories`));
  if (!unknown(context, "mode") && !unknown(context, "remoteRepositoryConfig")) {
    const remote = inputs.mode === "REMOTE_REPOSITORY";
    if (remote !== given(inputs.remoteRepositoryConfig))
      refusals.push(invalid("remoteRepositoryConfig", "goes with REMOTE_REPOSITORY, and only with it"));
    if (remote && given(inputs.dockerConfig))
      refusals.push(invalid("dockerConfig", "immutable tags are no matter of a remote repository"));
  }
  for (const config of objects([inputs.remoteRepositoryConfig ?? null])) {
    const kinds = upstreamKinds.filter((kind) => given(config[kind]));
    if (kinds.length !== 1)
      refusals.push(invalid("remoteRepositoryConfig", `has ${kinds.length} upstreams (${kinds.join(", ")}), not one`));
  }
  for (const [index, policy] of objects(inputs.cleanupPolicies).entries())
    if (given(policy.mostRecentVersions) && policy.action !== "KEEP")
      refusals.push(
        invalid(`cleanupPolicies[${index}].mostRecentVersions`, "may only be specified with a KEEP action"),
      );
  return refusals;
}

export const repository = defineGcp({
  type,
  page: "artifact_registry_repository",
  apis: ["artifactregistry"],
  location: "global",
  inputs: {
    repositoryId: string({
      required: true,
      replaces: true,
      pattern: /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
      hint: "1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    }),
    format: string({
      required: true,
      replaces: true,
      oneOf: ["DOCKER", "MAVEN", "NPM", "PYTHON", "APT", "YUM", "GO", "GENERIC"],
    }),
    location: string({ replaces: true, computed: true }),
    mode: string({ replaces: true, default: "STANDARD_REPOSITORY", oneOf: modes }),
    description: string(),
    kmsKeyName: keyField({ replaces: true }),
    dockerConfig: object({ immutableTags: boolean() }),
    cleanupPolicies: list(
      object({
        id: string({ required: true, maxLength: 128 }),
        action: string({ oneOf: ["DELETE", "KEEP"] }),
        condition: object({
          newerThan: duration(),
          olderThan: duration(),
          packageNamePrefixes: prefixes(),
          tagPrefixes: prefixes(),
          tagState: string({ oneOf: ["TAGGED", "UNTAGGED", "ANY"], default: "ANY" }),
          versionNamePrefixes: prefixes(),
        }),
        mostRecentVersions: object({ keepCount: integer({ min: 1 }), packageNamePrefixes: prefixes() }),
      }),
      { set: true, maxItems: 10 },
    ),
    cleanupPolicyDryRun: boolean(),
    remoteRepositoryConfig: object(
      {
        description: string(),
        commonRepository: object({ uri: string({ required: true, pattern: /^(https:\/\/\S+|projects\/\S+)$/ }) }),
        disableUpstreamValidation: boolean(),
        dockerRepository: object({ publicRepository: string({ oneOf: ["DOCKER_HUB"] }) }),
      },
      { replaces: true },
    ),
    vulnerabilityScanningConfig: object(
      { enablementConfig: string({ oneOf: ["INHERITED", "DISABLED"] }) },
      { computed: true },
    ),
    labels: labelsField(),
  },
  outputs: [
    "createTime",
    "name",
    "registryUri",
    "updateTime",
    "mavenConfig",
    "virtualRepositoryConfig",
    ...labelOutputs,
  ],
  id: (context) =>
    `projects/${projectOf(context)}/locations/${locationOf(context)}/repositories/${context.inputs.repositoryId}`,
  compute: (context) => {
    const { inputs } = context;
    const location = locationOf(context);
    const created = timestamp(context);
    return {
      location,
      createTime: created,
      updateTime: created,
      name: String(inputs.repositoryId),
      registryUri: `${location}-docker.pkg.dev/${projectOf(context)}/${inputs.repositoryId}`,
      mavenConfig: {},
      virtualRepositoryConfig: {},
      vulnerabilityScanningConfig: { enablementConfig: "INHERITED" },
      ...labelsOf(inputs),
    };
  },
  check,
  admit: (context) =>
    keyRefusals(context.world, {
      property: "kmsKeyName",
      key: context.inputs.kmsKeyName,
      location: locationOf(context),
      api: "artifactregistry",
      project: projectOf(context),
    }),
});

const locationOf = ({ inputs, region }: Pick<ModelContext, "inputs" | "region">): string =>
  text(inputs.location) ?? region;

export const repositoryIamMember = defineIamMember({
  type: "gcp:artifactregistry/repositoryIamMember:RepositoryIamMember",
  page: "artifact_registry_repository_iam",
  apis: ["artifactregistry"],
  resource: {
    repository: ref(type, { by: ["id", "name"], required: true, replaces: true }),
    location: string({ replaces: true, computed: true }),
  },
  computed: ({ inputs, region }) => ({ location: text(inputs.location) ?? region }),
  target: ({ repository: name }) => String(name),
});
