/** What changes between the inputs of an object and the inputs wanted, by the fields of its model. */
import type { Field, Fields, Properties, Value } from "./model";
import { canonical, childPath, isList, isObject, isUnknown, own } from "./values";

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  /** Property path: `ingress[0].cidrBlocks`. */
  readonly path: string;
  readonly kind: ChangeKind;
  readonly replaces: boolean;
}

/** Absent and null are one; an unknown new value counts as a change; fields the cloud fills in may be left out. */
export function diffFields(fields: Fields, olds: Properties, news: Properties): Change[] {
  const changes: Change[] = [];
  diffObject(fields, olds, news, "", false, changes);
  return changes;
}

function diffObject(
  fields: Fields,
  olds: Properties,
  news: Properties,
  path: string,
  replaces: boolean,
  out: Change[],
): void {
  for (const [key, field] of Object.entries(fields)) {
    diffValue(field, own(olds, key) ?? undefined, own(news, key) ?? undefined, childPath(path, key), replaces, out);
  }
}

function diffValue(
  field: Field,
  old: Value | undefined,
  wanted: Value | undefined,
  path: string,
  inherited: boolean,
  out: Change[],
): void {
  if (old === wanted && !isUnknown(wanted)) return;
  const replaces = inherited || field.replaces === true;
  if (wanted === undefined) {
    if (!field.computed) out.push({ path, kind: "delete", replaces });
  } else if (old === undefined) {
    out.push({ path, kind: "add", replaces });
  } else if (isUnknown(wanted)) {
    out.push({ path, kind: "update", replaces });
  } else if (field.kind === "object" && isObject(old) && isObject(wanted)) {
    diffObject(field.fields, old, wanted, path, replaces, out);
  } else if (field.kind === "map" && isObject(old) && isObject(wanted)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(wanted)])) {
      const [before, after] = [own(old, key) ?? undefined, own(wanted, key) ?? undefined];
      diffValue(field.of, before, after, childPath(path, key), replaces, out);
    }
  } else if (field.kind === "list" && isList(old) && isList(wanted)) {
    if (field.set) diffSet(field.of, old, wanted, path, replaces, out);
    else diffList(field.of, old, wanted, path, replaces, out);
  } else if (meaning(field, old) !== meaning(field, wanted)) {
    out.push({ path, kind: "update", replaces });
  }
}

function diffList(
  of: Field,
  old: readonly Value[],
  wanted: readonly Value[],
  path: string,
  replaces: boolean,
  out: Change[],
): void {
  for (let index = 0; index < Math.max(old.length, wanted.length); index++) {
    diffValue(of, old[index], wanted[index], `${path}[${index}]`, replaces, out);
  }
}

/** Elements that one side has more often than the other; where both lack one at an index, that is an update of it. */
function diffSet(
  of: Field,
  old: readonly Value[],
  wanted: readonly Value[],
  path: string,
  inherited: boolean,
  out: Change[],
): void {
  const replaces = inherited || replacesWithin(of);
  const unmatched = new Map<string, number[]>();
  old.forEach((element, index) => {
    const key = meaning(of, element);
    const indices = unmatched.get(key);
    if (indices) indices.push(index);
    else unmatched.set(key, [index]);
  });
  const added = new Set<number>();
  wanted.forEach((element, index) => {
    if (unmatched.get(meaning(of, element))?.pop() === undefined) added.add(index);
  });
  const removed = new Set([...unmatched.values()].flat());
  for (const index of [...new Set([...removed, ...added])].sort((a, b) => a - b)) {
    const kind = removed.has(index) ? (added.has(index) ? "update" : "delete") : "add";
    out.push({ path: `${path}[${index}]`, kind, replaces });
  }
}

/** An element of a set has no identity, so what one of its fields replaces, any change of the element replaces. */
function replacesWithin(field: Field): boolean {
  if (field.replaces) return true;
  if (field.kind === "object") return Object.values(field.fields).some(replacesWithin);
  return (field.kind === "list" || field.kind === "map") && replacesWithin(field.of);
}

/** Equal texts mean the same to the cloud: sets sorted, JSON documents parsed, absent and null alike. */
export function meaning(field: Field, value: Value): string {
  if (field.kind === "json" && typeof value === "string") {
    try {
      return canonical(JSON.parse(value));
    } catch {
      return canonical(value);
    }
  }
  if (field.kind === "list" && isList(value)) {
    const elements = value.map((element) => meaning(field.of, element));
    return `[${(field.set ? elements.sort() : elements).join(",")}]`;
  }
  if (isObject(value) && (field.kind === "object" || field.kind === "map")) {
    const entries: string[] = [];
    for (const key of Object.keys(value).sort()) {
      const entry = value[key];
      if (entry === undefined || entry === null) continue;
      const of = field.kind === "map" ? field.of : own(field.fields, key);
      entries.push(`${JSON.stringify(key)}:${of ? meaning(of, entry) : canonical(entry)}`);
    }
    return `{${entries.join(",")}}`;
  }
  return canonical(value);
}
