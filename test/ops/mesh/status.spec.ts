/** What is told of the keys' age, and when it is no good. */
import { expect, it } from "vitest";
import { ageDays, keysStatus, statusCode } from "../../../ops/mesh/status";
import { planWords, statusTable } from "../../../ops/mesh/words";
import type { MeshGatewayKeys } from "../../../src/topology/mesh";
import { fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { publicKey } from "../../topology/examples/mesh";

const now = new Date("2026-11-21T12:00:00Z");
const day = (age: number) => new Date(now.getTime() - age * 86_400_000).toISOString().slice(0, 10);
const aged = (age: number): MeshGatewayKeys => ({ publicKey: publicKey(age + 20), since: day(age) });

function status(gateways: readonly MeshGatewayKeys[], { halves = true, isolated = false } = {}) {
  const region = fixtureRegion({ isolated });
  const topology = {
    shared: fixtureShared(),
    regions: [{ ...region, mesh: { ...region.mesh, gateways: [...gateways] } }],
    global: { cloudflareAccount: "0".repeat(32), plan: "free" as const },
  };
  return keysStatus(topology, [region.name], () => halves, now);
}

it.each([
  [0, "good", 0],
  [80, "good", 0],
  [81, "warn", 0],
  [90, "warn", 0],
  [91, "critical", 1],
  [-1, "critical", 1],
])("a key of %d days is %s", (age, verdict, code) => {
  const told = status([aged(0), aged(age)]);
  expect(told).toMatchObject({ rotationDays: 90, warnDays: 80 });
  expect(told.gateways[1]).toMatchObject({ name: "mesh-eu-west-2", ageDays: age, verdict });
  expect(statusCode(told)).toBe(code);
  expect(statusTable(told)).toContain(aged(age).publicKey);
});

it("the key that a gateway speaks with is the one that counts", () => {
  const told = status([
    { ...aged(85), next: { publicKey: publicKey(1), since: day(0) } },
    { ...aged(1), previous: { publicKey: publicKey(2), since: day(99) } },
  ]);
  expect(told.gateways.map(({ stage, verdict }) => `${stage} ${verdict}`)).toEqual(["announced warn", "switched good"]);
});

it("what is missing is told, a private half too, and a day that there is not", () => {
  const none = status([]);
  expect(none.gateways.map(({ verdict }) => verdict)).toEqual(["missing", "missing"]);
  expect(statusCode(none)).toBe(1);
  expect(statusTable(none)).toContain("./meridian mesh keys init");
  const halfless = status([aged(1), aged(2)], { halves: false });
  expect(halfless.gateways[0]).toMatchObject({ verdict: "missing", note: "no private half in the stack file" });
  expect(statusCode(status([{ publicKey: publicKey(1), since: "2026-99-99" }, aged(1)]))).toBe(1);
  expect(ageDays("2026-11-20", now)).toBe(1);
});

it("China has no keys to tell of", () => {
  expect(status([], { isolated: true }).gateways).toEqual([]);
});

it("a plan is commands to type, with the options it was asked with", () => {
  const mesh = ["us", "eu"].map((region) => ({ region, gateways: [aged(0), aged(1)] }));
  const called = { layout: "/odd path", target: "cloud", key: publicKey(1) };
  const step = { kind: "switch", region: "us", gateway: 2 } as const;
  const text = planWords(called, mesh, [
    { kind: "up", regions: ["eu"], settle: true },
    { kind: "step", step },
    { kind: "up", regions: ["us", "eu"], settle: false },
  ]);
  const lines = text.split("\n").filter((line) => line.startsWith("  "));
  const common = "--layout '/odd path' --target cloud";
  expect(lines).toEqual([
    `  ./meridian up --stack eu ${common}`,
    "  sleep 120   # gateways fetch what they run every minute",
    `  ./meridian mesh keys rotate --step --key ${publicKey(1)} ${common}   # us, gateway 2: switch`,
    `  ./meridian up --stack us,eu ${common}`,
  ]);
  expect(text).toMatch(/--apply .*--yes$/);
  expect(planWords(called, mesh, [])).toMatch(/^Nothing to rotate/);
});
