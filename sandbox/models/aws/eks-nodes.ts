/** EKS managed node groups. */
import {
  boolean,
  integer,
  list,
  type ModelContext,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  ref,
  type StoredObject,
  string,
} from "../../core/model";
import { arn, derivedHex, fill, page, refuse, refuseIf, regional, tagged, text, texts, types } from "./common";
import { clusterName, clusterOf, minorOf, ofClusterVpc, trusts } from "./eks-cluster";
import { instanceTypeExists } from "./instance-types";

type Admission = ModelContext & { readonly self?: StoredObject };

const code = "InvalidParameterException";

const part = (inputs: Properties, key: string): Properties => (inputs[key] ?? {}) as Properties;

function checkNodes({ inputs, given }: ModelContext): readonly Refusal[] {
  const { minSize, maxSize, desiredSize } = part(inputs, "scalingConfig");
  const over = (a: unknown, b: unknown) => typeof a === "number" && typeof b === "number" && a > b;
  const update = part(inputs, "updateConfig");
  return [
    ...refuseIf(
      over(minSize, desiredSize),
      "scalingConfig",
      `${code}: Minimum capacity ${minSize} can't be greater than desired size ${desiredSize}`,
    ),
    ...refuseIf(
      over(desiredSize, maxSize),
      "scalingConfig",
      `${code}: desired capacity ${desiredSize} can't be greater than max size ${maxSize}`,
    ),
    ...refuseIf(
      given("launchTemplate") && given("diskSize"),
      "diskSize",
      `${code}: Disk size must be specified within the launch template.`,
    ),
    ...refuseIf(
      update.maxUnavailable !== undefined && update.maxUnavailablePercentage !== undefined,
      "updateConfig",
      "only one of `maxUnavailable` and `maxUnavailablePercentage` can be specified",
    ),
  ];
}

function admitTemplate({ inputs, world }: ModelContext, owner: StoredObject | undefined): readonly Refusal[] {
  const { id, version } = part(inputs, "launchTemplate");
  if (typeof id !== "string") return [];
  const template = world.find(types.launchTemplate, id);
  const latest = Number(template?.state.latestVersion ?? 0);
  if (!(Number(version) >= 1 && Number(version) <= latest))
    return refuse(
      "launchTemplate.version",
      `${code}: The version ${version} of launch template ${id} does not exist; the latest is ${latest}`,
    );
  const inTemplate = text(template?.state, "instanceType");
  const named = inTemplate ? [inTemplate] : texts(inputs, "instanceTypes");
  const foreign = texts(template?.state, "vpcSecurityGroupIds").find(
    (group) => !ofClusterVpc(owner, world.find(types.securityGroup, group)),
  );
  return [
    ...refuseIf(
      inTemplate !== undefined && texts(inputs, "instanceTypes").length > 0,
      "instanceTypes",
      `${code}: Cannot specify instance types in launch template and API request`,
    ),
    ...refuseIf(
      named.some((name) => !instanceTypeExists(name)),
      inTemplate ? "launchTemplate" : "instanceTypes",
      `${code}: The following instance types do not exist: [${named.join(", ")}]`,
    ),
    ...refuseIf(
      template?.state.imageId !== undefined && inputs.amiType !== undefined && inputs.amiType !== "CUSTOM",
      "amiType",
      `${code}: You cannot specify an AMI Type other than CUSTOM, when specifying an image id in your launch template.`,
    ),
    ...refuseIf(
      template?.state.iamInstanceProfile !== undefined,
      "launchTemplate",
      `${code}: Launch template ${id} should not specify an instance profile. The noderole in your request will be used.`,
    ),
    ...refuseIf(
      foreign !== undefined,
      "launchTemplate",
      `${code}: Security group ${foreign} of the launch template is not in the cluster's VPC`,
    ),
  ];
}

/** Of a cluster that was made without add-ons, nodes become ready only once it has its network plugin. */
function withoutNetwork({ inputs, world }: ModelContext, owner: StoredObject | undefined): boolean {
  return (
    owner?.state.bootstrapSelfManagedAddons === false &&
    !world
      .objects(types.eksAddon)
      .some(({ state }) => state.clusterName === inputs.clusterName && state.addonName === "vpc-cni")
  );
}

function admitNodes(context: Admission): readonly Refusal[] {
  const { inputs, world } = context;
  const owner = clusterOf(context);
  const role = text(inputs, "nodeRoleArn");
  if (!trusts(world, role, "ec2.amazonaws.com"))
    return refuse("nodeRoleArn", `${code}: The role ${role} can't be assumed by ec2.amazonaws.com`);
  const [own, clusters] = [text(inputs, "version"), text(owner?.state, "version")];
  return [
    ...refuseIf(
      minorOf(own) > minorOf(clusters),
      "version",
      `${code}: Requested Kubernetes version ${own} of the node group is above the cluster's ${clusters}`,
    ),
    ...refuseIf(
      texts(inputs, "subnetIds").some((id) => !ofClusterVpc(owner, world.find(types.subnet, id))),
      "subnetIds",
      `${code}: Subnets are not in the cluster's VPC`,
    ),
    ...refuseIf(
      context.self === undefined && withoutNetwork(context, owner),
      "clusterName",
      "NodeCreationFailure: Unhealthy nodes in the kubernetes cluster (cni plugin not initialized)",
    ),
    ...admitTemplate(context, owner),
  ];
}

const amiTypes = [
  "AL2023_x86_64_STANDARD",
  "AL2023_ARM_64_STANDARD",
  "BOTTLEROCKET_x86_64",
  "BOTTLEROCKET_ARM_64",
  "CUSTOM",
];

export const nodeGroup: ResourceModel = regional(
  tagged({
    type: types.eksNodeGroup,
    docs: page("eks_node_group"),
    inputs: {
      clusterName: ref(types.eksCluster, { required: true, replaces: true }),
      nodeGroupName: string({
        computed: true,
        replaces: true,
        maxLength: 63,
        pattern: clusterName,
        conflictsWith: ["nodeGroupNamePrefix"],
      }),
      nodeGroupNamePrefix: string({ computed: true, replaces: true, maxLength: 37, pattern: clusterName }),
      nodeRoleArn: ref(types.role, { by: "arn", required: true, replaces: true }),
      subnetIds: list(ref(types.subnet), { required: true, replaces: true, set: true, minItems: 1 }),
      scalingConfig: object(
        {
          minSize: integer({ required: true, min: 0 }),
          maxSize: integer({ required: true, min: 1 }),
          desiredSize: integer({ required: true, min: 0 }),
        },
        { required: true },
      ),
      amiType: string({ computed: true, replaces: true, oneOf: amiTypes }),
      capacityType: string({ computed: true, replaces: true, oneOf: ["ON_DEMAND", "SPOT", "CAPACITY_BLOCK"] }),
      diskSize: integer({ computed: true, replaces: true, min: 1 }),
      instanceTypes: list(string(), { computed: true, replaces: true }),
      labels: map(string({ maxLength: 63 })),
      launchTemplate: object({
        id: ref(types.launchTemplate, { replaces: true, conflictsWith: ["name"] }),
        name: ref(types.launchTemplate, { by: "name", replaces: true }),
        version: string({ required: true, minLength: 1, maxLength: 255 }),
      }),
      nodeRepairConfig: object({ enabled: boolean({ default: false }) }, { computed: true }),
      releaseVersion: string({ computed: true }),
      taints: list(
        object({
          key: string({ required: true, minLength: 1, maxLength: 63 }),
          value: string({ maxLength: 63 }),
          effect: string({ required: true, oneOf: ["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"] }),
        }),
        { set: true, maxItems: 50 },
      ),
      updateConfig: object(
        {
          maxUnavailable: integer({ min: 1, max: 100 }),
          maxUnavailablePercentage: integer({ min: 1, max: 100 }),
          updateStrategy: string({ oneOf: ["DEFAULT", "MINIMAL"] }),
        },
        { computed: true },
      ),
      version: string({ computed: true, pattern: /^1\.\d+$/ }),
      forceUpdateVersion: boolean(),
    },
    id: (context) => {
      const prefix = text(context.inputs, "nodeGroupNamePrefix") ?? `${context.resourceName}-`;
      const name = text(context.inputs, "nodeGroupName") ?? `${prefix}${context.digits(26)}`;
      return `${text(context.inputs, "clusterName")}:${name}`;
    },
    outputs: ["arn", "resources", "status"],
    compute: (context) => {
      const { id, inputs } = context;
      const name = id.slice(id.indexOf(":") + 1);
      const owner = clusterOf(context);
      const version = text(inputs, "version") ?? text(owner?.state, "version") ?? "";
      return {
        arn: arn(context, "eks", `nodegroup/${text(inputs, "clusterName")}/${name}/${derivedHex(id, "nodes", 8)}`),
        resources: [{ autoscalingGroups: [{ name: `eks-${name}-${derivedHex(id, "asg", 8)}` }] }],
        status: "ACTIVE",
        ...fill(inputs, {
          nodeGroupName: name,
          nodeGroupNamePrefix: "",
          amiType: "AL2023_x86_64_STANDARD",
          capacityType: "ON_DEMAND",
          diskSize: 20,
          instanceTypes: inputs.launchTemplate === undefined ? ["t3.medium"] : [],
          nodeRepairConfig: { enabled: false },
          releaseVersion: `${version}.0-20260101`,
          updateConfig: { maxUnavailable: 1 },
          version,
        }),
      };
    },
    check: checkNodes,
    admit: admitNodes,
  }),
);
