/** No account or project of a stack across the border. */
import type { Rule } from "../rule";
import { none } from "../verdict";

/** As a whole word: an id inside a longer one is another id. */
function names(value: string, account: string): boolean {
  for (let at = value.indexOf(account); at >= 0; at = value.indexOf(account, at + 1)) {
    const around = `${value[at - 1] ?? ""}${value[at + account.length] ?? ""}`;
    if (!/[A-Za-z0-9_-]/.test(around)) return true;
  }
  return false;
}

export const foreignAccount: Rule = {
  name: "foreign-account",
  description: "No account or project of a stack across China's border, in either direction.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge({ world: { self, foreign }, texts }) {
    return none(
      texts().flatMap(({ path, value }) =>
        foreign
          .filter(({ account }) => names(value, account))
          .map(
            ({ name, account }) =>
              `${path} names ${account}, the account of ${name}, across the border of ${self.name}`,
          ),
      ),
    );
  },
};
