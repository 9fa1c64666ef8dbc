/** New keys are those of WireGuard. */
import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import which from "which";
import { day, makeKey } from "../../../ops/mesh/keypair";
import { publicKeyOf } from "../../../src/plan/mesh/keys";
import { meshKeySchema } from "../../../src/topology/mesh";

const now = new Date("2026-11-21T23:59:59Z");
const wg = which.sync("wg", { nothrow: true });

it("a made key is as the stack files want it, with its day and its private half", () => {
  const { key, privateKey } = makeKey(now);
  expect(meshKeySchema.parse(key)).toEqual({ publicKey: publicKeyOf(privateKey), since: "2026-11-21" });
  expect(makeKey(now).privateKey).not.toBe(privateKey);
});

it("a day is a day of UTC", () => {
  expect(day(new Date("2026-11-22T01:00:00+02:00"))).toBe("2026-11-21");
});

it.skipIf(!wg)("the public half is the one that `wg pubkey` derives", () => {
  for (let round = 0; round < 5; round += 1) {
    const { key, privateKey } = makeKey(now);
    const derived = execFileSync(wg ?? "", ["pubkey"], { input: privateKey, encoding: "utf8" });
    expect(derived.trim()).toBe(key.publicKey);
  }
});
