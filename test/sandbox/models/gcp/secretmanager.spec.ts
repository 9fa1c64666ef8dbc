/** What the sandboxed Google Cloud refuses of regional secrets. */
import { describe, expect, it } from "vitest";
import { project } from "./cloud";
import { at, complaints, stores, t } from "./stores";

describe("a regional secret", () => {
  it("numbers its versions, never twice, and is kept while it is protected", () => {
    const { make, change, destroy } = stores();
    const secret = make(t.secret, "s", { secretId: "s", location: at, deletionProtection: true });
    expect(secret.id).toBe(`projects/${project}/locations/${at}/secrets/s`);
    const version = (name: string) => make(t.secretVersion, name, { secret: secret.id, secretData: name });
    const first = version("first");
    const second = version("second");
    expect([first.id, second.id]).toEqual([`${secret.id}/versions/1`, `${secret.id}/versions/2`]);
    destroy(first);
    expect(version("third").state.version).toBe("3");
    expect(() => destroy(secret)).toThrow(/is used by/);
    const kept = make(t.secret, "kept", { secretId: "kept", location: at, deletionProtection: true });
    expect(() => destroy(kept)).toThrow(/deletion_protection/);
    expect(() => destroy(change(kept, { ...kept.inputs, deletionProtection: false }))).not.toThrow();
  });

  it("is refused a location that is none, an id with a dot and two lives", () => {
    const { failures } = stores();
    const secret = { secretId: "s", location: at };
    expect(complaints(failures(t.secret, { ...secret, location: "mars" }))).toEqual(["location"]);
    expect(complaints(failures(t.secret, { ...secret, secretId: "a.b" }))).toEqual(["secretId"]);
    expect(complaints(failures(t.secret, { ...secret, ttl: "1s", expireTime: "2030-01-01T00:00:00Z" }))).toEqual([
      "expireTime",
    ]);
  });
});
