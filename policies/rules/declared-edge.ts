/** A region names another region's things only where the topology declares that something moves between them. */
import type { Rule } from "../rule";
import type { World } from "../stack";
import { none, notApplicable } from "../verdict";

/** The region that a physical name belongs to: of two whose names begin alike, the longer. */
function ownerOf(rest: string, names: readonly string[]): string | undefined {
  const fitting = names.filter((name) => rest.startsWith(`${name}-`));
  return fitting.sort((a, b) => b.length - a.length)[0];
}

function named(value: string, { self, namePrefix, partners, strangers }: World): string[] {
  const names = [self, ...partners, ...strangers].map(({ name }) => name);
  const [, ...rests] = value.split(`${namePrefix}-`);
  return rests.flatMap((rest) => ownerOf(rest, names) ?? []);
}

export const declaredEdge: Rule = {
  name: "declared-edge",
  description: "Nothing names a bucket, role or key of a region to or from which no replication is declared.",
  controls: ["CCC.Core.CN10", "GDPR ch. V", "DPDP s. 16", "PIPL ch. III"],
  judge({ world, texts }) {
    const { self, strangers } = world;
    if (self.kind === "global") return notApplicable("the edge names every region");
    const strange = new Set(strangers.map(({ name }) => name));
    return none(
      texts().flatMap(({ path, value }) =>
        [...new Set(named(value, world))]
          .filter((owner) => strange.has(owner))
          .map((owner) => `${path} names something of ${owner}, with which ${self.name} shares no declared edge`),
      ),
    );
  },
};
