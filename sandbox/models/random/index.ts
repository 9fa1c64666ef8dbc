/** What `random` makes without any cloud. Page: https://www.pulumi.com/registry/packages/random/api-docs/randompassword */
import { hash as digest, randomInt } from "node:crypto";
import {
  boolean,
  defineResource,
  type Fields,
  integer,
  type ModelContext,
  map,
  type PackageModel,
  type Properties,
  type Refusal,
  string,
} from "../../core/model";

const lower = "abcdefghijklmnopqrstuvwxyz";
const upper = lower.toUpperCase();
const digits = "0123456789";
const symbols = "!@#$%&*()-_=+[]{}<>:?";

interface Alphabet {
  readonly characters: string;
  readonly least: number;
}

function alphabets(inputs: Properties): Alphabet[] {
  const wanted = (name: string) => inputs[name] !== false;
  const override = inputs.overrideSpecial;
  const special = typeof override === "string" && override !== "" ? override : symbols;
  const all = [
    { name: "lower", characters: lower, least: inputs.minLower },
    { name: "upper", characters: upper, least: inputs.minUpper },
    { name: "numeric", characters: digits, least: inputs.minNumeric },
    { name: "special", characters: special, least: inputs.minSpecial },
  ];
  return all
    .filter(({ name }) => wanted(name))
    .map(({ characters, least }) => ({ characters, least: Number(least ?? 0) }));
}

const pick = (characters: string): string => characters.charAt(randomInt(characters.length));

function shuffled(characters: readonly string[]): string {
  const rest = [...characters];
  for (let last = rest.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [rest[last], rest[other]] = [rest[other] ?? "", rest[last] ?? ""];
  }
  return rest.join("");
}

function password(inputs: Properties): string {
  const sets = alphabets(inputs);
  const least = sets.flatMap(({ characters, least }) => Array.from({ length: least }, () => pick(characters)));
  const any = sets.map(({ characters }) => characters).join("");
  const rest = Array.from({ length: Number(inputs.length) - least.length }, () => pick(any));
  return shuffled([...least, ...rest]);
}

const drawn = (): Fields => ({
  length: integer({ required: true, min: 1, replaces: true }),
  lower: boolean({ default: true, replaces: true }),
  upper: boolean({ default: true, replaces: true }),
  numeric: boolean({ default: true, replaces: true }),
  special: boolean({ default: true, replaces: true }),
  minLower: integer({ default: 0, min: 0, replaces: true }),
  minUpper: integer({ default: 0, min: 0, replaces: true }),
  minNumeric: integer({ default: 0, min: 0, replaces: true }),
  minSpecial: integer({ default: 0, min: 0, replaces: true }),
  overrideSpecial: string({ replaces: true }),
  keepers: map(string(), { replaces: true }),
});

function tooShort({ inputs }: ModelContext): readonly Refusal[] {
  const { length, minLower = 0, minUpper = 0, minNumeric = 0, minSpecial = 0 } = inputs;
  const least = Number(minLower) + Number(minUpper) + Number(minNumeric) + Number(minSpecial);
  if (typeof length !== "number" || least <= length) return [];
  return [
    { property: "length", reason: `Attribute length value must be at least sum of min_*: ${least}, got: ${length}` },
  ];
}

export const randomPassword = defineResource({
  type: "random:index/randomPassword:RandomPassword",
  docs: "https://www.pulumi.com/registry/packages/random/api-docs/randompassword",
  location: "global",
  inputs: drawn(),
  check: tooShort,
  id: (context) => context.hex(16),
  outputs: ["result", "bcryptHash"],
  // Every argument replaces, so this runs once in a password's life.
  compute: ({ inputs }) => {
    const result = password(inputs);
    return { result, bcryptHash: `$2a$10$${digest("sha256", result, "hex").slice(0, 53)}` };
  },
});

/** A password that is none: for names, and in clear. */
export const randomString = defineResource({
  type: "random:index/randomString:RandomString",
  docs: "https://www.pulumi.com/registry/packages/random/api-docs/randomstring",
  location: "global",
  inputs: drawn(),
  check: tooShort,
  id: (context) => context.hex(16),
  outputs: ["result"],
  compute: ({ inputs }) => ({ result: password(inputs) }),
});

export const random: PackageModel = {
  name: "random",
  version: "4.21.2",
  provider: { inputs: {}, placement: () => ({ account: "", region: "" }) },
  resources: [randomPassword, randomString],
  invokes: [],
};
