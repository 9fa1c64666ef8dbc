/** Who may reach a cluster's API from outside are few and known: public blocks, none of them wide. */
import { Netmask } from "netmask";
import { at, perRegion } from "./rule";

/** Shortest prefix: a /24 is 256 addresses. */
const widest = 24;
const notPublic = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
];

function wrong(text: string): boolean {
  if (!/^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text)) return true;
  try {
    const block = new Netmask(text);
    if (block.bitmask < widest || block.toString() !== text) return true;
    return notPublic.some((other) => new Netmask(other).contains(block.base));
  } catch {
    return true;
  }
}

export const operators = perRegion((region) =>
  (region.cluster?.operators ?? []).flatMap((text, index) =>
    wrong(text)
      ? [
          at(
            region,
            ["cluster", "operators", index],
            text,
            "a public IPv4 block from /24 to /32, host bits zero: `203.0.113.7/32`",
          ),
        ]
      : [],
  ),
);
