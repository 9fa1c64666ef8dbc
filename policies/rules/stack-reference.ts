/** No stack reads another; only the global one reads, and never across the border. */
import type { PolicyResource } from "@pulumi/policy";
import { text } from "../properties";
import type { Rule } from "../rule";
import type { World } from "../stack";
import { cannotTell, compliant, notApplicable, type Verdict, violation } from "../verdict";

const type = "pulumi:pulumi:StackReference";

function verdict({ self, foreign }: World, properties: object): Verdict {
  const name = text(properties, "name");
  const shown = name?.known ? name.value : "another stack";
  if (self.kind === "region") return violation(`it reads ${shown}; the stack of a region reads no other stack`);
  if (!name?.known) return cannotTell("the stack that it reads is not known yet");
  const stack = name.value.slice(name.value.lastIndexOf("/") + 1);
  return foreign.some((other) => other.name === stack)
    ? violation(`it reads ${shown}, across the border of ${self.name}`)
    : compliant;
}

export const stackReference: Rule = {
  name: "stack-reference",
  description: "No stack reference in a region's stack, and none across China's border.",
  controls: ["CCC.Core.CN05", "PIPL ch. III"],
  judge(subject) {
    return subject.type === type ? verdict(subject.world, subject.properties) : notApplicable("no stack reference");
  },
  /** The SDK reads stack references instead of registering them, so they show only here. */
  judgeStack(resources, world) {
    return resources
      .filter((resource: PolicyResource) => resource.type === type)
      .map((resource) => ({ resource, verdict: verdict(world, resource.props) }));
  },
};
