/** Check: what can be said against inputs before anything is done, at preview too. */
import { type Checked, checkFields } from "../check";
import type { Refusal } from "../model";
import { bug } from "../model-call";
import { givenIn, type Site, type Wanted } from "../site";
import { nameIn } from "../urn";
import { isUnknown, knownPart, own } from "../values";

/** Every failure at once. Inputs come back with defaults and with what is unknown. */
export function check(site: Site, { model, urn, inputs: news }: Wanted): Checked {
  const { inputs, failures } = checkFields(model.inputs, news, {
    placement: site.placement,
    resourceName: nameIn(urn),
  });
  const wanted = { model, urn, inputs };
  const sound = failures.length === 0;
  return { inputs, failures: [...failures, ...checkLocation(site, wanted), ...checkRules(site, wanted, sound)] };
}

function checkLocation(site: Site, { model, inputs }: Wanted): readonly Refusal[] {
  if (model.location === "global") return [];
  if (own(model.inputs, "region") && isUnknown(own(inputs, "region"))) return [];
  const region = site.regionOf(model, inputs);
  const { provider } = site.catalog.model;
  if (region === "" && own(provider.inputs, "region"))
    return [{ property: "region", reason: `${model.type} needs a region, and its provider has none` }];
  if (region === site.placement.region) return [];
  const refusals = provider.check?.({ ...site.config, region }) ?? [];
  return refusals.filter(({ property }) => property === "region");
}

function checkRules(site: Site, { model, urn, inputs }: Wanted, sound: boolean): readonly Refusal[] {
  if (!model.check) return [];
  try {
    return model.check({ ...site.context({ model, urn, inputs: knownPart(inputs) }), given: givenIn(inputs) });
  } catch (error) {
    // Rules may take fields to be of their kind; where they are not, that has been said already.
    if (sound) throw bug(model.type, urn, error);
    return [];
  }
}
