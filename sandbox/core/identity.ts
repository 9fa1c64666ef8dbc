/** Ids and addresses an object gets: the same for the same URN and creation count, so that runs can be compared. */
import { createHash } from "node:crypto";
import { Netmask } from "netmask";
import { CloudError } from "./errors";
import type { CreateContext } from "./model";

export interface IdentitySource {
  readonly urn: string;
  /** How many objects of this URN were created before. */
  readonly sequence: number;
  /** Tells apart the streams of one object, so that what `id` draws does not shift what `compute` draws. */
  readonly stream: string;
  /** Addresses the object already has, in the order it asked for them. */
  readonly addresses: readonly string[];
  /** Whether another object has the address. */
  taken(address: string): boolean;
}

export type Identity = Pick<CreateContext, "hex" | "digits" | "alphanumeric" | "publicAddress" | "privateAddress"> & {
  /** Every address handed out, to be kept with the object. */
  readonly addresses: readonly string[];
};

/** RFC 2544's block belongs to nobody, so an address that leaks out of the sandbox reaches nobody. */
const publicBlock = "198.18.0.0/15";

export function identity(source: IdentitySource): Identity {
  let draws = 0;
  const addresses: string[] = [];
  const draw = (alphabet: string, length: number): string => {
    let characters = "";
    const seed = `${source.urn}#${source.sequence}#${source.stream}#${alphabet.length}#${length}#${draws++}`;
    for (let block = 0; characters.length < length; block++) {
      for (const byte of createHash("sha256").update(`${seed}#${block}`).digest()) {
        // A byte past the last whole run of the alphabet would favour its first characters.
        if (byte < 256 - (256 % alphabet.length)) characters += alphabet[byte % alphabet.length];
      }
    }
    return characters.slice(0, length);
  };
  const address = (cidr: string, reserved: number): string => {
    const kept = source.addresses[addresses.length];
    const block = new Netmask(cidr);
    const chosen = kept !== undefined && block.contains(kept) ? kept : free(block, reserved, draw, source, addresses);
    addresses.push(chosen);
    return chosen;
  };
  return {
    addresses,
    hex: (length) => draw("0123456789abcdef", length),
    digits: (length) => (length > 0 ? draw("123456789", 1) + draw("0123456789", length - 1) : ""),
    alphanumeric: (length) => draw("abcdefghijklmnopqrstuvwxyz0123456789", length),
    publicAddress: () => address(publicBlock, 1),
    privateAddress: (cidr) => address(cidr, 4),
  };
}

/** Clouds keep the first addresses of a subnet and its last for themselves. */
function free(
  block: Netmask,
  reserved: number,
  draw: (alphabet: string, length: number) => string,
  source: IdentitySource,
  chosen: readonly string[],
): string {
  const usable = block.size - reserved - 1;
  const start = usable > 0 ? Number.parseInt(draw("0123456789abcdef", 8), 16) % usable : 0;
  for (let step = 0; step < usable; step++) {
    const candidate = toAddress(block.netLong + reserved + ((start + step) % usable));
    if (!chosen.includes(candidate) && !source.taken(candidate)) return candidate;
  }
  throw new CloudError("refused", `InsufficientFreeAddresses: no free address is left in ${block.toString()}`);
}

function toAddress(long: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(long / 2 ** shift) % 256).join(".");
}
