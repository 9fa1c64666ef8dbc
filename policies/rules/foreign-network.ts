/** No address or block of a network across the border: no route, peer, rule or endpoint leads there. */
import { Netmask } from "netmask";
import type { Rule } from "../rule";
import { none } from "../verdict";

const ipv4 = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?(?!\.?\d)/g;

function parse(text: string): Netmask | undefined {
  try {
    return new Netmask(text);
  } catch {
    return undefined;
  }
}

/** What a NetworkPolicy takes out of a block: there nothing leads. */
const excepted = /\.ipBlock\.except\.\d+$/;

export const foreignNetwork: Rule = {
  name: "foreign-network",
  description:
    "No address or CIDR of a network across China's border, in either direction; 0.0.0.0/0 is the internet's.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge({ type, world: { self, foreign }, texts }) {
    const networks = foreign.flatMap((stack) =>
      stack.kind === "region" ? { stack, block: new Netmask(stack.cidr) } : [],
    );
    if (networks.length === 0) return none([]);
    const leading = type.endsWith(":NetworkPolicy") ? texts().filter(({ path }) => !excepted.test(path)) : texts();
    return none(
      leading.flatMap(({ path, value }) =>
        (value.match(ipv4) ?? []).flatMap((found) => {
          const block = parse(found);
          if (!block || block.bitmask === 0) return [];
          return networks
            .filter((network) => network.block.contains(block) || block.contains(network.block))
            .map(
              ({ stack }) =>
                `${path} has ${found}, which reaches into ${stack.name} (${stack.cidr}), across the border of ${self.name}`,
            );
        }),
      ),
    );
  },
};
