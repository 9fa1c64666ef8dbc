/** Create: a new object, or the one that an interrupted run left behind. */
import { admit } from "../admission";
import { drawId, stateOfNew } from "../compute";
import { diffFields } from "../diff";
import { CloudError } from "../errors";
import { attempt, bug } from "../model-call";
import type { Existing } from "../requests";
import type { Session } from "../session";
import type { Site, Wanted } from "../site";
import { type Entry, keyOf, keyOfEntry } from "../world";
import { change } from "./update";

export function create(site: Site, session: Session, wanted: Wanted): Existing {
  return adopt(site, session, wanted) ?? make(site, wanted);
}

function make(site: Site, wanted: Wanted): Existing {
  const { model, urn, inputs } = wanted;
  const { world, packageName } = site;
  const { type } = model;
  const holds = admit(site, wanted);
  const id = attempt(type, urn, () => drawId(site, wanted));
  if (typeof id !== "string" || id === "") throw bug(type, urn, new Error("it made no id"));
  const placement = site.placementOf(wanted);
  const taken = world.get(keyOf(packageName, type, placement, id));
  if (taken) throw new CloudError("exists", `AlreadyExists: ${type} ${id} exists already (${taken.object.urn})`);
  if (world.retired(keyOf(packageName, type, placement, id)))
    throw new CloudError(
      "exists",
      `AlreadyExists: ${type} ${id} exists already: it was deleted, and its name stays taken`,
    );
  const { state, addresses } = stateOfNew(site, wanted, id);
  world.put({
    package: packageName,
    object: { type, id, urn, placement, inputs, state },
    sequence: world.createdCount(urn),
    origin: urn,
    addresses,
    holds,
    acknowledged: false,
  });
  return { id, state };
}

/**
 * An object that an interrupted run made and no state file has: the answer to its Create was lost. Taking it is what
 * clouds do with a repeated request (client tokens); without that every crash would leave an object behind.
 */
function adopt(site: Site, session: Session, wanted: Wanted): Existing | undefined {
  const orphan = orphanOf(site, session, wanted);
  if (!orphan) return undefined;
  const { id, inputs, state, placement } = orphan.object;
  const changes = diffFields(wanted.model.inputs, inputs, wanted.inputs);
  const moved = placement.region !== site.placementOf(wanted).region;
  if (moved || changes.some(({ replaces }) => replaces)) {
    if (site.usersOf(orphan).length === 0) site.world.remove(keyOfEntry(orphan));
    return undefined;
  }
  return changes.length === 0 ? { id, state } : change(site, wanted, orphan);
}

function orphanOf(
  { world, packageName, placement }: Site,
  session: Session,
  { model, urn }: Wanted,
): Entry | undefined {
  return world
    .ofUrn(urn)
    .find(
      ({ acknowledged, object, package: owner }) =>
        !acknowledged &&
        owner === packageName &&
        object.type === model.type &&
        object.placement.account === placement.account &&
        session.mayBeOrphan(urn, object.id),
    );
}
