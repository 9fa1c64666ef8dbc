/** Invoke: a function of the package, answered for the provider's account and region. */
import { type Checked, checkFields } from "../check";
import type { Properties } from "../model";
import { attempt } from "../model-call";
import type { Site } from "../site";
import { own, withoutAbsent } from "../values";

export interface Invoked extends Checked {
  /** Empty when there are failures. */
  readonly answer: Properties;
}

export function invoke(site: Site, token: string, args: Properties): Invoked {
  const model = site.catalog.invoke(token);
  const { placement } = site;
  const checked = checkFields(model.inputs, args, { placement, resourceName: "" });
  if (checked.failures.length > 0) return { ...checked, answer: {} };
  const { inputs } = checked;
  const given = own(inputs, "region");
  const region = typeof given === "string" ? given : placement.region;
  const world = site.view(placement);
  const answer = attempt(token, "", () => withoutAbsent(model.answer({ inputs, placement, region, world })));
  return { ...checked, answer };
}
