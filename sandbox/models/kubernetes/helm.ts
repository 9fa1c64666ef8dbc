/** Helm releases, as the provider makes them. https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/ */
import { valid } from "semver";
import { any, boolean, defineResource, integer, list, map, object, type Properties, string } from "../../core/model";
import { builtIn, dnsLabel, exists, refuse } from "./object";

export const helmReleaseType = "kubernetes:helm.sh/v3:Release";

const flags = [
  "allowNullValues",
  "atomic",
  "cleanupOnFail",
  "createNamespace",
  "dependencyUpdate",
  "devel",
  "disableCRDHooks",
  "disableOpenapiValidation",
  "disableWebhooks",
  "forceUpdate",
  "lint",
  "recreatePods",
  "renderSubchartNotes",
  "replace",
  "resetValues",
  "reuseValues",
  "skipAwait",
  "skipCrds",
  "takeOwnership",
  "verify",
  "waitForJobs",
];

/** The chart's own name; a registry without folders (ACR) has its path before it, with dots: `envoyproxy.gateway-helm`. */
export const chartNameOf = ({ chart }: Properties) => String(chart).split(/[/.]/).pop() ?? "";
const isOci = ({ chart }: Properties) => String(chart).startsWith("oci://");

export const helmRelease = defineResource({
  type: helmReleaseType,
  docs: "https://www.pulumi.com/registry/packages/kubernetes/api-docs/helm/v3/release/",
  location: "global",
  inputs: {
    ...Object.fromEntries(flags.map((flag) => [flag, boolean()])),
    chart: string({ required: true, minLength: 1 }),
    compat: string({ oneOf: ["true"] }),
    description: string(),
    keyring: string(),
    manifest: map(any()),
    maxHistory: integer({ min: 0 }),
    name: string({
      pattern: dnsLabel,
      maxLength: 53,
      hint: "a release's name has at most 53 characters",
      replaces: true,
      default: (_inputs, _placement, resourceName) => resourceName,
    }),
    namespace: string({ pattern: dnsLabel, maxLength: 63, replaces: true, default: "default" }),
    postrender: string(),
    repositoryOpts: object({
      caFile: string(),
      certFile: string(),
      keyFile: string(),
      password: string({ secret: true }),
      repo: string({ pattern: /^https?:\/\/\S+$/ }),
      username: string(),
    }),
    resourceNames: map(list(string())),
    timeout: integer({ min: 0 }),
    valueYamlFiles: list(any()),
    values: map(any()),
    version: string(),
  },
  unique: [
    {
      fields: ["namespace", "name"],
      scope: "account",
      reason: "cannot re-use a name that is still in use",
    },
  ],
  check: ({ inputs, given }) => {
    const { version } = inputs;
    const path = /^[./]/.test(String(inputs.chart ?? "./"));
    return [
      ...refuse(
        typeof version === "string" && !valid(version),
        "version",
        `${JSON.stringify(version)} is no version: another day it would be another chart`,
      ),
      ...refuse(
        given("chart") && inputs.chart !== undefined && !isOci(inputs) && !path && !given("repositoryOpts"),
        "chart",
        `failed to locate chart ${JSON.stringify(inputs.chart)}: no repository says where it is`,
      ),
      ...refuse(
        isOci(inputs) && given("repositoryOpts") && (inputs.repositoryOpts as Properties)?.repo !== undefined,
        "repositoryOpts.repo",
        "an OCI chart names its registry itself",
      ),
    ];
  },
  admit: (context) => {
    const name = String(context.inputs.namespace);
    const there = builtIn.includes(name) || context.inputs.createNamespace === true;
    return refuse(
      !there && !exists(context, "v1:Namespace", name),
      "namespace",
      `create: failed to create: namespaces "${name}" not found`,
    );
  },
  id: ({ inputs }) => `${String(inputs.namespace)}/${String(inputs.name)}`,
  outputs: ["status"],
  compute: ({ inputs }) => ({
    status: {
      name: inputs.name ?? "",
      namespace: inputs.namespace ?? "",
      chart: chartNameOf(inputs),
      version: inputs.version ?? "",
      status: "deployed",
    },
  }),
});
