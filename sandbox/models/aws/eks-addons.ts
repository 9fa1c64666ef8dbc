/** EKS add-ons, and which service account takes which role. */
import {
  boolean,
  type InvokeModel,
  json,
  list,
  type ModelContext,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  string,
} from "../../core/model";
import { arn, derivedHex, fill, items, page, refuse, refuseIf, regional, tagged, text, types, unknown } from "./common";
import { clusterOf, minorOf, trusts } from "./eks-cluster";

const code = "InvalidParameterException";

/**
 * Add-ons by name ("AWS add-ons", "Community add-ons"): a version they have had, the same for every cluster version but
 * kube-proxy's; whether they run in pods that need nodes; what their configuration takes at the top, as far as it is known.
 */
const addons: Readonly<
  Record<string, { readonly version?: string; readonly pods?: true; readonly configuration?: readonly string[] }>
> = {
  "vpc-cni": { version: "v1.21.1-eksbuild.3" },
  "kube-proxy": {},
  "eks-pod-identity-agent": { version: "v1.3.10-eksbuild.2" },
  "eks-node-monitoring-agent": { version: "v1.4.2-eksbuild.1" },
  coredns: {
    version: "v1.13.2-eksbuild.3",
    pods: true,
    configuration: [
      "affinity",
      "autoScaling",
      "computeType",
      "corefile",
      "nodeSelector",
      "podAnnotations",
      "podDisruptionBudget",
      "podLabels",
      "replicaCount",
      "resources",
      "tolerations",
      "topologySpreadConstraints",
    ],
  },
  "metrics-server": { version: "v0.8.0-eksbuild.6", pods: true },
  "aws-ebs-csi-driver": { version: "v1.54.0-eksbuild.1", pods: true },
  "aws-efs-csi-driver": { version: "v2.1.15-eksbuild.1", pods: true },
  "snapshot-controller": { version: "v8.3.0-eksbuild.3", pods: true },
  "aws-secrets-store-csi-driver-provider": { version: "v2.1.1-eksbuild.1" },
  "cert-manager": { version: "v1.19.1-eksbuild.1", pods: true },
  "external-dns": { version: "v0.20.0-eksbuild.1", pods: true },
  "kube-state-metrics": { version: "v2.17.0-eksbuild.3", pods: true },
  "prometheus-node-exporter": { version: "v1.10.2-eksbuild.1" },
};

const defaultVersion = (name: string, kubernetes: string): string =>
  addons[name]?.version ?? `v${kubernetes}.0-eksbuild.2`;

const trustsPods = (world: ModelContext["world"], role: string | undefined) =>
  trusts(world, role, "pods.eks.amazonaws.com");
const untrusted = (property: string, role: string) =>
  refuse(property, `${code}: Role provided in the request does not have EKS Pod Identity trust policy: ${role}`);

function check(context: ModelContext): readonly Refusal[] {
  const { inputs } = context;
  const name = text(inputs, "addonName");
  const known = name === undefined ? undefined : addons[name];
  if (name !== undefined && known === undefined)
    return refuse("addonName", `${code}: Addon ${name} specified is not supported`);
  const configuration = text(inputs, "configurationValues");
  const allowed = known?.configuration;
  if (configuration === undefined || allowed === undefined || unknown(context, "configurationValues")) return [];
  const strange = Object.keys(JSON.parse(configuration)).find((key) => !allowed.includes(key));
  return refuseIf(
    strange !== undefined,
    "configurationValues",
    `${code}: ConfigurationValue provided in request is not supported: Json schema validation failed with error: [$.${strange}: is not defined in the schema and the schema does not allow additional properties]`,
  );
}

function admit(context: ModelContext): readonly Refusal[] {
  const { inputs, world } = context;
  const name = text(inputs, "addonName") ?? "";
  const owner = clusterOf(context);
  const hasNodes = world.objects(types.eksNodeGroup).some(({ state }) => state.clusterName === inputs.clusterName);
  if (addons[name]?.pods && !hasNodes)
    return refuse(
      "addonName",
      `InsufficientNumberOfReplicas: The add-on ${name} is unhealthy because it doesn't have the desired number of replicas: the cluster has no nodes.`,
    );
  const version = text(inputs, "addonVersion");
  const kubernetes = text(owner?.state, "version");
  const skewed = name === "kube-proxy" && version !== undefined && minorOf(version.slice(1)) > minorOf(kubernetes);
  if (skewed)
    return refuse("addonVersion", `${code}: Addon version ${version} is not supported on Kubernetes ${kubernetes}`);
  for (const association of items(inputs.podIdentityAssociations)) {
    const role = text(association as Properties, "roleArn");
    if (!trustsPods(world, role)) return untrusted("podIdentityAssociations", role ?? "");
  }
  return [];
}

export const addon: ResourceModel = regional(
  tagged({
    type: types.eksAddon,
    docs: page("eks_addon"),
    inputs: {
      clusterName: ref(types.eksCluster, { required: true, replaces: true }),
      addonName: string({ required: true, replaces: true }),
      addonVersion: string({ computed: true, pattern: /^v\d+\.\d+\.\d+-eksbuild\.\d+$/ }),
      configurationValues: json({ computed: true }),
      podIdentityAssociations: list(
        object({
          roleArn: ref(types.role, { by: "arn", required: true }),
          serviceAccount: string({ required: true }),
        }),
        { set: true },
      ),
      preserve: boolean(),
      resolveConflictsOnCreate: string({ oneOf: ["NONE", "OVERWRITE"] }),
      resolveConflictsOnUpdate: string({ oneOf: ["NONE", "OVERWRITE", "PRESERVE"] }),
      serviceAccountRoleArn: ref(types.role, { by: "arn" }),
    },
    id: ({ inputs }) => `${text(inputs, "clusterName")}:${text(inputs, "addonName")}`,
    outputs: ["arn", "createdAt", "modifiedAt"],
    compute: (context) => {
      const { id, inputs } = context;
      const name = text(inputs, "addonName") ?? "";
      const kubernetes = text(clusterOf(context)?.state, "version") ?? "";
      return {
        arn: arn(context, "eks", `addon/${id.replace(":", "/")}/${derivedHex(id, "addon", 8)}`),
        createdAt: "2025-01-01T00:00:00Z",
        modifiedAt: "2025-01-01T00:00:00Z",
        ...fill(inputs, { addonVersion: defaultVersion(name, kubernetes), configurationValues: "" }),
      };
    },
    unique: [
      {
        fields: ["clusterName", "addonName"],
        scope: "region",
        reason: "ResourceInUseException: Addon already exists.",
      },
    ],
    check,
    admit,
  }),
);

export const podIdentityAssociation: ResourceModel = regional(
  tagged({
    type: types.podIdentityAssociation,
    docs: page("eks_pod_identity_association"),
    inputs: {
      clusterName: ref(types.eksCluster, { required: true, replaces: true }),
      namespace: string({ required: true, replaces: true, pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, maxLength: 63 }),
      serviceAccount: string({ required: true, replaces: true, maxLength: 253 }),
      roleArn: ref(types.role, { by: "arn", required: true }),
      targetRoleArn: string(),
      disableSessionTags: boolean({ computed: true }),
    },
    id: (context) => `a-${context.alphanumeric(17)}`,
    outputs: ["associationArn", "associationId", "externalId"],
    compute: (context) => ({
      associationArn: arn(
        context,
        "eks",
        `podidentityassociation/${text(context.inputs, "clusterName")}/${context.id}`,
      ),
      associationId: context.id,
      externalId: "",
      ...fill(context.inputs, { disableSessionTags: false }),
    }),
    unique: [
      {
        fields: ["clusterName", "namespace", "serviceAccount"],
        scope: "region",
        reason: "ResourceInUseException: Association already exists for this cluster, namespace and service account",
      },
    ],
    admit: ({ inputs, world }) => {
      const role = text(inputs, "roleArn");
      return trustsPods(world, role) ? [] : untrusted("roleArn", role ?? "");
    },
  }),
);

export const getAddonVersion: InvokeModel = {
  token: "aws:eks/getAddonVersion:getAddonVersion",
  docs: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/eks_addon_version",
  inputs: {
    addonName: string({ required: true, oneOf: Object.keys(addons) }),
    kubernetesVersion: string({ required: true, pattern: /^1\.\d+$/ }),
    mostRecent: boolean(),
    region: string(),
  },
  answer: ({ inputs, region }) => {
    const name = text(inputs, "addonName") ?? "";
    return { ...inputs, id: name, region, version: defaultVersion(name, text(inputs, "kubernetesVersion") ?? "") };
  },
};
