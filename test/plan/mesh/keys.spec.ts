/** Private halves from the stack's secret: the right one for each gateway, and errors that say nothing of any. */
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeshKeyError, parsePrivateKeys, privateKeyOf, publicKeyOf } from "../../../src/plan/mesh/keys";

const half = (seed: string) => createHash("sha256").update(seed).digest("base64");
const entry = (publicKey: string) => ({ publicKey, since: "2026-11-21" });
const base64 = (hex: string) => Buffer.from(hex, "hex").toString("base64");

function publicOf(seed: string): string {
  const key = publicKeyOf(half(seed));
  if (key === undefined) throw new Error("no private key");
  return key;
}

function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof MeshKeyError) return `${error.message} ${error.stack} ${String(error.cause)}`;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("publicKeyOf", () => {
  // RFC 7748, section 6.1: Alice and Bob.
  it.each([
    [
      "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
      "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
    ],
    [
      "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
      "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
    ],
  ])("of %s is RFC 7748's", (privateKey, publicKey) => {
    expect(publicKeyOf(base64(privateKey))).toBe(base64(publicKey));
  });

  it("is nothing for what is no key of 32 bytes", () => {
    for (const wrong of ["", "AA==", half("a").slice(1), ` ${half("a")}`, "é".repeat(44), `${half("a")}AAAA`])
      expect(publicKeyOf(wrong), wrong).toBeUndefined();
  });
});

describe("the secret", () => {
  const text = JSON.stringify({ [publicOf("a")]: half("a"), [publicOf("b")]: half("b") });

  it("gives each gateway the half of the key that it speaks with", () => {
    const keys = parsePrivateKeys(text);
    expect(privateKeyOf("mesh-eu-west-1", { ...entry(publicOf("a")), next: entry(publicOf("b")) }, keys)).toBe(
      half("a"),
    );
    expect(privateKeyOf("mesh-eu-west-2", { ...entry(publicOf("b")), previous: entry(publicOf("a")) }, keys)).toBe(
      half("b"),
    );
  });

  it("without a gateway's half, or with another one, is refused with the gateway's name", () => {
    const missing = refused(() => privateKeyOf("mesh-eu-west-2", entry(publicOf("c")), parsePrivateKeys(text)));
    expect(missing).toContain(`has no private half of mesh-eu-west-2's key ${publicOf("c")}`);
    const swapped = parsePrivateKeys(JSON.stringify({ [publicOf("a")]: half("b") }));
    const wrong = refused(() => privateKeyOf("mesh-eu-west-1", entry(publicOf("a")), swapped));
    expect(wrong).toContain("has another key's private half for mesh-eu-west-1's key");
    for (const said of [missing, wrong]) for (const seed of ["a", "b"]) expect(said).not.toContain(half(seed));
  });

  it("takes no name of every object for a gateway's key", () => {
    expect(refused(() => privateKeyOf("g", entry("constructor"), parsePrivateKeys("{}")))).toContain("no private half");
  });

  it.each([
    ["text", half("a")],
    ["nothing", ""],
    ["a list", JSON.stringify([half("a")])],
    ["null", "null"],
    ["half an object", text.slice(0, -9)],
    ["an object and more", `${text}${half("c")}`],
    ["halves that are objects", JSON.stringify({ [publicOf("a")]: { key: half("a") } })],
    ["names and halves the wrong way round, one too short", JSON.stringify({ [half("a")]: publicOf("a").slice(2) })],
  ])("that is %s is refused, and not shown", (_, wrong) => {
    const said = refused(() => parsePrivateKeys(wrong));
    expect(said).toMatch(
      /meridian:meshPrivateKeys (can not be read|has no private key as its entry 1); it is a JSON object/,
    );
    expect(said).not.toContain(half("a").slice(0, 12));
  });

  it("is read or refused, whatever it is, and a refusal says none of it", () => {
    const key = fc.string({ minLength: 20, maxLength: 50 });
    fc.assert(
      fc.property(
        fc.oneof(
          key,
          fc.json(),
          fc.dictionary(key, key).map((value) => JSON.stringify(value)),
        ),
        (any) => {
          let said = "";
          try {
            parsePrivateKeys(any);
          } catch (error) {
            expect(error).toBeInstanceOf(MeshKeyError);
            said = error instanceof Error ? error.message : "";
          }
          if (any.length >= 20) expect(said).not.toContain(any);
        },
      ),
    );
  });
});
