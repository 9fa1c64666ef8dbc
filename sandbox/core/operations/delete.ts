/** Delete: an object that nobody needs and nothing protects. */
import { CloudError } from "../errors";
import { attempt } from "../model-call";
import type { Site, Wanted } from "../site";
import { keyOfEntry } from "../world";

/** Deleting what is gone already is no error. */
export function remove(site: Site, wanted: Wanted, id: string): void {
  const entry = site.entry(wanted, id);
  if (!entry) return;
  const { model, urn } = wanted;
  const users = site.usersOf(entry).map(({ object }) => `${object.type} ${object.id}`);
  if (users.length > 0) throw new CloudError("in-use", `DependencyViolation: ${id} is used by ${users.join(", ")}`);
  const { object } = entry;
  const reason = attempt(model.type, urn, () => model.retain?.(object, site.view(object.placement)));
  if (reason !== undefined) throw new CloudError("in-use", reason);
  if (model.lasting) site.world.retire(keyOfEntry(entry));
  else site.world.remove(keyOfEntry(entry));
}
