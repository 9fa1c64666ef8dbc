/** Residency and service areas name countries that there are; a misspelt code would match no location ever. */
import { countries } from "../../facts/countries";
import { countryGroups } from "../../facts/jurisdictions";
import { at, type Finding, perRegion } from "./rule";

export const residencyCountries = perRegion((region): Finding[] => {
  const groups = Object.keys(countryGroups).join(", ");
  const lies = (region.residency?.countries ?? []).flatMap((code, index) =>
    Object.hasOwn(countryGroups, code) || countries.has(code)
      ? []
      : [
          at(
            region,
            ["residency", "countries", index],
            code,
            `an ISO 3166-1 alpha-2 code, or one of the groups ${groups}`,
          ),
        ],
  );
  const serves = (region.serves ?? []).flatMap((place, index) => {
    if (!/^[A-Z]{2}$/.test(place) || countries.has(place)) return []; // continents are the schema's
    const hint = place === "UK" ? "; the United Kingdom is GB" : "";
    return [at(region, ["serves", index], place, `an ISO 3166-1 alpha-2 code${hint}`)];
  });
  return [...lies, ...serves];
});
