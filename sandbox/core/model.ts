/**
 * The language in which the sandbox's resource types are described: what each input accepts, what it points at, what
 * replaces the resource, what the cloud computes and what it forbids. A type is one `defineResource` call; everything a
 * provider does with it (check, diff, create, read, update, delete, preview) follows from the description.
 */

/** A property value as the protocol carries it, secrets unwrapped. `undefined` stands for absent. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };
export type Properties = { readonly [key: string]: Value };

/** Where a provider instance points: what its Configure call said, reduced to what models need. */
export interface Placement {
  /** AWS account id, GCP project, Alibaba account id, Cloudflare account id; `""` for kubernetes. */
  readonly account: string;
  /** The provider's region in the cloud's own spelling; `""` where the package has none. */
  readonly region: string;
}

/** An object that exists in the sandbox. */
export interface StoredObject {
  readonly type: string;
  readonly id: string;
  /** URN of the registration that made it. */
  readonly urn: string;
  readonly placement: Placement;
  readonly inputs: Properties;
  /** Inputs and computed outputs together, as Read answers them. */
  readonly state: Properties;
}

/** What a rule may ask about the rest of the cloud. Only objects of the same package are seen. */
export interface World {
  /** Every object of a type, over all accounts and regions. */
  objects(type: string): readonly StoredObject[];
  /** The object of a type with this id (or, with `by`, with this value in its state). */
  find(type: string, value: string, by?: string): StoredObject | undefined;
}

interface FieldOptions {
  /** Refuse the resource without it. */
  readonly required?: true;
  /** A change of it replaces the resource. */
  readonly replaces?: true;
  /** Filled in by Check when absent. A function gets the inputs so far and the resource's Pulumi name. */
  readonly default?: Value | ((inputs: Properties, placement: Placement, resourceName: string) => Value | undefined);
  /** The cloud fills it in when absent; then it is an output that is unknown at preview. */
  readonly computed?: true;
  /** Names of fields that can not be given together with this one. */
  readonly conflictsWith?: readonly string[];
  /** The cloud keeps it but never answers it (write-only), so Read returns what was sent. */
  readonly secret?: true;
}

export type Field = FieldOptions &
  (
    | {
        readonly kind: "string";
        readonly pattern?: RegExp;
        readonly oneOf?: readonly string[];
        readonly minLength?: number;
        readonly maxLength?: number;
        readonly hint?: string;
      }
    | {
        readonly kind: "integer" | "number";
        readonly min?: number;
        readonly max?: number;
        readonly oneOf?: readonly number[];
      }
    | { readonly kind: "boolean" }
    /** An IPv4 block, host bits zero, with a prefix length from `minPrefix` (shortest) to `maxPrefix`. */
    | { readonly kind: "cidr"; readonly minPrefix?: number; readonly maxPrefix?: number }
    | {
        readonly kind: "list";
        readonly of: Field;
        readonly minItems?: number;
        readonly maxItems?: number /** Order means nothing (a Terraform set). */;
        readonly set?: true;
      }
    | { readonly kind: "map"; readonly of: Field; readonly keyPattern?: RegExp; readonly maxEntries?: number }
    | { readonly kind: "object"; readonly fields: Fields }
    /** Names another resource, which must exist; while it does, that one can not be deleted (unless `holds: false`). */
    | {
        readonly kind: "ref";
        /** Types it may name. */
        readonly to: readonly string[];
        /** Which value of the target's state it carries, or which ones it may; `id` by default. */
        readonly by?: string | readonly string[];
        readonly holds?: false;
        /** The target must be in the resource's own region; true unless said otherwise. */
        readonly sameRegion?: false;
      }
    /** A JSON document (policies). Compared by meaning, so that spacing is no difference. */
    | { readonly kind: "json" }
    /** Whatever the cloud takes as it is (a chart's values), or what no other kind says. */
    | { readonly kind: "any"; readonly test?: (value: Value) => boolean; readonly hint?: string }
  );
export type Fields = { readonly [name: string]: Field };

/** What a function of a model sees. In `check` some inputs can be unknown: then they are absent from `inputs`. */
export interface ModelContext {
  readonly urn: string;
  /** The last part of the URN. */
  readonly resourceName: string;
  readonly placement: Placement;
  /** `inputs.region` where the type takes one, else the provider's. */
  readonly region: string;
  readonly inputs: Properties;
  /** Whether an input is given at all, also when its value is not known yet. */
  given(input: string): boolean;
  readonly world: World;
}

export interface CreateContext extends ModelContext {
  readonly id: string;
  /** Deterministic characters derived from URN and creation count: `hex(17)` for AWS ids, `digits(19)` for GCP. */
  hex(length: number): string;
  digits(length: number): string;
  /** Lower-case letters and digits. */
  alphanumeric(length: number): string;
  /** A public (or private, inside `cidr`) IPv4 address of the object's own, taken by no other object. */
  publicAddress(): string;
  privateAddress(cidr: string): string;
}

/** A refusal: which property, and what the cloud would answer. */
export interface Refusal {
  /** Property path (`ingress[0].cidrBlocks`), or "" for the resource as a whole. */
  readonly property: string;
  /** The cloud's own error code and words where known: `InvalidSubnet.Conflict: …`. */
  readonly reason: string;
}

export interface ResourceModel {
  /** Pulumi type token: `aws:ec2/vpc:Vpc`. */
  readonly type: string;
  /** The page that was followed. */
  readonly docs: string;
  readonly inputs: Fields;
  /** Makes the id. Gets the context without `id`. */
  readonly id: (context: Omit<CreateContext, "id">) => string;
  /**
   * Computed outputs besides the inputs. Called on create and on update. What is not named in `outputs` is no output:
   * the names are needed at preview, when the values are unknown.
   */
  readonly outputs: readonly string[];
  readonly compute: (context: CreateContext) => Properties;
  /** Inputs whose values, within account and region (or over the whole cloud), no two objects of the type may share. */
  readonly unique?: readonly {
    readonly fields: readonly string[];
    readonly scope: "region" | "account" | "cloud";
    readonly reason: string;
  }[];
  /** How many objects of the type an account may have, as it comes (`account`) or in each region. */
  readonly quota?: { readonly most: number; readonly scope: "region" | "account"; readonly reason: string };
  /** Needs no world; run at Check with what is known. */
  readonly check?: (context: ModelContext) => readonly Refusal[];
  /** Needs the world; run at Create and Update, when everything is known. */
  readonly admit?: (context: ModelContext & { readonly self?: StoredObject }) => readonly Refusal[];
  /** The cloud changes these only by making the resource anew, and two can not exist side by side: delete first. */
  readonly deleteBeforeReplace?: true;
  /** Deletion only lets go of it: the cloud keeps it, unseen and with its id, which can never be had again. */
  readonly lasting?: true;
  /** Extra reasons against deletion besides references held (deletion protection, non-empty bucket). */
  readonly retain?: (object: StoredObject, world: World) => string | undefined;
  /** Whether the type has a location at all: `global` types are not checked against the provider's region. */
  readonly location: "region" | "global";
}

/** A function a program may call: zones, identities, images. */
export interface InvokeModel {
  readonly token: string;
  readonly docs: string;
  readonly inputs: Fields;
  readonly answer: (context: {
    readonly inputs: Properties;
    readonly placement: Placement;
    readonly region: string;
    readonly world: World;
  }) => Properties;
}

/** What the provider itself takes (`new aws.Provider`). */
export interface ProviderModel {
  readonly inputs: Fields;
  readonly placement: (config: Properties) => Placement;
  /** Refusals such as a location that the cloud does not have. */
  readonly check?: (config: Properties) => readonly Refusal[];
}

/** One package of the sandbox: `aws`, `gcp`, `alicloud`, `cloudflare`, `kubernetes`. */
export interface PackageModel {
  readonly name: string;
  /** Version of the SDK that the models were written for. */
  readonly version: string;
  readonly provider: ProviderModel;
  readonly resources: readonly ResourceModel[];
  readonly invokes: readonly InvokeModel[];
}

export function defineResource(model: ResourceModel): ResourceModel {
  return model;
}

type Options<K extends Field["kind"]> = Omit<Extract<Field, { kind: K }>, "kind">;

export const string = (options: Options<"string"> = {}): Field => ({ kind: "string", ...options });
export const integer = (
  options: FieldOptions & { min?: number; max?: number; oneOf?: readonly number[] } = {},
): Field => ({ kind: "integer", ...options });
export const number = (
  options: FieldOptions & { min?: number; max?: number; oneOf?: readonly number[] } = {},
): Field => ({ kind: "number", ...options });
export const boolean = (options: Options<"boolean"> = {}): Field => ({ kind: "boolean", ...options });
export const cidr = (options: Options<"cidr"> = {}): Field => ({ kind: "cidr", ...options });
export const list = (of: Field, options: Omit<Options<"list">, "of"> = {}): Field => ({ kind: "list", of, ...options });
export const map = (of: Field, options: Omit<Options<"map">, "of"> = {}): Field => ({ kind: "map", of, ...options });
export const object = (fields: Fields, options: Omit<Options<"object">, "fields"> = {}): Field => ({
  kind: "object",
  fields,
  ...options,
});
export const ref = (to: string | readonly string[], options: Omit<Options<"ref">, "to"> = {}): Field => ({
  kind: "ref",
  to: typeof to === "string" ? [to] : to,
  ...options,
});
export const any = (options: Options<"any"> = {}): Field => ({ kind: "any", ...options });
export const json = (options: Options<"json"> = {}): Field => ({ kind: "json", ...options });
