/** What the cloud has against inputs that are known: references that lead nowhere, names that are taken, its own rules. */
import { CloudError } from "./errors";
import type { Placement, Properties, Refusal, Value } from "./model";
import { attempt } from "./model-call";
import { referencesIn, referredBy } from "./refs";
import type { Site, Wanted } from "./site";
import { canonical, containsUnknown, getAt } from "./values";
import { type Entry, keyOfEntry } from "./world";

interface Resolved {
  /** Keys of the objects that can not be deleted while this one exists. */
  readonly holds: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** The keys of what is held; throws what the cloud has against it. `self` is the object, when it exists already. */
export function admit(site: Site, wanted: Wanted, self?: Entry): readonly string[] {
  const selfKey = self && keyOfEntry(self);
  const { holds, refusals } = resolveReferences(site, wanted, selfKey);
  refuse([...refusals, ...taken(site, wanted, selfKey)]);
  if (!self) refuse(beyondQuota(site, wanted));
  refuse(forbidden(site, wanted, self));
  return holds;
}

function refuse(refusals: readonly Refusal[]): void {
  if (refusals.length > 0) throw CloudError.refused(refusals);
}

function forbidden(site: Site, wanted: Wanted, self: Entry | undefined): readonly Refusal[] {
  const { admit: rules, type } = wanted.model;
  if (!rules) return [];
  const context = { ...site.context(wanted), ...(self ? { self: self.object } : {}) };
  return attempt(type, wanted.urn, () => rules(context));
}

function resolveReferences(site: Site, wanted: Wanted, selfKey: string | undefined): Resolved {
  const { model, inputs } = wanted;
  const placement = site.placementOf(wanted);
  const view = site.view(placement);
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

function taken(site: Site, wanted: Wanted, selfKey: string | undefined): readonly Refusal[] {
  const { model, inputs } = wanted;
  const rules = (model.unique ?? []).flatMap((rule) => {
    const wanted = identifying(rule.fields, inputs);
    return wanted === undefined ? [] : [{ ...rule, wanted }];
  });
  if (rules.length === 0) return [];
  const placement = site.placementOf(wanted);
  const refusals = new Map<string, Refusal>();
  for (const entry of site.world.ofType(site.packageName, model.type)) {
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

function beyondQuota(site: Site, wanted: Wanted): readonly Refusal[] {
  const { quota, type } = wanted.model;
  if (!quota) return [];
  const here = site.placementOf(wanted);
  let count = 0;
  for (const { object } of site.world.ofType(site.packageName, type)) {
    const { account, region } = object.placement;
    if (account === here.account && (quota.scope === "account" || region === here.region)) count += 1;
  }
  return count < quota.most ? [] : [{ property: "", reason: `${quota.reason} (${quota.most} in ${placeOf(here)})` }];
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
