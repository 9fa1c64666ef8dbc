/** One table per provider, indexed by type token. What stands in none is unknown, and unknown is refused. */
import { alicloud } from "./alicloud";
import { aws } from "./aws";
import { cloudflare } from "./cloudflare";
import { gcp } from "./gcp";
import type { Table, TypeFacts } from "./table";

export type { Place, TypeFacts } from "./table";

export const tables: ReadonlyMap<string, Table> = new Map([
  ["aws", aws],
  ["gcp", gcp],
  ["alicloud", alicloud],
  ["cloudflare", cloudflare],
]);

/** Objects live in the cluster that the provider talks to; which one that is, kubernetes-cluster judges. */
const kubernetes: TypeFacts = {
  place: { kind: "parent", reason: "it lives in the cluster that its provider talks to" },
};

/** Values the program draws: they lie in the stack's state, which is the region's own. */
const random: TypeFacts = { place: { kind: "global", reason: "a value in the stack's own state, in no cloud" } };

/** The package of a type token: `aws` of `aws:ec2/vpc:Vpc`. */
export function packageOf(type: string): string {
  return type.slice(0, type.indexOf(":"));
}

export function factsOf(type: string): TypeFacts | undefined {
  const pkg = packageOf(type);
  if (pkg === "kubernetes") return kubernetes;
  if (pkg === "random") return random;
  return tables.get(pkg)?.get(type);
}
