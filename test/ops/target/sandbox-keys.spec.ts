/** The sandbox's own keys: in the copies alone, made once, kept over edits, and never in clear. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readStackKeys } from "../../../ops/mesh/stack-file";
import { alone } from "../../../ops/target/lock";
import { PassphraseVault } from "../../../ops/target/passphrase";
import type { OwnKeys } from "../../../ops/target/sandbox-keys";
import { syncProject } from "../../../ops/target/sandbox-project";
import { parsePrivateKeys, privateKeyOf } from "../../../src/plan/mesh/keys";
import { loadTopology } from "../../../src/topology/load";
import { gateway, gateways, publicKey } from "../../topology/examples/mesh";
import { edited, emptyDirectory } from "../../topology/files";

const regions = ["us-east", "eu-west", "apac"];
const vault = new PassphraseVault(() => "a passphrase");

let source: string;
let target: string;

beforeEach(() => {
  source = edited({});
  target = path.join(mkdtempSync(path.join(os.tmpdir(), "meridian-own-")), "project");
});
afterEach(() => rmSync(path.dirname(target), { recursive: true }));

const own = (gatewaysPerRegion = 2): OwnKeys => ({ regions: new Set(regions), gatewaysPerRegion, vault });
const inTarget = (stack: string) => path.join(target, `Pulumi.${stack}.yaml`);
const keysOf = (stack: string) => readStackKeys(readFileSync(inTarget(stack), "utf8"));
const edit = (stack: string, change: (text: string) => string) => {
  const file = path.join(source, `Pulumi.${stack}.yaml`);
  writeFileSync(file, change(readFileSync(file, "utf8")));
};

async function halvesOf(stack: string) {
  const { secure = "", header } = keysOf(stack);
  return parsePrivateKeys(await vault.open(stack, { secure, header }));
}

test("a fresh copy has a mesh; the source has none, and neither has China", async () => {
  await syncProject(source, target, own());
  const topology = loadTopology(target);
  expect(topology.regions.map(({ mesh }) => mesh.gateways.length)).toEqual([2, 2, 2, 0]);
  for (const stack of regions) {
    const halves = await halvesOf(stack);
    for (const keys of keysOf(stack).gateways) expect(privateKeyOf(stack, keys, halves)).toBeTruthy();
    const written = readdirSync(target).map((file) => readFileSync(path.join(target, file), "utf8"));
    for (const half of Object.values(halves)) expect(written.join("\n")).not.toContain(half);
  }
  expect(loadTopology(source).regions.map(({ mesh }) => mesh.gateways.length)).toEqual([0, 0, 0, 0]);
  for (const stack of ["china", "global"])
    expect(readFileSync(inTarget(stack), "utf8")).toBe(readFileSync(path.join(source, `Pulumi.${stack}.yaml`), "utf8"));
});

test("keys, private halves and salt outlive edits of the source, and a second copying changes nothing", async () => {
  await syncProject(source, target, own());
  const before = regions.map(keysOf);
  const texts = regions.map((stack) => readFileSync(inTarget(stack), "utf8"));
  await syncProject(source, target, own());
  expect(regions.map((stack) => readFileSync(inTarget(stack), "utf8"))).toEqual(texts);
  edit("apac", (text) => text.replace("hourlyCost:", "# dear\n    hourlyCost:"));
  await syncProject(source, target, own());
  expect(readFileSync(inTarget("apac"), "utf8")).toContain("# dear");
  expect(regions.map(keysOf)).toEqual(before);
});

test("real keys, whose private halves belong to the real backend, give way to the sandbox's own", async () => {
  const real = [gateway(publicKey(1)), gateway(publicKey(2), `, next: ${gateway(publicKey(3))}`)];
  source = edited(gateways("us-east", ...real));
  edit("us-east", (text) => `encryptionsalt: v1:real\n${text}  meridian:meshPrivateKeys:\n    secure: v1:real\n`);
  await syncProject(source, target, own());
  const copy = readFileSync(inTarget("us-east"), "utf8");
  expect(copy).not.toMatch(/v1:real/);
  for (const number of [1, 2, 3]) expect(copy).not.toContain(publicKey(number));
  expect(Object.keys(await halvesOf("us-east"))).toEqual(keysOf("us-east").gateways.map((keys) => keys.publicKey));
});

test("a third gateway is added to the two, and goes again", async () => {
  await syncProject(source, target, own());
  const before = keysOf("eu-west").gateways;
  await syncProject(source, target, own(3));
  expect(keysOf("eu-west").gateways).toHaveLength(3);
  await syncProject(source, target, own());
  expect(keysOf("eu-west").gateways).toEqual(before);
  expect(Object.keys(await halvesOf("eu-west"))).toHaveLength(2);
});

test("a copy of before there was a mesh gets keys, with the salt that it has", async () => {
  await syncProject(source, target);
  const { header } = await vault.seal("apac", {}, "{}");
  writeFileSync(
    inTarget("apac"),
    `${readFileSync(inTarget("apac"), "utf8")}encryptionsalt: ${header.encryptionsalt}\n`,
  );
  await syncProject(source, target, own());
  expect(keysOf("apac").header).toEqual(header);
  expect(Object.keys(await halvesOf("apac"))).toHaveLength(2);
});

test("another passphrase opens nothing", async () => {
  const sealed = await vault.seal("apac", {}, "secret");
  expect(await vault.open("apac", sealed)).toBe("secret");
  const other = new PassphraseVault(() => "another");
  await expect(other.open("apac", sealed)).rejects.toThrow();
  await expect(other.seal("apac", sealed.header, "x")).rejects.toThrow();
});

test("those who sync at once make the keys once", async () => {
  const directory = emptyDirectory();
  const several = Array.from({ length: 3 }, () =>
    alone(directory, "project", () => syncProject(source, target, own())),
  );
  await several[0];
  const first = regions.map(keysOf);
  await Promise.all(several);
  expect(regions.map(keysOf)).toEqual(first);
});

test("who fails lets the next one in", async () => {
  const directory = emptyDirectory();
  await expect(alone(directory, "project", () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await alone(directory, "project", async () => "next")).toBe("next");
});
