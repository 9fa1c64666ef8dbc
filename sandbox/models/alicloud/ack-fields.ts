/** Blocks of an ACK cluster's inputs, and the names of its add-ons. */
import { boolean, type Fields, list, object, ref, string } from "../../core/model";
import { projectType } from "./logs";

/** Add-ons of managed clusters that ACK's own pages name; there are more, of no use here. */
export const addonNames = [
  ...["terway-eniip", "terway-controlplane", "flannel"],
  ...["csi-plugin", "csi-provisioner", "managed-csiprovisioner", "storage-operator"],
  ...["coredns", "managed-coredns", "metrics-server", "loongcollector", "logtail-ds", "arms-prometheus"],
  ...["ack-node-problem-detector", "ack-pod-identity-webhook", "ack-secret-manager", "ack-ram-authenticator"],
  ...[
    "csi-secrets-store-provider-alibabacloud",
    "managed-aliyun-acr-credential-helper",
    "aliyun-acr-credential-helper",
  ],
  ...["alb-ingress-controller", "nginx-ingress-controller", "gateway-api", "managed-security-inspector"],
  ...["ack-goatscaler", "cluster-autoscaler", "ack-kubernetes-elastic-workload", "alicloud-monitor-controller"],
];

export const clusterBlocks: Fields = {
  // "Only works for Create Operation": what changes later is not seen.
  addons: list(
    object({
      name: string({ required: true, oneOf: addonNames }),
      config: string(),
      version: string(),
      disabled: boolean({ default: false }),
    }),
  ),
  auditLogConfig: object(
    { enabled: boolean(), slsProjectName: ref(projectType, { by: "projectName" }) },
    { computed: true },
  ),
  maintenanceWindow: object(
    {
      enable: boolean(),
      maintenanceTime: string({
        pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
        hint: "RFC 3339: 2025-01-05T03:00:00.000Z",
      }),
      duration: string({ pattern: /^([1-9]|1\d|2[0-4])h$/, hint: "1h to 24h" }),
      weeklyPeriod: string({
        pattern: /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(,(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)*$/,
        hint: "Monday to Sunday, with commas between them",
      }),
    },
    { computed: true },
  ),
  operationPolicy: object(
    { clusterAutoUpgrade: object({ enabled: boolean(), channel: string({ oneOf: ["patch", "stable", "rapid"] }) }) },
    { computed: true },
  ),
  deleteOptions: list(
    object({
      resourceType: string({ required: true, oneOf: ["SLB", "ALB", "SLS_Data", "SLS_ControlPlane"] }),
      deleteMode: string({ required: true, oneOf: ["delete", "retain"] }),
    }),
  ),
};
