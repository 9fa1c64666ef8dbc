/** An approval of a transfer is one of the bases that the region's owner has signed, with its text. */
import { didYouMean } from "../suggest";
import { at, type Finding, perRegion } from "./rule";

export const approvalsKnown = perRegion((region): Finding[] => {
  const { legalBases, transferApproval } = region;
  if (legalBases === undefined) return [];
  return (transferApproval ?? []).flatMap((id, index) =>
    Object.hasOwn(legalBases, id)
      ? []
      : [
          at(
            region,
            ["transferApproval", index],
            id,
            `an id that stands under legalBases too${didYouMean(id, Object.keys(legalBases))}`,
          ),
        ],
  );
});
