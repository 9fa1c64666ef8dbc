/** Core v1: namespaces and config maps. Followed: kubernetes.io, "Object Names and IDs" and the API reference of each. */
import { createHash } from "node:crypto";
import {
  boolean,
  defineResource,
  type Field,
  list,
  map,
  object,
  type Properties,
  string,
  type Value,
} from "../../core/model";
import { isObject } from "../../core/values";

const namespaceType = "kubernetes:core/v1:Namespace";
const configMapType = "kubernetes:core/v1:ConfigMap";

/** RFC 1123: a label for namespaces, a subdomain for most other names. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const qualifiedKey = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Namespaces that every cluster has. */
const builtIn = ["default", "kube-node-lease", "kube-public", "kube-system"];
/** Bytes of data that a config map holds at most. */
const largestConfigMap = 1048576;

/** The provider names objects that have no name: the resource's name and eight characters. */
function autoName(resourceName: string): string {
  return `${resourceName}-${createHash("sha256").update(resourceName).digest("hex").slice(0, 8)}`;
}

function metadata(name: Field, extra: { readonly [key: string]: Field } = {}): Field {
  return object(
    {
      name,
      labels: map(string({ maxLength: 63, pattern: labelValue }), { keyPattern: qualifiedKey }),
      annotations: map(string(), { keyPattern: qualifiedKey }),
      finalizers: list(string()),
      ...extra,
    },
    { default: (_inputs, _placement, resourceName) => ({ name: autoName(resourceName) }) },
  );
}

const named = (pattern: RegExp, maxLength: number): Field =>
  string({ pattern, maxLength, replaces: true, default: (_inputs, _placement, name) => autoName(name) });

const meta = ({ metadata: value }: Properties): Properties => (isObject(value) ? value : {});
const keysOf = (value: Value | undefined): string[] => (isObject(value) ? Object.keys(value) : []);

export const namespace = defineResource({
  type: namespaceType,
  docs: "https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/",
  location: "global",
  inputs: {
    apiVersion: string({ oneOf: ["v1"], default: "v1" }),
    kind: string({ oneOf: ["Namespace"], default: "Namespace" }),
    metadata: metadata(named(dnsLabel, 63)),
    spec: object({ finalizers: list(string()) }, { computed: true }),
  },
  unique: [{ fields: ["metadata.name"], scope: "account", reason: "AlreadyExists: the cluster has this namespace" }],
  admit: ({ inputs }) =>
    builtIn.includes(String(meta(inputs).name))
      ? [{ property: "metadata.name", reason: `AlreadyExists: every cluster has ${String(meta(inputs).name)}` }]
      : [],
  id: ({ inputs }) => String(meta(inputs).name),
  outputs: ["status"],
  compute: () => ({ spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } }),
});

const keys = /^[A-Za-z0-9._-]{1,253}$/;

export const configMap = defineResource({
  type: configMapType,
  docs: "https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/config-map-v1/",
  location: "global",
  inputs: {
    apiVersion: string({ oneOf: ["v1"], default: "v1" }),
    kind: string({ oneOf: ["ConfigMap"], default: "ConfigMap" }),
    metadata: metadata(named(dnsSubdomain, 253), {
      namespace: string({ pattern: dnsLabel, maxLength: 63, replaces: true }),
    }),
    // The provider replaces a config map whose data changes, unless enableConfigMapMutable is set.
    data: map(string(), { keyPattern: keys, replaces: true }),
    binaryData: map(string({ pattern: /^[A-Za-z0-9+/]*={0,2}$/ }), { keyPattern: keys, replaces: true }),
    immutable: boolean(),
  },
  unique: [
    {
      fields: ["metadata.namespace", "metadata.name"],
      scope: "account",
      reason: "AlreadyExists: the namespace has this config map",
    },
  ],
  check: ({ inputs }) => {
    const { data, binaryData } = inputs;
    const both = keysOf(data).filter((key) => keysOf(binaryData).includes(key));
    const size = JSON.stringify([data, binaryData]).length;
    return [
      ...both.map((key) => ({ property: `binaryData.${key}`, reason: "data has this key too" })),
      ...(size > largestConfigMap ? [{ property: "data", reason: `Too long: at most ${largestConfigMap} bytes` }] : []),
    ];
  },
  admit: ({ inputs, world, placement }) => {
    const name = String(meta(inputs).namespace ?? "default");
    const exists =
      builtIn.includes(name) ||
      world.objects(namespaceType).some(({ id, placement: at }) => id === name && at.account === placement.account);
    return exists ? [] : [{ property: "metadata.namespace", reason: `NotFound: namespaces "${name}" not found` }];
  },
  id: ({ inputs }) => `${String(meta(inputs).namespace ?? "default")}/${String(meta(inputs).name)}`,
  outputs: [],
  compute: () => ({}),
  deleteBeforeReplace: true,
});
