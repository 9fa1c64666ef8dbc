/** Core v1 and what else is no pod: namespaces, configuration, accounts, limits, services, priorities. */
import { list, type ModelContext, object, type Properties, type Refusal, string, type Value } from "../../core/model";
import { isObject } from "../../core/values";
import { builtIn, defineKind, listAt, nameOf, objectAt, refuse } from "./object";
import { amount } from "./quantity";

const reference = "https://kubernetes.io/docs/reference/kubernetes-api";

/** Bytes of data that a config map or a secret holds at most. */
const largestData = 1048576;
const keys = /^[A-Za-z0-9._-]{1,253}$/;

const keysOf = (value: Value | undefined): string[] => (isObject(value) ? Object.keys(value) : []);

export const namespace = defineKind("v1:Namespace", {
  docs: `${reference}/cluster-resources/namespace-v1/`,
  clusterWide: true,
  labelName: true,
  fields: { spec: object({ finalizers: list(string()) }, { computed: true }) },
  admit: ({ inputs }) =>
    refuse(builtIn.includes(nameOf(inputs)), "metadata.name", `AlreadyExists: every cluster has ${nameOf(inputs)}`),
  outputs: ["status"],
  compute: () => ({ spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } }),
});

/** Two maps of one object that may not share a key, and their size together. */
function data(one: string, other: string, { inputs }: Pick<ModelContext, "inputs">): Refusal[] {
  const both = keysOf(inputs[one]).filter((key) => keysOf(inputs[other]).includes(key));
  const size = JSON.stringify([inputs[one], inputs[other]]).length;
  const ill = [one, other].flatMap((map) =>
    keysOf(inputs[map])
      .filter((key) => !keys.test(key))
      .map((key) => ({
        property: `${map}.${key}`,
        reason: "a valid config key has letters, digits, '-', '_' and '.'",
      })),
  );
  return [
    ...ill,
    ...both.map((key) => ({ property: `${other}.${key}`, reason: `${one} has this key too` })),
    ...refuse(size > largestData, one, `Too long: at most ${largestData} bytes`),
  ];
}

// The provider replaces both when their data changes, unless it is told that they are mutable.
export const configMap = defineKind("v1:ConfigMap", {
  docs: `${reference}/config-and-storage-resources/config-map-v1/`,
  replaces: ["data", "binaryData"],
  check: (context) => data("data", "binaryData", context),
});

export const secret = defineKind("v1:Secret", {
  docs: `${reference}/config-and-storage-resources/secret-v1/`,
  replaces: ["data", "stringData", "type"],
  check: (context) => data("data", "stringData", context).filter(({ reason }) => !reason.endsWith("has this key too")),
});

export const serviceAccount = defineKind("v1:ServiceAccount", {
  docs: `${reference}/authentication-resources/service-account-v1/`,
});

export const resourceQuota = defineKind("v1:ResourceQuota", {
  docs: `${reference}/policy-resources/resource-quota-v1/`,
  outputs: ["status"],
  compute: ({ inputs }) => ({ status: { hard: objectAt(inputs, "spec.hard") } }),
});

export const limitRange = defineKind("v1:LimitRange", {
  docs: `${reference}/policy-resources/limit-range-v1/`,
  check: ({ inputs }) =>
    listAt(inputs, "spec.limits").flatMap((limit, index) =>
      keysOf(limit.defaultRequest).flatMap((resource) => {
        const wanted = amount(objectAt(limit, "defaultRequest")[resource]);
        const most = amount(objectAt(limit, "default")[resource]);
        const over = wanted !== undefined && most !== undefined && wanted > most;
        const property = `spec.limits[${index}].defaultRequest.${resource}`;
        return refuse(over, property, "Invalid value: default request value is greater than default limit value");
      }),
    ),
});

const userMaximum = 1_000_000_000;

export const priorityClass = defineKind("scheduling.k8s.io/v1:PriorityClass", {
  docs: `${reference}/workload-resources/priority-class-v1/`,
  clusterWide: true,
  check: ({ inputs }) => [
    ...refuse(
      Number(inputs.value ?? 0) > userMaximum,
      "value",
      `Forbidden: maximum allowed value of a user defined priority is ${userMaximum}`,
    ),
    ...refuse(
      nameOf(inputs).startsWith("system-"),
      "metadata.name",
      "Forbidden: priority class names with 'system-' prefix are reserved for system use only",
    ),
  ],
  admit: ({ inputs, self }) =>
    refuse(
      self !== undefined && self.inputs.value !== inputs.value,
      "value",
      "Forbidden: may not be changed in an update.",
    ),
});

function servicePorts(spec: Properties): readonly Refusal[] {
  const ports = listAt({ spec }, "spec.ports");
  const headless = spec.clusterIP === "None" || spec.type === "ExternalName";
  const names = ports.map(({ name }) => name);
  return [
    ...refuse(ports.length === 0 && spec.ports !== undefined && !headless, "spec.ports", "Required value"),
    ...refuse(
      ports.length > 1 && names.includes(undefined),
      "spec.ports",
      "Required value: each of several ports has a name",
    ),
    ...refuse(new Set(names).size < names.length && ports.length > 1, "spec.ports", "Duplicate value: name"),
    ...ports.flatMap(({ port }, index) =>
      refuse(
        typeof port === "number" && (port < 1 || port > 65535),
        `spec.ports[${index}].port`,
        `Invalid value: ${port}: must be between 1 and 65535, inclusive`,
      ),
    ),
  ];
}

export const service = defineKind("v1:Service", {
  docs: `${reference}/service-resources/service-v1/`,
  labelName: true,
  replaces: ["spec.clusterIP", "spec.type", "spec.loadBalancerClass"],
  check: ({ inputs }) => servicePorts(objectAt(inputs, "spec")),
  outputs: ["status"],
  compute: () => ({ status: { loadBalancer: {} } }),
});

export const storageClass = defineKind("storage.k8s.io/v1:StorageClass", {
  docs: `${reference}/config-and-storage-resources/storage-class-v1/`,
  clusterWide: true,
  replaces: ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"],
  check: ({ given }) => refuse(!given("provisioner"), "provisioner", "Required value"),
});
