/** How the children of a component on AWS are called, tagged and placed. */
import type { RegionContext } from "../component";
import { ec2NameLimit, type Site } from "../network/aws/site";

export type { Site };

/** @param prefix Of the children's Pulumi names. */
export function siteOf(context: RegionContext, prefix: string, options: Site["options"]): Site {
  return {
    ...context,
    child: (purpose) => `${prefix}-${purpose}`,
    tags: (purpose) => ({ ...context.naming.tags, Name: context.naming.name(purpose, ec2NameLimit) }),
    options,
  };
}
