/**
 * India's localisation: critical data does not leave, and any other personal data only with an approval for the transfer
 * (RBI's storage of payment system data, 2018; DPDP Act 2023 s. 16 and DPDP Rules 2025 rule 15).
 */
import { countriesOfData, perEdge, underIndianLaw } from "./edges";
import { at, type Finding, type Rule } from "./rule";

const edgesFromIndia = perEdge(({ edge, dataClass, from, to, find }) => {
  if (!underIndianLaw(from) || countriesOfData(to).every((country) => country === "IN")) return undefined;
  if (dataClass.critical)
    return find(
      "dataClass",
      `a class that is not critical: ${edge.dataClass} does not leave India, and ${to.name} is outside`,
    );
  if (!dataClass.personal || from.transferApproval === undefined || from.transferApproval.includes(edge.legalBasis))
    return undefined;
  const approved = from.transferApproval.length > 0 ? from.transferApproval.join(", ") : "none yet";
  return find(
    "legalBasis",
    `an approval for the transfer out of India, listed under ${from.name}'s transferApproval (${approved})`,
  );
});

export const india: Rule = (draft): Finding[] => {
  const critical = [...(draft.dataClasses ?? [])].filter(([, dataClass]) => dataClass?.critical).map(([name]) => name);
  const replicas = draft.regions
    .filter(
      (region) =>
        critical.length > 0 && underIndianLaw(region) && countriesOfData(region).some((country) => country !== "IN"),
    )
    .map((region) =>
      at(
        region,
        ["drLocation"],
        region.drLocation,
        `a location in India: replicas of critical data (${critical.join(", ")}) do not leave it`,
      ),
    );
  return [...edgesFromIndia(draft), ...replicas];
};
