/** What is asked of pods: by the API server, by the Pod Security standard of their namespace, and by the kubelet that starts them. */
import type { ModelContext, Properties, Refusal } from "../../core/model";
import { isList, isObject } from "../../core/values";
import { exists, found, listAt, meta, namespaceOf, objectAt, refuse, valueAt } from "./object";
import { amount } from "./quantity";

/** Seconds that a pod without the field has. */
const defaultGrace = 30;

/** Without the world: what hangs together inside a pod. `at` is the path of the pod's spec in the inputs. */
export function checkPod(inputs: Properties, at: string): readonly Refusal[] {
  const pod = objectAt(inputs, at);
  const volumes = volumesOf(pod);
  const containers = containersOf(pod, at);
  const names = containers.map(({ container }) => container.name);
  return [
    ...refuse(
      pod.containers !== undefined && listAt(pod, "containers").length === 0,
      `${at}.containers`,
      "Required value",
    ),
    ...refuse(new Set(names).size < names.length, `${at}.containers`, "Duplicate value: name"),
    ...refuse(new Set(volumes).size < volumes.length, `${at}.volumes`, "Duplicate value: name"),
    ...containers.flatMap(({ container, path }) => [
      ...limits(container, path),
      // Volumes of which one is not known yet are absent as a whole: `admitPod` sees them all.
      ...(pod.volumes === undefined ? [] : mounts(container, path, volumes)),
      ...sleep(container, path, Number(pod.terminationGracePeriodSeconds ?? defaultGrace)),
    ]),
  ];
}

const volumesOf = (pod: Properties) => listAt(pod, "volumes").map(({ name }) => name);

function containersOf(pod: Properties, at: string) {
  return (["initContainers", "containers"] as const).flatMap((list) =>
    listAt(pod, list).map((container, index) => ({ container, path: `${at}.${list}[${index}]` })),
  );
}

function limits(container: Properties, path: string): readonly Refusal[] {
  const [requests, most] = [objectAt(container, "resources.requests"), objectAt(container, "resources.limits")];
  return Object.keys(requests).flatMap((resource) => {
    const [wanted, limit] = [amount(requests[resource]), amount(most[resource])];
    const over = wanted !== undefined && limit !== undefined && wanted > limit;
    const reason = `Invalid value: ${String(requests[resource])}: must be less than or equal to ${resource} limit`;
    return refuse(over, `${path}.resources.requests.${resource}`, reason);
  });
}

function mounts(container: Properties, path: string, volumes: readonly unknown[]): readonly Refusal[] {
  return listAt(container, "volumeMounts").flatMap(({ name }, index) =>
    refuse(!volumes.includes(name), `${path}.volumeMounts[${index}].name`, `Not found: ${JSON.stringify(name)}`),
  );
}

function sleep(container: Properties, path: string, grace: number): readonly Refusal[] {
  const seconds = valueAt(container, "lifecycle.preStop.sleep.seconds");
  const property = `${path}.lifecycle.preStop.sleep`;
  const reason = `Invalid value: ${String(seconds)}: must be greater than 0 and less than terminationGracePeriodSeconds (${grace})`;
  return refuse(typeof seconds === "number" && (seconds < 0 || seconds > grace), property, reason);
}

/** With the world: what has to be there for the pods to start at all. */
export function admitPod(context: ModelContext, at: string): readonly Refusal[] {
  const { inputs } = context;
  const pod = objectAt(inputs, at);
  const here = (name: unknown) => `${namespaceOf(inputs)}/${String(name)}`;
  const account = pod.serviceAccountName ?? "default";
  const priority = pod.priorityClassName;
  const builtInPriority = typeof priority === "string" && priority.startsWith("system-");
  return [
    ...refuse(
      account !== "default" && !exists(context, "v1:ServiceAccount", here(account)),
      `${at}.serviceAccountName`,
      `FailedCreate: error looking up service account ${here(account)}: serviceaccount "${String(account)}" not found`,
    ),
    ...refuse(
      priority !== undefined &&
        !builtInPriority &&
        !exists(context, "scheduling.k8s.io/v1:PriorityClass", String(priority)),
      `${at}.priorityClassName`,
      `Forbidden: no PriorityClass with name ${String(priority)} was found`,
    ),
    ...containersOf(pod, at).flatMap(({ container, path }) => mounts(container, path, volumesOf(pod))),
    ...listAt(pod, "volumes").flatMap((volume, index) => missingVolume(context, volume, `${at}.volumes[${index}]`)),
    ...podSecurity(context, pod, at),
  ];
}

function missingVolume(context: ModelContext, volume: Properties, path: string): readonly Refusal[] {
  const namespace = namespaceOf(context.inputs);
  const sources = [
    ["v1:ConfigMap", valueAt(volume, "configMap.name"), "configmap"],
    ["v1:Secret", valueAt(volume, "secret.secretName"), "secret"],
    [
      "secrets-store.csi.x-k8s.io/v1:SecretProviderClass",
      valueAt(volume, "csi.volumeAttributes.secretProviderClass"),
      "secretproviderclass",
    ],
  ] as const;
  return sources.flatMap(([kind, name, word]) =>
    refuse(
      typeof name === "string" && !exists(context, kind, `${namespace}/${name}`),
      path,
      `FailedMount: ${word} "${String(name)}" not found`,
    ),
  );
}

const allowedVolumes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted, as far as its fields are set by hand. */
function podSecurity(context: ModelContext, pod: Properties, at: string): readonly Refusal[] {
  const namespace = found(context, "v1:Namespace", namespaceOf(context.inputs));
  const { labels } = meta(namespace?.inputs ?? {});
  if (!isObject(labels) || labels["pod-security.kubernetes.io/enforce"] !== "restricted") return [];
  const shared = objectAt(pod, "securityContext");
  const violations = [
    ...(["hostNetwork", "hostPID", "hostIPC"] as const).filter((key) => pod[key] === true),
    ...listAt(pod, "volumes").flatMap(({ name, ...source }) =>
      Object.keys(source).some((key) => !allowedVolumes.includes(key))
        ? [`restricted volume types (${String(name)})`]
        : [],
    ),
    ...containersOf(pod, at).flatMap(({ container }) => containerViolations(container, shared)),
  ];
  const version = String(labels["pod-security.kubernetes.io/enforce-version"] ?? "latest");
  const reason = `Forbidden: violates PodSecurity "restricted:${version}": ${violations.join(", ")}`;
  return refuse(violations.length > 0, at, reason);
}

function containerViolations(container: Properties, shared: Properties): string[] {
  const own = objectAt(container, "securityContext");
  const dropped = valueAt(own, "capabilities.drop");
  const profile = valueAt(own, "seccompProfile.type") ?? valueAt(shared, "seccompProfile.type");
  const name = `container "${String(container.name)}"`;
  return [
    ...(own.privileged === true ? [`privileged (${name})`] : []),
    ...(own.allowPrivilegeEscalation === false ? [] : [`allowPrivilegeEscalation != false (${name})`]),
    ...(isList(dropped) && dropped.includes("ALL") ? [] : [`unrestricted capabilities (${name})`]),
    ...((own.runAsNonRoot ?? shared.runAsNonRoot) === true ? [] : [`runAsNonRoot != true (${name})`]),
    ...((own.runAsUser ?? shared.runAsUser) === 0 ? [`runAsUser=0 (${name})`] : []),
    ...(profile === "RuntimeDefault" || profile === "Localhost" ? [] : [`seccompProfile (${name})`]),
  ];
}

/** The labels of a template are those that its owner looks for. */
export function selectorMatches(inputs: Properties): readonly Refusal[] {
  const wanted = objectAt(inputs, "spec.selector.matchLabels");
  const labels = objectAt(inputs, "spec.template.metadata.labels");
  return refuse(
    Object.keys(wanted).some((key) => labels[key] !== wanted[key]),
    "spec.template.metadata.labels",
    "Invalid value: `selector` does not match template `labels`",
  );
}
