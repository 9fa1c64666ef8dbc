/** What all Kubernetes objects have in common: names, a namespace that exists, fields that stay as they are. */
import { createHash } from "node:crypto";
import {
  defineResource,
  type Field,
  type Fields,
  list,
  type ModelContext,
  map,
  object,
  type Properties,
  type Refusal,
  type ResourceModel,
  type StoredObject,
  string,
  type Value,
} from "../../core/model";
import { getAt, isList, isObject, parsePath } from "../../core/values";
import type { ModelledKind } from "./kinds";
import { fieldsOf } from "./schema";

/** RFC 1123: a label for namespaces and services, a subdomain for most other names. */
export const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const dnsSubdomain = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const qualifiedKey = /^([a-z0-9.-]{1,253}\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/;
const labelValue = /^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$/;

/** Namespaces that every cluster has. */
export const builtIn = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** Pulumi's token of a kind: `kubernetes:core/v1:Namespace`. */
export const tokenOf = (kind: ModelledKind): string => `kubernetes:${kind.startsWith("v1:") ? "core/" : ""}${kind}`;

type Admission = ModelContext & { readonly self?: StoredObject };

interface ObjectKind {
  readonly docs: string;
  /** Object of the whole cluster, in no namespace. */
  readonly clusterWide?: true;
  /** Names are a label: shorter, and without dots. */
  readonly labelName?: true;
  /** Paths whose change makes the object anew, in the provider or in the API server. */
  readonly replaces?: readonly string[];
  /** In place of the schema's. */
  readonly fields?: Fields;
  readonly outputs?: readonly string[];
  readonly compute?: ResourceModel["compute"];
  readonly check?: (context: ModelContext) => readonly Refusal[];
  readonly admit?: (context: Admission) => readonly Refusal[];
}

export function defineKind(kind: ModelledKind, described: ObjectKind): ResourceModel {
  const separator = kind.indexOf(":");
  const [apiVersion, name] = [kind.slice(0, separator), kind.slice(separator + 1)];
  const { docs, clusterWide, labelName, replaces = [], check, outputs = [], compute = () => ({}) } = described;
  const namePattern = labelName ? dnsLabel : dnsSubdomain;
  const fields = replaces.reduce((all, path) => replacing(all, path.split(".")), described.fields ?? fieldsOf(kind));
  return defineResource({
    type: tokenOf(kind),
    docs,
    location: "global",
    inputs: {
      ...fields,
      apiVersion: string({ oneOf: [apiVersion], default: apiVersion }),
      kind: string({ oneOf: [name], default: name }),
      metadata: metadata(
        string({
          pattern: namePattern,
          maxLength: labelName ? 63 : 253,
          replaces: true,
          default: (_inputs, _placement, resourceName) => autoName(resourceName),
        }),
        clusterWide ? {} : { namespace: string({ pattern: dnsLabel, maxLength: 63, replaces: true }) },
      ),
    },
    unique: [
      {
        fields: clusterWide ? ["metadata.name"] : ["metadata.namespace", "metadata.name"],
        scope: "account",
        reason: `AlreadyExists: the ${clusterWide ? "cluster" : "namespace"} has this ${words(name)}`,
      },
    ],
    ...(check && { check }),
    admit: (context) => [...(clusterWide ? [] : inNamespace(context)), ...(described.admit?.(context) ?? [])],
    id: ({ inputs }) => idOf(inputs, clusterWide),
    outputs,
    compute,
  });
}

/** `ConfigMap` → config map. */
const words = (kind: string) => kind.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

/** A namespaced object without a namespace is in `default`. */
export const namespaceOf = (inputs: Properties): string => String(meta(inputs).namespace ?? "default");
export const nameOf = (inputs: Properties): string => String(meta(inputs).name);
export const meta = ({ metadata: value }: Properties): Properties => (isObject(value) ? value : {});

const idOf = (inputs: Properties, clusterWide: true | undefined) =>
  clusterWide ? nameOf(inputs) : `${namespaceOf(inputs)}/${nameOf(inputs)}`;

/** The provider names objects that have no name: the resource's name and eight characters. */
function autoName(resourceName: string): string {
  return `${resourceName}-${createHash("sha256").update(resourceName).digest("hex").slice(0, 8)}`;
}

function metadata(name: Field, extra: Fields): Field {
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

/** The fields with the one at the path making the object anew. */
function replacing(fields: Fields, [key, ...rest]: readonly string[]): Fields {
  const field = key === undefined ? undefined : fields[key];
  if (key === undefined || !field) throw new Error(`there is no field ${key}`);
  if (rest.length === 0) return { ...fields, [key]: { ...field, replaces: true } };
  if (field.kind !== "object") throw new Error(`${key} has no fields`);
  return { ...fields, [key]: { ...field, fields: replacing(field.fields, rest) } };
}

function inNamespace(context: ModelContext): readonly Refusal[] {
  const name = namespaceOf(context.inputs);
  return builtIn.includes(name) || exists(context, "v1:Namespace", name)
    ? []
    : [{ property: "metadata.namespace", reason: `NotFound: namespaces "${name}" not found` }];
}

/** Whether the cluster has the object: `namespace/name`, or the name alone for a kind of the whole cluster. */
export function exists(context: ModelContext, kind: ModelledKind, id: string): boolean {
  return found(context, kind, id) !== undefined;
}

export function found({ world, placement }: ModelContext, kind: ModelledKind, id: string): StoredObject | undefined {
  const object = world.find(tokenOf(kind), id);
  return object?.placement.account === placement.account ? object : undefined;
}

/** The value at a path of the inputs (`spec.template.spec`), or nothing where it is absent or not known yet. */
export const valueAt = (inputs: Properties, path: string): Value | undefined => getAt(inputs, parsePath(path) ?? []);
export const objectAt = (inputs: Properties, path: string): Properties => {
  const value = valueAt(inputs, path);
  return isObject(value) ? value : {};
};
export const listAt = (inputs: Properties, path: string): readonly Properties[] => {
  const value = valueAt(inputs, path);
  return isList(value) ? value.filter(isObject) : [];
};

export const refuse = (when: boolean, property: string, reason: string): readonly Refusal[] =>
  when ? [{ property, reason }] : [];
