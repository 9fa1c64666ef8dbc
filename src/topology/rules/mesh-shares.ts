/** What the classes of traffic are sure of is no more than there is. */
import type { Rule } from "./rule";

export const meshShares: Rule = ({ shared: { mesh } }) => {
  if (!mesh) return [];
  const { critical, dataSync, standard } = mesh.shares;
  const sum = critical + dataSync + standard;
  if (sum <= 100) return [];
  const expected = `shares that make at most 100; ${critical} + ${dataSync} + ${standard} make ${sum}`;
  return [{ path: ["mesh", "shares"], value: sum, expected }];
};
