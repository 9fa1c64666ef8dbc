/** The objects of one job in Kubernetes' own form. Pure but for the image, which the registry tells. */
import type { batch, core, networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../../facts/locations";
import { everyMinutes, type TrustedTransfer } from "../../../plan/transfer";
import type { Shared } from "../../../topology/schema";
import { restrictedContainer, restrictedPod } from "../../workloads/security";
import { copyOptions, scriptOf } from "./script";
import { configDirectory, type Setup, tokenDirectory } from "./setup";

const scriptFile = "transfer.sh";

/**
 * Seconds after which a run is ended; the next takes up what is left. Below the hour for which credentials hold that are
 * fetched at the start.
 */
const deadlineSeconds = 3000;
/** Seconds that a token holds: what kubelet renews it before. */
const tokenSeconds = 3600;

export interface JobNames {
  /** Of the objects, in the cluster. */
  readonly name: string;
  readonly serviceAccount: string;
  readonly configMap: string;
  readonly priorityClass: string;
  /** By which pods of this job are found. */
  readonly selector: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly podLabels: Readonly<Record<string, string>>;
}

export function configData(shared: Shared, transfer: TrustedTransfer, setup: Setup): Record<string, string> {
  return { ...setup.files, [scriptFile]: scriptOf(shared, transfer) };
}

function container(setup: Setup, image: pulumi.Input<string>): core.v1.Container {
  const env = { ...copyOptions, ...setup.env };
  return {
    name: "rclone",
    image,
    command: ["/bin/sh", `${configDirectory}/${scriptFile}`],
    env: Object.entries(env).map(([name, value]) => ({ name, value })),
    resources: {
      requests: { cpu: "100m", memory: "256Mi", "ephemeral-storage": "16Mi" },
      limits: { memory: "1Gi", "ephemeral-storage": "64Mi" },
    },
    securityContext: restrictedContainer,
    volumeMounts: [
      { name: "config", mountPath: configDirectory, readOnly: true },
      ...(setup.audience === undefined ? [] : [{ name: "token", mountPath: tokenDirectory, readOnly: true }]),
    ],
  };
}

function volumes({ audience }: Setup, { configMap }: JobNames): core.v1.Volume[] {
  const token = (to: string): core.v1.Volume => ({
    name: "token",
    projected: {
      sources: [{ serviceAccountToken: { audience: to, expirationSeconds: tokenSeconds, path: "token" } }],
    },
  });
  return [{ name: "config", configMap: { name: configMap } }, ...(audience === undefined ? [] : [token(audience)])];
}

export function cronJobSpec(
  { edges }: TrustedTransfer,
  setup: Setup,
  names: JobNames,
  image: pulumi.Input<string>,
): batch.v1.CronJobSpec {
  const minutes = everyMinutes(edges);
  return {
    schedule: `*/${minutes} * * * *`,
    // A run that takes longer than the interval is not overtaken.
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: minutes * 60,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      metadata: { labels: { ...names.labels } },
      spec: {
        // The next run is the second try.
        backoffLimit: 0,
        activeDeadlineSeconds: deadlineSeconds,
        template: {
          metadata: { labels: { ...names.labels, ...names.podLabels } },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: names.serviceAccount,
            // The API server is nothing to this pod.
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            priorityClassName: names.priorityClass,
            securityContext: restrictedPod(),
            containers: [container(setup, image)],
            volumes: volumes(setup, names),
          },
        },
      },
    },
  };
}

/** Where pods learn who they are in the cloud: link-local, on each node. */
const metadata: Readonly<Record<Cloud, readonly { readonly cidr: string; readonly port: number }[]>> = {
  aws: [{ cidr: "169.254.170.23/32", port: 80 }],
  gcp: [
    { cidr: "169.254.169.252/32", port: 988 },
    { cidr: "169.254.169.254/32", port: 80 },
  ],
  alicloud: [],
};

/** Out to the clouds' own addresses, here by the network's endpoints and there by the internet; in from nowhere. */
export function networkPolicySpec(
  { from }: Pick<TrustedTransfer, "from">,
  network: { readonly cidr: string },
  { selector }: JobNames,
): networking.v1.NetworkPolicySpec {
  const tcp = (port: number) => [{ protocol: "TCP", port }];
  const everywhere = { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"] };
  return {
    podSelector: { matchLabels: { ...selector } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [],
    egress: [
      { to: [{ ipBlock: { cidr: network.cidr } }, { ipBlock: everywhere }], ports: tcp(443) },
      ...metadata[from.cloud].map(({ cidr, port }) => ({ to: [{ ipBlock: { cidr } }], ports: tcp(port) })),
      {
        to: [
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
          { ipBlock: { cidr: "169.254.20.10/32" } },
        ],
        ports: [
          { protocol: "UDP", port: 53 },
          { protocol: "TCP", port: 53 },
        ],
      },
    ],
  };
}
