/**
 * Which countries a body of law spans. Facts only; what follows from them stands in src/topology/rules and policies.
 */
import type { Country, Location } from "./location";

/** Member states: Treaty on European Union, art. 52. */
const eu = [
  "AT",
  "BE",
  "BG",
  "CY",
  "CZ",
  "DE",
  "DK",
  "EE",
  "ES",
  "FI",
  "FR",
  "GR",
  "HR",
  "HU",
  "IE",
  "IT",
  "LT",
  "LU",
  "LV",
  "MT",
  "NL",
  "PL",
  "PT",
  "RO",
  "SE",
  "SI",
  "SK",
] as const;

/** Asia Pacific without mainland China, whose data is a world of its own; Hong Kong, Macao and Taiwan are in. */
const apac = [
  "AU",
  "BD",
  "BN",
  "BT",
  "FJ",
  "FM",
  "HK",
  "ID",
  "IN",
  "JP",
  "KH",
  "KI",
  "KR",
  "LA",
  "LK",
  "MH",
  "MM",
  "MN",
  "MO",
  "MV",
  "MY",
  "NP",
  "NR",
  "NZ",
  "PG",
  "PH",
  "PK",
  "PW",
  "SB",
  "SG",
  "TH",
  "TL",
  "TO",
  "TV",
  "TW",
  "VN",
  "VU",
  "WS",
] as const;

/** Names that stand for several countries (or, for the UK, for an ISO code nobody writes). */
export const countryGroups: Readonly<Record<string, readonly Country[]>> = {
  EU: eu,
  EEA: [...eu, "IS", "LI", "NO"],
  UK: ["GB"],
  APAC: apac,
};

const spelledOut = new WeakMap<readonly string[], ReadonlySet<Country>>();

/** The ISO codes that a residency's list of countries and groups comes to. A code that is no group stands for itself. */
export function countriesOf(codes: readonly string[]): ReadonlySet<Country> {
  // Rules ask for the same few lists again at each edge.
  let countries = spelledOut.get(codes);
  if (!countries) {
    countries = new Set(codes.flatMap((code) => countryGroups[code] ?? [code]));
    spelledOut.set(codes, countries);
  }
  return countries;
}

/** Whether GDPR governs data that lies there: the Union and, by Joint Committee Decision 154/2018, the EEA. */
export function isEea(country: Country): boolean {
  return eea.has(country);
}
const eea: ReadonlySet<Country> = countriesOf(["EEA"]);

export interface AdequacyDecision {
  /** The Commission's decision under GDPR art. 45 (or its predecessor, Directive 95/46/EC art. 25). */
  readonly decision: string;
  /** What it is limited to; absent where it covers every transfer under GDPR. */
  readonly scope?: string;
}

/** Countries to which personal data may go from the EEA without further safeguards. As of June 2026. */
export const adequacyDecisions: Readonly<Record<Country, AdequacyDecision>> = {
  AD: { decision: "2010/625/EU" },
  AR: { decision: "2003/490/EC" },
  BR: { decision: "(EU) 2026/179" },
  CA: { decision: "2002/2/EC", scope: "recipients subject to PIPEDA (commercial organisations)" },
  CH: { decision: "2000/518/EC" },
  FO: { decision: "2010/146/EU" },
  GB: { decision: "(EU) 2021/1772, renewed in December 2025" },
  GG: { decision: "2003/821/EC" },
  IL: { decision: "2011/61/EU" },
  IM: { decision: "2004/411/EC" },
  JE: { decision: "2008/393/EC" },
  JP: { decision: "(EU) 2019/419", scope: "businesses under the APPI" },
  KR: { decision: "(EU) 2022/254" },
  NZ: { decision: "2013/65/EU" },
  US: { decision: "(EU) 2023/1795", scope: "companies certified under the EU-US Data Privacy Framework" },
  UY: { decision: "2012/484/EU" },
};

/** Whether GDPR lets personal data go there without a safeguard of one's own. */
export function isAdequate(country: Country): boolean {
  return isEea(country) || Object.hasOwn(adequacyDecisions, country);
}

/** Mainland China: the CSL, PIPL and MLPS apply. Hong Kong, Macao and Taiwan have codes and laws of their own. */
export function isMainlandChina(location: Pick<Location, "country">): boolean {
  return location.country === "CN";
}
