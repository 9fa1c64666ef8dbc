/** Update: an object under other inputs, keeping its id, its addresses and what the cloud filled in. */
import { admit, placeOf } from "../admission";
import { stateOfChanged } from "../compute";
import { CloudError } from "../errors";
import type { Properties } from "../model";
import { previewUpdate } from "../preview";
import type { Existing } from "../requests";
import type { Site, Wanted } from "../site";
import { containsUnknown } from "../values";
import type { Entry } from "../world";

/** `entry` is what exists under the id, if anything. */
export function update(site: Site, wanted: Wanted, id: string, entry: Entry | undefined): Existing {
  if (entry) return change(site, wanted, { ...entry, acknowledged: true });
  throw new CloudError(
    "not-found",
    `NotFound: ${wanted.model.type} ${id} does not exist in ${placeOf(site.placement)}`,
  );
}

/** State after the update, as far as it can be known; what the rules say against it is said by the update itself. */
export function stateAhead(site: Site, wanted: Wanted, oldState: Properties, entry: Entry | undefined): Properties {
  if (entry && !containsUnknown(wanted.inputs)) {
    try {
      return stateOfChanged(site, wanted, entry).state;
    } catch {
      // Not with these inputs: then only what they say is known.
    }
  }
  return previewUpdate(wanted.model, oldState, wanted.inputs);
}

export function change(site: Site, wanted: Wanted, entry: Entry): Existing {
  const holds = admit(site, wanted, entry);
  const { state, addresses } = stateOfChanged(site, wanted, entry);
  const object = { ...entry.object, urn: wanted.urn, inputs: wanted.inputs, state };
  site.world.put({ ...entry, object, addresses, holds });
  return { id: object.id, state };
}
