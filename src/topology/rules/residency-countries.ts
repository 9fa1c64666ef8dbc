/** Residency and service areas name countries that there are; a misspelt code would match no location ever. */
import { countryGroups } from "../../facts/jurisdictions";
import { at, type Finding, perRegion } from "./rule";

const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });

/** Codes that CLDR names but that are no country: pseudo-locales, the euro zone, outlying Oceania, the UN, "unknown". */
const noCountry = /^(EZ|QO|UN|XA|XB|ZZ)$/;

function exists(code: string): boolean {
  return (
    Object.hasOwn(countryGroups, code) ||
    (/^[A-Z]{2}$/.test(code) && !noCountry.test(code) && names.of(code) !== undefined)
  );
}

export const residencyCountries = perRegion((region): Finding[] => {
  const countries = region.residency?.countries ?? [];
  const groups = Object.keys(countryGroups).join(", ");
  return [
    ...countries.flatMap((code, index) =>
      exists(code)
        ? []
        : [
            at(
              region,
              ["residency", "countries", index],
              code,
              `an ISO 3166-1 alpha-2 code, or one of the groups ${groups}`,
            ),
          ],
    ),
    ...(region.serves ?? []).flatMap((place, index) =>
      /^[A-Z]{2}$/.test(place) && (place === "EU" || place === "UK" || !exists(place))
        ? [
            at(
              region,
              ["serves", index],
              place,
              `an ISO 3166-1 alpha-2 code${place === "UK" ? "; the United Kingdom is GB" : ""}`,
            ),
          ]
        : [],
    ),
  ];
});
