/** An isolated region has a DNS zone of its own, neither above nor below nor the same as anybody else's. */
import { at, type Finding, type Rule } from "./rule";

function normal(zone: string): string {
  return zone.toLowerCase().replace(/\.$/, "");
}

function related(a: string, b: string): boolean {
  const [one, other] = [normal(a), normal(b)];
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

export const isolatedZone: Rule = (draft) => {
  const others: { zone: string; whose: string }[] = draft.shared.zone
    ? [{ zone: draft.shared.zone, whose: "the shared zone" }]
    : [];
  return draft.regions.flatMap((region): Finding[] => {
    const { isolated, zone } = region;
    if (isolated === undefined) return [];
    if (!isolated) {
      return zone === undefined
        ? []
        : [
            at(
              region,
              ["zone"],
              zone,
              "no zone: only an isolated region has one of its own, others use the shared zone",
            ),
          ];
    }
    if (zone === undefined) return [at(region, ["zone"], zone, "a DNS zone of its own, since the region is isolated")];
    const near = others.find((other) => related(zone, other.zone));
    others.push({ zone, whose: `${region.name}'s zone` });
    return near ? [at(region, ["zone"], zone, `a zone apart from ${near.whose}, ${near.zone}`)] : [];
  });
};
