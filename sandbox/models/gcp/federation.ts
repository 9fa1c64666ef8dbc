/**
 * Workload identity pools, through which identities of other clouds come in. A deleted pool or provider keeps its id for 30
 * days in the cloud; the sandbox has no clock and lets it be had again.
 */
import { boolean, type Field, list, map, object, ref, string } from "../../core/model";
import { projectNumber } from "./agents";
import { defineGcp, given, objects, projectOf, refuse } from "./common";

const poolType = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const providerType = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";

const id = (): Field =>
  string({
    required: true,
    replaces: true,
    pattern: /^(?!gcp-)[a-z0-9-]{4,32}$/,
    hint: "4 to 32 lower-case letters, digits and hyphens, not beginning with gcp-",
  });
const told = () => ({
  displayName: string({ maxLength: 32 }),
  description: string({ maxLength: 256 }),
  disabled: boolean(),
});

const numbered = (context: Parameters<typeof projectOf>[0], rest: string): string =>
  `projects/${projectNumber(projectOf(context))}/locations/global/workloadIdentityPools/${rest}`;

export const workloadIdentityPool = defineGcp({
  type: poolType,
  page: "iam_workload_identity_pool",
  apis: ["iam"],
  location: "global",
  inputs: {
    workloadIdentityPoolId: id(),
    ...told(),
    mode: string({ oneOf: ["FEDERATION_ONLY", "TRUST_DOMAIN"], replaces: true, computed: true }),
  },
  outputs: ["name", "state"],
  id: (context) =>
    `projects/${projectOf(context)}/locations/global/workloadIdentityPools/${context.inputs.workloadIdentityPoolId}`,
  compute: (context) => ({
    name: numbered(context, String(context.inputs.workloadIdentityPoolId)),
    state: "ACTIVE",
    mode: "FEDERATION_ONLY",
  }),
  unique: [
    { fields: ["workloadIdentityPoolId"], scope: "account", reason: "Error 409: Requested entity already exists" },
  ],
});

const kinds = ["aws", "oidc", "saml"] as const;
const mappingKey = /^(google\.(subject|groups)|attribute\.[a-z0-9_]{1,100})$/;
const json = () => string({ maxLength: 10_000 });

export const workloadIdentityPoolProvider = defineGcp({
  type: providerType,
  page: "iam_workload_identity_pool_provider",
  apis: ["iam"],
  location: "global",
  inputs: {
    workloadIdentityPoolId: ref(poolType, { by: "workloadIdentityPoolId", required: true, replaces: true }),
    workloadIdentityPoolProviderId: id(),
    ...told(),
    attributeMapping: map(string({ maxLength: 2048 }), { keyPattern: mappingKey, maxEntries: 52 }),
    attributeCondition: string({ maxLength: 4096 }),
    aws: object({ accountId: string({ required: true, pattern: /^\d{12}$/ }), stsUris: list(string()) }),
    oidc: object({
      issuerUri: string({ required: true, pattern: /^https:\/\//, hint: "an https URL" }),
      allowedAudiences: list(string({ maxLength: 256 }), { maxItems: 10 }),
      jwksJson: json(),
    }),
    saml: object({ idpMetadataXml: string({ required: true }) }),
  },
  outputs: ["name", "state"],
  id: (context) =>
    `projects/${projectOf(context)}/locations/global/workloadIdentityPools/${context.inputs.workloadIdentityPoolId}/providers/${context.inputs.workloadIdentityPoolProviderId}`,
  compute: (context) => ({
    name: numbered(
      context,
      `${context.inputs.workloadIdentityPoolId}/providers/${context.inputs.workloadIdentityPoolProviderId}`,
    ),
    state: "ACTIVE",
  }),
  unique: [
    {
      fields: ["workloadIdentityPoolId", "workloadIdentityPoolProviderId"],
      scope: "account",
      reason: "Error 409: Requested entity already exists",
    },
  ],
  check: (context) => {
    const { inputs, given: stated } = context;
    const chosen = kinds.filter((kind) => stated(kind));
    const mapping = objects([inputs.attributeMapping ?? null])[0];
    const refusals = [];
    if (chosen.length !== 1)
      refusals.push(refuse("", `one of \`aws,oidc,saml,x509\` must be specified, not ${chosen.length}`));
    // AWS has a mapping of its own; for the others nobody knows what a subject is.
    if (chosen[0] !== "aws" && !(stated("attributeMapping") && (!mapping || given(mapping["google.subject"]))))
      refusals.push(
        refuse("attributeMapping", "Error 400: The attribute mapping must include a mapping for google.subject"),
      );
    return refusals;
  },
  admit: ({ inputs, self }) => {
    const before = kinds.find((kind) => given(self?.inputs[kind]));
    const after = kinds.find((kind) => given(inputs[kind]));
    return before !== undefined && before !== after
      ? [refuse(after ?? before, `Error 400: The provider's type is ${before} and can not be changed`)]
      : [];
  },
});
