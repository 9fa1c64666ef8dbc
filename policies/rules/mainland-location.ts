/** Outside an isolated stack nothing names a location in mainland China. */

import { isMainlandChina } from "../../src/facts/jurisdictions";
import { clouds, locationsOf } from "../../src/facts/locations";
import type { Rule } from "../rule";
import { none, notApplicable } from "../verdict";

const codes = clouds.flatMap((cloud) =>
  locationsOf(cloud).flatMap((place) => (isMainlandChina(place) ? place.code : [])),
);

/** As a whole word, so that `oss-cn-hangzhou.aliyuncs.com` and `cn-hangzhou-h` are found and `cn-hongkong` is not. */
const mainland = new RegExp(`(?<![a-z0-9])(?:${codes.join("|")})(?![0-9])(?![a-z]{2})`, "i");

export const mainlandLocation: Rule = {
  name: "mainland-location",
  description: "No location in mainland China outside China's own stack.",
  controls: ["CCC.Core.CN06", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge({ world: { self }, texts }) {
    if (self.isolated) return notApplicable("the stack is China's own");
    return none(
      texts().flatMap(({ path, value }) => {
        const found = mainland.exec(value)?.[0];
        return found ? `${path} names ${found} in mainland China; ${self.name} is outside it` : [];
      }),
    );
  },
};
