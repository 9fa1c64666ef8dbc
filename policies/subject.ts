/** What a rule is asked about: a resource as the engine hands it over, in the world of its stack. */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { type Text, texts } from "./properties";
import type { World } from "./stack";

/**
 * `builtin`: the engine's own (`pulumi:pulumi:Stack`, providers); `component`: no provider, so nothing in a cloud, and its
 * children are judged one by one; `resource`: everything else.
 */
export type SubjectKind = "builtin" | "component" | "resource";

export interface Subject {
  readonly kind: SubjectKind;
  readonly type: string;
  readonly urn: string;
  readonly name: string;
  readonly properties: object;
  readonly provider?: { readonly type: string; readonly name: string; readonly properties: object };
  readonly world: World;
  /** Every known string among the properties; walked once for all rules. */
  texts(): readonly Text[];
}

/** The name of the stack in `urn:pulumi:<stack>::<project>::…`. */
export function stackName(urn: string): string {
  return urn.split("::", 1)[0]?.split(":")[2] ?? "";
}

function kindOf({ type, provider }: ResourceValidationArgs): SubjectKind {
  if (type.startsWith("pulumi:")) return "builtin";
  return provider ? "resource" : "component";
}

interface Walk {
  readonly urn: string;
  readonly readers: Set<string>;
  readonly texts: readonly Text[];
}
let lastWalk: Walk | undefined;

/** The SDK gives each rule a copy of its own; a second call by the same rule is a new version of the resource. */
function sharedTexts(args: ResourceValidationArgs, rule: string): readonly Text[] {
  if (lastWalk?.urn !== args.urn || lastWalk.readers.has(rule)) {
    lastWalk = { urn: args.urn, readers: new Set(), texts: texts(args.props) };
  }
  lastWalk.readers.add(rule);
  return lastWalk.texts;
}

export function subjectOf(args: ResourceValidationArgs, world: World, rule: string): Subject {
  const { type, urn, name, props, provider } = args;
  let own: readonly Text[] | undefined;
  return {
    kind: kindOf(args),
    type,
    urn,
    name,
    properties: props,
    ...(provider ? { provider: { type: provider.type, name: provider.name, properties: provider.props } } : {}),
    world,
    texts: () => {
      own ??= sharedTexts(args, rule);
      return own;
    },
  };
}
