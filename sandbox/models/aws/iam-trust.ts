/** Policies attached to roles, and issuers of tokens that IAM believes. */
import { defineResource, list, type ResourceModel, ref, string } from "../../core/model";
import { fill, page, partitionOf, refuseIf, tagged, text, types } from "./common";

/** Policies that AWS keeps and roles here are given, without the partition's prefix. */
const managed: ReadonlySet<string> = new Set([
  "AmazonEKSClusterPolicy",
  "AmazonEKSWorkerNodePolicy",
  "AmazonEKSWorkerNodeMinimalPolicy",
  "AmazonEKS_CNI_Policy",
  "AmazonEC2ContainerRegistryPullOnly",
  "AmazonEC2ContainerRegistryReadOnly",
  "AmazonSSMManagedInstanceCore",
  "service-role/AmazonEBSCSIDriverPolicy",
  "service-role/AmazonRDSEnhancedMonitoringRole",
  "service-role/AWSBackupServiceRolePolicyForBackup",
  "service-role/AWSBackupServiceRolePolicyForRestores",
]);

/** Of AWS's own policies only; a customer's have no model. */
export const rolePolicyAttachment: ResourceModel = defineResource({
  type: types.rolePolicyAttachment,
  docs: page("iam_role_policy_attachment"),
  location: "global",
  inputs: {
    role: ref(types.role, { required: true, replaces: true }),
    policyArn: string({ required: true, replaces: true }),
  },
  id: ({ inputs }) => `${text(inputs, "role")}/${text(inputs, "policyArn")}`,
  outputs: [],
  compute: () => ({}),
  check: ({ inputs, placement }) => {
    const policy = text(inputs, "policyArn");
    const prefix = `arn:${partitionOf(placement.region)}:iam::aws:policy/`;
    return refuseIf(
      policy !== undefined && !(policy.startsWith(prefix) && managed.has(policy.slice(prefix.length))),
      "policyArn",
      `NoSuchEntity: Policy ${policy} does not exist or is not attachable.`,
    );
  },
});

export const openIdConnectProvider: ResourceModel = defineResource(
  tagged({
    type: types.openIdConnectProvider,
    docs: page("iam_openid_connect_provider"),
    location: "global",
    inputs: {
      url: string({ required: true, replaces: true, pattern: /^https:\/\/[^/]+/, maxLength: 255 }),
      clientIdLists: list(string({ minLength: 1, maxLength: 255 }), { required: true, set: true, maxItems: 100 }),
      thumbprintLists: list(string({ pattern: /^[0-9a-fA-F]{40}$/ }), { computed: true, maxItems: 5 }),
    },
    id: ({ inputs, placement }) =>
      `arn:${partitionOf(placement.region)}:iam::${placement.account}:oidc-provider/${(text(inputs, "url") ?? "").slice("https://".length)}`,
    outputs: ["arn"],
    compute: ({ id, inputs }) => ({ arn: id, ...fill(inputs, { thumbprintLists: [] }) }),
    unique: [
      { fields: ["url"], scope: "account", reason: "EntityAlreadyExists: Provider with this url already exists." },
    ],
  }),
);
