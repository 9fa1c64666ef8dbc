/** The direct way wins over the one through a third region, and both over none. */
import type { Finding, Rule } from "./rule";

export const meshPreferences: Rule = ({ shared: { mesh } }) => {
  if (!mesh) return [];
  const { direct, transit, internet } = mesh.preferences;
  const below = (name: "transit" | "internet", value: number, limit: number, than: string): Finding[] =>
    value < limit
      ? []
      : [{ path: ["mesh", "preferences", name], value, expected: `less than ${than}, which is ${limit}` }];
  return [...below("transit", transit, direct, "direct"), ...below("internet", internet, transit, "transit")];
};
