/** No default provider: its region comes from the environment of whoever runs the program. */
import type { Rule } from "../rule";
import { compliant, notApplicable, violation } from "../verdict";

/** The engine calls them `default`, `default_7_48_0` or, for a parameterised package, `default_…`. */
const isDefault = (name: string) => name === "default" || name.startsWith("default_");

/** Answers what a program asks about other stacks; the engine makes it when the first question comes. */
const enginesOwn = "pulumi:providers:pulumi";

export const defaultProvider: Rule = {
  name: "default-provider",
  description: "Every resource has an explicit provider.",
  controls: ["CCC.Core.CN06"],
  judge({ type, name, provider }) {
    if (type === enginesOwn) return notApplicable("it is the engine's own provider, which reaches no cloud");
    if (type.startsWith("pulumi:providers:")) {
      return isDefault(name) ? violation("it is a default provider; pass an explicit one") : compliant;
    }
    if (!provider) return notApplicable("it has no provider");
    return isDefault(provider.name)
      ? violation(`it goes through the default provider ${provider.type}; pass an explicit one`)
      : compliant;
  },
};
