/** A provider acts in the account that the stack file names, and no resource goes to another project. */
import type { Cloud } from "../../src/facts/locations";
import { text } from "../properties";
import type { Rule } from "../rule";
import { cannotTell, compliant, notApplicable, type Verdict, violation } from "../verdict";

/** Where each provider says its account. AWS refuses to act in any other than those allowed. */
const accountPaths: Readonly<Record<Cloud, string>> = {
  aws: "allowedAccountIds",
  gcp: "project",
  alicloud: "accountId",
};

/** Providers get their lists as JSON text, resources as lists. */
function account(properties: object, path: string): string | undefined | false {
  const given = text(properties, path) ?? text(properties, `${path}.0`);
  if (!given?.known) return given && false;
  return /^\["[^"]*"\]$/.test(given.value) ? given.value.slice(2, -2) : given.value;
}

function compare(found: string | undefined | false, wanted: string, path: string): Verdict {
  if (found === undefined) return cannotTell(`it has no ${path}; the stack file says ${wanted}`);
  if (found === false) return cannotTell(`its ${path} is not known yet; the stack file says ${wanted}`);
  return found === wanted ? compliant : violation(`its ${path} is ${found}; the stack file says ${wanted}`);
}

export const providerAccount: Rule = {
  name: "provider-account",
  description: "Everything is made in the account or project of the stack file.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN06"],
  judge({ type, properties, world: { self } }) {
    if (self.kind === "global") {
      const given = text(properties, "accountId") ?? text(properties, "account.id");
      if (!type.startsWith("cloudflare:") || !given) return notApplicable("it says no account");
      return compare(given.known && given.value, self.account, "account");
    }
    const path = accountPaths[self.cloud];
    if (type === `pulumi:providers:${self.cloud}`) return compare(account(properties, path), self.account, path);
    const project = type.startsWith("gcp:") ? text(properties, "project") : undefined;
    if (!project) return notApplicable("it takes the account of its provider");
    return compare(project.known && project.value, self.account, "project");
  },
};
