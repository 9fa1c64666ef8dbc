/** Diff: what changes, what of it replaces the object, and whether the two could stand side by side. */
import { identifying } from "../admission";
import { drawId } from "../compute";
import { diffFields } from "../diff";
import type { Properties } from "../model";
import type { DiffResult } from "../requests";
import type { Site, Wanted } from "../site";
import { containsUnknown, topOf } from "../values";

interface Existing {
  readonly id: string;
  readonly inputs: Properties;
}

export function diff(site: Site, old: Existing, wanted: Wanted, ignoreChanges: readonly string[]): DiffResult {
  const ignored = new Set(ignoreChanges);
  const changes = diffFields(wanted.model.inputs, old.inputs, wanted.inputs).filter(
    ({ path }) => !ignored.has(topOf(path)),
  );
  const replaces = changes.filter((change) => change.replaces).map(({ path }) => path);
  return { changes, replaces, deleteBeforeReplace: replaces.length > 0 && clashes(site, old, wanted) };
}

/** Whether the object and the one that replaces it can not exist side by side. */
function clashes(site: Site, old: Existing, wanted: Wanted): boolean {
  const { model, inputs: news } = wanted;
  if (model.deleteBeforeReplace) return true;
  const sameRegion = site.regionOf(model, old.inputs) === site.regionOf(model, news);
  const keepsName = (model.unique ?? []).some(({ fields, scope }) => {
    if (scope === "region" && !sameRegion) return false;
    const [before, after] = [identifying(fields, old.inputs), identifying(fields, news)];
    return before !== undefined && before === after;
  });
  if (keepsName || !sameRegion || containsUnknown(news)) return keepsName;
  try {
    return drawId(site, wanted) === old.id;
  } catch {
    return false;
  }
}
