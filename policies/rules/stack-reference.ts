/** No stack reads another; only the global one reads, and never across the border. */
import { text } from "../properties";
import type { Rule } from "../rule";
import { cannotTell, compliant, notApplicable, violation } from "../verdict";

/**
 * The engine shows a pack no reads and no invokes. What it shows is the provider that answers both kinds of question about
 * another stack (StackReference, readStackOutputs), which it makes when the first one is asked.
 */
const reader = "pulumi:providers:pulumi";

export const stackReference: Rule = {
  name: "stack-reference",
  description: "No region's stack reads another stack, and none reads across China's border.",
  controls: ["CCC.Core.CN05", "PIPL ch. III"],
  judge({ type, properties, world: { self, foreign } }) {
    if (type !== reader && type !== "pulumi:pulumi:StackReference") return notApplicable("it reads no stack");
    if (self.kind === "region")
      return violation(`the program reads another stack; ${self.name} is a region and reads none`);
    if (type === reader) return notApplicable("the global stack may read; which stack it reads, a pack is not told");
    const name = text(properties, "name");
    if (!name?.known) return cannotTell("the stack that it reads is not known yet");
    const stack = name.value.slice(name.value.lastIndexOf("/") + 1);
    return foreign.some((other) => other.name === stack)
      ? violation(`it reads ${name.value}, across the border of ${self.name}`)
      : compliant;
  },
};
