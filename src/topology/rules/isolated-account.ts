/** An isolated region's account is its own: who can enter the one must not thereby enter the other. */
import { at, type Rule, shared } from "./rule";

export const isolatedAccount: Rule = (draft) => {
  const accounts = shared(draft.regions, ({ cloud, account }) =>
    cloud && account ? `${cloud} ${account}` : undefined,
  );
  return [...accounts.values()].flatMap((group) =>
    group
      .filter(({ isolated }) => isolated === true)
      .map((region) => {
        const others = group.filter((other) => other !== region).map(({ name }) => name);
        return at(
          region,
          ["account"],
          region.account,
          `an account of its own, since the region is isolated; ${others.join(", ")} has this one too`,
        );
      }),
  );
};
