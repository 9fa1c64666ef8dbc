/** What Google Cloud's resource types have in common. */
import { createHash } from "node:crypto";
import {
  type CreateContext,
  defineResource,
  type Field,
  type Fields,
  type ModelContext,
  map,
  type Properties,
  type Refusal,
  type ResourceModel,
  type StoredObject,
  string,
  type Value,
  type World,
} from "../../core/model";

export const docs = (page: string): string =>
  `https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/${page}`;

/** Names of Compute Engine (RFC 1035). */
export const rfc1035 = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const rfc1035Hint = "1 to 63 lower-case letters, digits and hyphens, a letter first, no hyphen last";

/** A name that Pulumi makes up when none is given: the resource's own and seven characters. */
export function autoname(_inputs: Properties, placement: { account: string }, resourceName: string): string {
  const suffix = createHash("sha256").update(`${placement.account}/${resourceName}`).digest("hex").slice(0, 7);
  return `${resourceName}-${suffix}`;
}

export const nameField = (): Field =>
  string({ replaces: true, default: autoname, pattern: rfc1035, hint: rfc1035Hint });

const labelKey = /^[a-z][a-z0-9_-]{0,62}$/;
export const labelsField = (): Field =>
  map(string({ pattern: /^[a-z0-9_-]{0,63}$/, hint: "at most 63 lower-case letters, digits, _ and -" }), {
    keyPattern: labelKey,
    maxEntries: 64,
  });
export const labelOutputs = ["effectiveLabels", "pulumiLabels"] as const;
export function labelsOf(inputs: Properties): Properties {
  const labels = inputs.labels ?? {};
  return { effectiveLabels: labels, pulumiLabels: labels };
}

export const resourceManagerTags = (): Fields => ({
  resourceManagerTags: map(string({ pattern: /^tagValues\/\d+$/ }), { keyPattern: /^tagKeys\/\d+$/ }),
});

export function projectOf({ inputs, placement }: Pick<ModelContext, "inputs" | "placement">): string {
  return text(inputs.project) ?? placement.account;
}

export function text(value: Value | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
export function texts(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === "string") : [];
}
export function objects(value: Value | undefined): readonly Properties[] {
  return Array.isArray(value) ? value.filter(isProperties) : [];
}
function isProperties(value: Value): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
/** Whether an input is given: an empty list counts as absent, as it does in the API. */
export function given(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

type Knowledge = Pick<ModelContext, "inputs" | "given">;
/** Whether an input is given or will be: at preview its value may not be known yet. */
export function stated({ inputs, given: isGiven }: Knowledge, field: string): boolean {
  return Object.hasOwn(inputs, field) ? given(inputs[field]) : isGiven(field);
}
/** Whether an input is given and its value is not known yet, so that nothing can be said of it. */
export function unknown({ inputs, given: isGiven }: Knowledge, field: string): boolean {
  return isGiven(field) && !Object.hasOwn(inputs, field);
}

export const selfLink = (id: string): string => `https://www.googleapis.com/compute/v1/${id}`;

/** A moment of 2026 that is always the same for the same object. */
export function timestamp(context: Pick<CreateContext, "digits">): string {
  const seconds = Number(context.digits(8)) % (200 * 86_400);
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1_000).toISOString();
}

/** Names a resource may be given by: id, URL, or short name. */
export const compute = { by: ["id", "selfLink", "name"] } as const;

/** What a value of a reference names, whichever way it is written. */
export function resolve(world: World, type: string, value: Value | undefined): StoredObject | undefined {
  if (typeof value !== "string") return undefined;
  return world.find(type, value) ?? world.find(type, value, "selfLink") ?? world.find(type, value, "name");
}

export const refuse = (property: string, reason: string): Refusal => ({ property, reason });
export const invalid = (property: string, reason: string): Refusal =>
  refuse(property, `Error 400: Invalid value for field 'resource.${property}': ${reason}, invalid`);

interface GcpModel extends Omit<ResourceModel, "docs"> {
  /** Page of the provider's documentation. */
  readonly page: string;
  /** APIs that the project has to have switched on: `compute`. */
  readonly apis?: readonly string[];
  /** False for types that take no project of their own. */
  readonly takesProject?: false;
  /** False for types that take no deletion policy. */
  readonly takesDeletionPolicy?: false;
}

const deletionPolicies = ["DELETE", "PREVENT", "ABANDON"] as const;

/** A type of Google Cloud: `project`, `region` and `deletionPolicy` are the same for all that take them. */
export function defineGcp(model: GcpModel): ResourceModel {
  const { page, apis, takesProject, takesDeletionPolicy, ...rest } = model;
  const common: Record<string, Field> = {};
  if (takesProject !== false) common.project = string({ replaces: true, computed: true, pattern: projectId });
  if (model.location === "region") common.region = string({ replaces: true, computed: true });
  if (takesDeletionPolicy !== false) common.deletionPolicy = string({ oneOf: deletionPolicies, computed: true });
  return defineResource({
    ...rest,
    docs: docs(page),
    inputs: { ...common, ...model.inputs },
    compute: (context) => {
      const computed: Record<string, Value> = {};
      if (takesProject !== false) computed.project = projectOf(context);
      if (model.location === "region") computed.region = context.region;
      if (takesDeletionPolicy !== false) computed.deletionPolicy = "DELETE";
      return { ...computed, ...model.compute(context) };
    },
    admit: (context) => {
      const refusals = mayTouch(context, apis ?? []);
      return refusals.length > 0 ? refusals : (model.admit?.(context) ?? []);
    },
    retain: (object, world) => {
      if (object.inputs.deletionPolicy === "PREVENT")
        return `${object.id} has the deletion policy PREVENT and can not be deleted`;
      return model.retain?.(object, world);
    },
  });
}

export const projectId = /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/;
export const serviceType = "gcp:projects/service:Service";

/** The identity that a provider runs as has rights in its own project only, and there only on APIs switched on. */
function mayTouch(context: ModelContext, apis: readonly string[]): readonly Refusal[] {
  const project = projectOf(context);
  if (project === "") return [refuse("project", "project: required field is not set")];
  if (project !== context.placement.account)
    return [refuse("project", `Error 403: Permission denied on resource project ${project}., forbidden`)];
  const enabled = context.world.objects(serviceType).filter(({ placement }) => placement.account === project);
  const off = apis.filter((api) => !enabled.some(({ inputs }) => inputs.service === `${api}.googleapis.com`));
  return off.map((api) =>
    refuse(
      "",
      `Error 403: ${api}.googleapis.com has not been used in project ${project} before or it is disabled., accessNotConfigured`,
    ),
  );
}
