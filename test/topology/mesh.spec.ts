/** The mesh's keys in the stack files: their form, what is refused of any topology, and that no private key is ever said. */
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smallestTunnelMtu, tunnelOverheadBytes } from "../../src/facts/underlay";
import type { Draft } from "../../src/topology/draft";
import { formatProblems } from "../../src/topology/load";
import { meshGatewaySchema, meshSchema, regionMeshSchema } from "../../src/topology/mesh";
import { hidden, withoutKeys } from "../../src/topology/redact";
import { rules } from "../../src/topology/rules";
import { gateway, gateways, lowOrderKeys, publicKey } from "./examples/mesh";
import { type Edits, edited, problemsIn, problemsOf } from "./files";

const file = "Pulumi.us-east.yaml";
const config = (text: string): Edits => ({ [file]: [[/^config:\n/m, `config:\n${text}\n`]] });
const said = (edits: Edits) => formatProblems(problemsOf(edits));

const drawn = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => {
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  return Buffer.from(bytes).toString("base64");
});

/** A draft of regions with these keys, each key a gateway of its own. */
function draftOf(...keys: readonly (readonly string[])[]): Draft {
  const regions = keys.map((own, index) => ({
    name: `region-${index}`,
    mesh: regionMeshSchema.parse({ gateways: own.map((key) => ({ publicKey: key, since: "2026-11-01" })) }),
  }));
  const shared = { mesh: meshSchema.parse({}) };
  return { shared, dataClasses: new Map(), edges: [], links: [], regions, names: new Set() };
}

function found(rule: string, draft: Draft) {
  const judge = rules[rule];
  if (!judge) throw new Error(`no rule ${rule}`);
  return judge(draft);
}

describe("a key", () => {
  const accepts = (key: string, since = "2026-11-21") => meshGatewaySchema.safeParse({ publicKey: key, since }).success;

  it("is 32 bytes in base64 and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(accepts(Buffer.from(bytes).toString("base64"))).toBe(bytes.length === 32);
      }),
    );
  });

  it("that is too short, too long, in hexadecimal or no base64 is told what it has to be", () => {
    const whole = publicKey(7);
    for (const wrong of [whole.slice(1), `${whole}=`, `A${whole}`, "07".repeat(32), whole.replace("B", "!"), ""]) {
      expect(accepts(wrong), wrong).toBe(false);
      const text = said(gateways("us-east", gateway(wrong), gateway(publicKey(2))));
      expect(text).toMatch(
        /us-east\.yaml:\d+ meridian:region\.mesh\.gateways\[0\]\.publicKey is ".*": expected a WireGuard public key: 32 bytes in base64, 44 characters$/,
      );
    }
  });

  it("has the day on which it was made", () => {
    expect(accepts(publicKey(7), "2026-02-28")).toBe(true);
    for (const wrong of ["2026-13-01", "2026-02-31", "21.11.2026", "2026-11-21T00:00:00Z", ""])
      expect(accepts(publicKey(7), wrong), wrong).toBe(false);
  });
});

describe("rules of keys", () => {
  it("refuse a key that stands twice, wherever, and none that stands once", () => {
    fc.assert(
      fc.property(fc.uniqueArray(drawn, { minLength: 2, maxLength: 9 }), fc.nat(), fc.nat(), (keys, from, to) => {
        const three = [keys.slice(0, 3), keys.slice(3, 6), keys.slice(6)];
        expect(found("meshKeysOwn", draftOf(...three))).toEqual([]);
        const source = from % keys.length;
        const target = to % keys.length;
        const copied = keys.with(target, keys[source] ?? "");
        const again = draftOf(copied.slice(0, 3), copied.slice(3, 6), copied.slice(6));
        expect(found("meshKeysOwn", again)).toHaveLength(source === target ? 0 : 1);
      }),
    );
  });

  it("refuse exactly the points with which every shared secret is zero", () => {
    const { privateKey } = generateKeyPairSync("x25519");
    const secretWith = (key: string) => {
      const point = { kty: "OKP", crv: "X25519", x: Buffer.from(key, "base64").toString("base64url") };
      return diffieHellman({ privateKey, publicKey: createPublicKey({ key: point, format: "jwk" }) });
    };
    for (const key of lowOrderKeys) expect(() => secretWith(key), key).toThrow();
    fc.assert(
      fc.property(drawn, (key) => {
        expect(secretWith(key)).toHaveLength(32);
        expect(found("meshKeysSound", draftOf([key]))).toEqual([]);
      }),
    );
    expect(createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" })).asymmetricKeyType).toBe("x25519");
  });

  it("refuse every path that leaves less than a tunnel has to carry, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 576, max: 9216 }), (underlayMtu) => {
        const draft = { ...draftOf(), regions: [{ name: "r", mesh: regionMeshSchema.parse({ underlayMtu }) }] };
        const enough = underlayMtu >= smallestTunnelMtu + tunnelOverheadBytes;
        expect(found("meshMtu", draft)).toHaveLength(enough ? 0 : 1);
      }),
    );
  });
});

describe("a private key", () => {
  const secret = "QFuWqbMVTUGKLvq5NjVUJrTXOMqYDJoZX2ZqGmXcbHg=";
  const map = `{"${publicKey(1)}":"${secret}"}`;
  const sealed = "  meridian:meshPrivateKeys:\n    secure: v1:bm9uY2U=:Y2lwaGVydGV4dA==";

  it("is welcome as a secret of the stack, and the CA's key too", () => {
    expect(problemsOf(config(`${sealed}\n${sealed.replace("meshPrivateKeys", "acmeKey")}`))).toEqual([]);
  });

  it.each([
    ["as text", `  meridian:meshPrivateKeys: '${map}'`],
    ["as a map", `  meridian:meshPrivateKeys: ${map}`],
    ["beside a secret", `${sealed}\n    clear: ${secret}`],
    ["in place of the ciphertext's text", `  meridian:meshPrivateKeys: { secure: [${secret}] }`],
  ])("in clear %s is refused with what to do, and not shown", (_, text) => {
    const message = said(config(text));
    expect(message).toMatch(
      /^Pulumi\.us-east\.yaml:\d+ meridian:meshPrivateKeys is "\(not shown\)": expected a secret, .*`\.\/meridian mesh keys rotate`$/,
    );
    expect(message).not.toContain(secret);
  });

  it.each([
    [
      "a gateway's privateKey",
      gateways("us-east", gateway(publicKey(1), `, privateKey: "${secret}"`), gateway(publicKey(2))),
    ],
    ["a gateway's key", gateways("us-east", gateway(publicKey(1), `, key: "${secret}"`), gateway(publicKey(2)))],
    [
      "the next key's private half",
      gateways("us-east", gateway(publicKey(1), `, next: { private: "${secret}" }`), gateway(publicKey(2))),
    ],
    ["a whole list of another name", gateways("us-east", `{ keys: [{ a: { b: ["${secret}"] } }] }`)],
    ["a gateway that is no map", gateways("us-east", `"${secret}"`)],
    ["a day", gateways("us-east", gateway(publicKey(1)).replace("2026-11-01", secret), gateway(publicKey(2)))],
    ["config of another name", config(`  meridian:meshKeys: ["${secret}"]`)],
    ["config without the project's name", config(`  meshPrivateKeys: '${map}'`)],
    [
      "the global stack's config",
      { "Pulumi.global.yaml": [[/^config:\n/m, `config:\n  meridian:meshPrivateKeys: '${map}'\n`]] },
    ],
    ["a key of the file", { [file]: [[/^config:\n/m, `privateKey: ${secret}\nconfig:\n`]] }],
    ["the project's config", { "Pulumi.yaml": [[/^config:\n/m, `config:\n  meridian:keys: ${secret}\n`]] }],
    [
      "what all regions share",
      { "Pulumi.yaml": [["        links:", `        privateKeys: { a: ${secret} }\n        links:`]] },
    ],
    ["broken YAML", config(`  meridian:meshPrivateKeys: "${secret}" ${secret}`)],
    ["more broken YAML", config(`  ${secret}: [\n  "${secret}`)],
  ] satisfies [string, Edits][])("as %s is refused and not shown", (_, edits) => {
    const directory = edited(edits);
    const problems = problemsIn(directory);
    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toContain(secret);
    expect(formatProblems(problems)).not.toContain(secret);
  });

  it("is found in no error, wherever in the file it is put", () => {
    const directory = edited(gateways("us-east", gateway(publicKey(1)), gateway(publicKey(2))));
    const path = join(directory, file);
    const lines = readFileSync(path, "utf8").split("\n");
    fc.assert(
      fc.property(fc.nat(lines.length - 1), fc.constantFrom("key: ", "- ", "", "privateKey: "), (index, label) => {
        const indent = /^ */.exec(lines[index] ?? "")?.[0] ?? "";
        writeFileSync(path, lines.toSpliced(index, 0, `${indent}${label}${secret}`).join("\n"));
        expect(formatProblems(problemsIn(directory))).not.toContain(secret);
      }),
      { numRuns: 25 },
    );
  });

  it("is hidden from any value, which stays as it is otherwise", () => {
    const value = { a: [1, null, secret, { publicKey: publicKey(1), myPrivates: { b: 1 } }], c: `x ${secret} y` };
    expect(hidden(["mesh"], value)).toEqual({
      a: [1, null, "(not shown)", { publicKey: publicKey(1), myPrivates: "(not shown)" }],
      c: "x (not shown) y",
    });
    expect(hidden(["a", "clientSecret", 0], 5)).toBe("(not shown)");
    expect(hidden(["privateKey"], undefined)).toBeUndefined();
    expect(withoutKeys("no key")).toBe("no key");
  });
});
