/** What the cloud has against inputs that are known: references that lead nowhere, names that are taken. */
import type { Placement, Properties, Refusal, ResourceModel, Value } from "./model";
import { referencesIn, referredBy } from "./refs";
import { canonical, containsUnknown, getAt } from "./values";
import type { WorldView } from "./view";
import { type Entry, keyOfEntry, type SandboxWorld } from "./world";

export interface Subject {
  readonly model: ResourceModel;
  readonly inputs: Properties;
  readonly placement: Placement;
  readonly view: WorldView;
  /** The object itself, when it exists already. */
  readonly self?: Entry;
}

export interface Admission {
  /** Keys of the objects that can not be deleted while this one exists. */
  readonly holds: readonly string[];
  readonly refusals: readonly Refusal[];
}

export function admission(world: SandboxWorld, packageName: string, subject: Subject): Admission {
  const selfKey = subject.self && keyOfEntry(subject.self);
  const { holds, refusals } = resolveReferences(subject, selfKey);
  return { holds, refusals: [...refusals, ...taken(world.ofType(packageName, subject.model.type), subject, selfKey)] };
}

function resolveReferences({ model, inputs, placement, view }: Subject, selfKey: string | undefined): Admission {
  const refusals: Refusal[] = [];
  const holds = new Set<string>();
  for (const { path, field, value } of referencesIn(model.inputs, inputs)) {
    const by = referredBy(field);
    const candidates = field.to.flatMap((type) => by.flatMap((key) => view.locate(type, value, key) ?? []));
    const target = candidates.find(({ object }) => reachable(object.placement, placement, field.sameRegion));
    if (!target) {
      const elsewhere = candidates[0] ? `; there is one in ${placeOf(candidates[0].object.placement)}` : "";
      const sought = `${field.to.join(" or ")} with ${by.join(" or ")} ${JSON.stringify(value)}`;
      refusals.push({ property: path, reason: `NotFound: no ${sought} exists in ${placeOf(placement)}${elsewhere}` });
    } else if (field.holds !== false && keyOfEntry(target) !== selfKey) {
      holds.add(keyOfEntry(target));
    }
  }
  return { holds: [...holds], refusals };
}

function taken(
  others: Iterable<Entry>,
  { model, inputs, placement }: Subject,
  selfKey: string | undefined,
): readonly Refusal[] {
  const rules = (model.unique ?? []).flatMap((rule) => {
    const wanted = identifying(rule.fields, inputs);
    return wanted === undefined ? [] : [{ ...rule, wanted }];
  });
  if (rules.length === 0) return [];
  const refusals = new Map<string, Refusal>();
  for (const entry of others) {
    const { placement: there, inputs: theirs } = entry.object;
    for (const { fields, scope, reason, wanted } of rules) {
      if (scope !== "cloud" && there.account !== placement.account) continue;
      if (scope === "region" && there.region !== placement.region) continue;
      if (identifying(fields, theirs) !== wanted || keyOfEntry(entry) === selfKey) continue;
      refusals.set(fields.join(), { property: fields[0] ?? "", reason });
    }
  }
  return [...refusals.values()];
}

export function placeOf({ account, region }: Placement): string {
  return [account && `account ${account}`, region].filter(Boolean).join(", ") || "this cluster";
}

function reachable(target: Placement, from: Placement, sameRegion: false | undefined): boolean {
  if (target.account !== from.account) return false;
  return sameRegion === false || target.region === "" || from.region === "" || target.region === from.region;
}

/** The values of the fields as one text, or nothing when one of them is absent or unknown. Dots go into objects. */
export function identifying(fields: readonly string[], properties: Properties): string | undefined {
  const values: Value[] = [];
  for (const field of fields) {
    const value = getAt(properties, field.split("."));
    if (value === undefined || value === null || containsUnknown(value)) return undefined;
    values.push(value);
  }
  return canonical(values);
}
