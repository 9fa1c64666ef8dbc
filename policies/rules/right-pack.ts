/** China's pack judges China's stack, the world's pack every other one: the wrong pack knows too little to let anything pass. */
import type { Rule } from "../rule";
import { compliant, notApplicable, violation } from "../verdict";

export function rightPack(isolated: boolean): Rule {
  return {
    name: "right-pack",
    description: `This pack is for ${isolated ? "an isolated stack" : "stacks that are not isolated"}.`,
    controls: ["CCC.Core.CN06"],
    judge({ type, world: { self } }) {
      if (type !== "pulumi:pulumi:Stack") return notApplicable("said once, of the stack");
      const right = self.isolated ? "policies/china" : "policies/world";
      return self.isolated === isolated ? compliant : violation(`${self.name} is to be judged by ${right}`);
    },
  };
}
