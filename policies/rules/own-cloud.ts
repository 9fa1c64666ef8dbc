/** A region keeps to its own cloud (with Kubernetes on it and what Pulumi draws itself), the global stack to Cloudflare. */
import type { Rule } from "../rule";
import { packageOf } from "../tables";
import { compliant, notApplicable, violation } from "../verdict";

export const ownCloud: Rule = {
  name: "own-cloud",
  description:
    "Only resources of the stack's own cloud; in China only Alibaba Cloud's, in the global stack only Cloudflare's.",
  controls: ["CCC.Core.CN06", "CSL", "PIPL ch. III"],
  judge({ kind, type, world: { self } }) {
    if (type === "pulumi:providers:pulumi") return notApplicable("it is the engine's own provider");
    const provider = /^pulumi:providers:(.+)$/.exec(type)?.[1];
    if (kind !== "resource" && !provider) return notApplicable(`a ${kind} belongs to no cloud`);
    const pkg = provider ?? packageOf(type);
    const allowed = self.kind === "global" ? ["cloudflare"] : [self.cloud, "kubernetes", "random"];
    return allowed.includes(pkg)
      ? compliant
      : violation(`it belongs to ${pkg}; ${self.name} takes ${allowed.join(", ")} only`);
  },
};
