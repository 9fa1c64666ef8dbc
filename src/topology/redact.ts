/** What an error may say of a stack file: never a private key, whoever put it there and under whatever name. */
import type { Path } from "./source";

const notShown = "(not shown)";
const secretName = /priv|secret|passw/i;
const publicName = "publicKey";

/** 32 bytes in base64, as WireGuard writes keys. */
const keyForm = /[A-Za-z0-9+/]{43}=/g;

export function withoutKeys(text: string): string {
  return text.replace(keyForm, notShown);
}

/** `value` as far as it may be shown at `path`: nothing below a name of secrets, and no key that does not stand at `publicKey`. */
export function hidden(path: Path, value: unknown): unknown {
  if (path.some((name) => secretName.test(String(name)))) return value === undefined ? undefined : notShown;
  return shownBelow(path.at(-1), value, new Set());
}

function shownBelow(name: PropertyKey | undefined, value: unknown, above: ReadonlySet<object>): unknown {
  if (typeof value === "string") return name === publicName ? value : withoutKeys(value);
  if (typeof value !== "object" || value === null || above.has(value)) return value;
  const around = new Set(above).add(value);
  if (Array.isArray(value)) return value.map((item) => shownBelow(name, item, around));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      withoutKeys(key),
      secretName.test(key) ? notShown : shownBelow(key, item, around),
    ]),
  );
}
