/** Keys made and rotated in copies of the shipped stack files, by the real code over a Pulumi that is not there. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { UserError } from "../../../ops/errors";
import { completeKeys } from "../../../ops/mesh/init";
import { PulumiVault } from "../../../ops/mesh/pulumi-vault";
import { type Deployed, type Rotation, takeAll, takeNext } from "../../../ops/mesh/rotate";
import type { Member } from "../../../ops/mesh/rotation";
import { changeStackKeys, readStackKeys, stackFile } from "../../../ops/mesh/stack-file";
import { parsePrivateKeys, privateKeyOf } from "../../../src/plan/mesh/keys";
import { loadTopology } from "../../../src/topology/load";
import { edited, root } from "../../topology/files";
import { FakePulumi } from "./fake-pulumi";

const regions = ["us-east", "eu-west", "apac"];
const made = new Date("2026-08-01T12:00:00Z");
const today = new Date("2026-11-21T12:00:00Z");

let pulumi: FakePulumi;
let said: string[];
let directories: string[];

beforeEach(() => {
  pulumi = new FakePulumi();
  said = [];
  directories = [];
});

/** All that was written anywhere or said to anybody holds no private half. */
afterEach(() => {
  const files = directories.flatMap((directory) =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8")),
  );
  const everything = [...files, ...said, ...pulumi.calls.flat()].join("\n");
  for (const half of pulumi.halves()) expect(everything).not.toContain(half);
});

function scratchOf(directory: string): string {
  return path.join(directory, "scratch");
}

async function init(directory: string, stacks = regions, wanted = 2): Promise<string[]> {
  const vault = new PulumiVault(pulumi.ask, scratchOf(directory));
  const changed: string[] = [];
  for (const stack of stacks)
    if (await changeStackKeys(directory, stack, (keys) => completeKeys(stack, keys, wanted, vault, made)))
      changed.push(stack);
  return changed;
}

async function withKeys(): Promise<string> {
  const directory = edited({});
  directories.push(directory);
  await init(directory);
  return directory;
}

const unknown: Deployed = { speaks: undefined, accepts: undefined };

const keysOf = (directory: string, stack: string) => readStackKeys(readFileSync(stackFile(directory, stack), "utf8"));

async function halvesOf(directory: string, stack: string) {
  const { secure = "", header } = keysOf(directory, stack);
  const text = await new PulumiVault(pulumi.ask, scratchOf(directory)).open(stack, { secure, header });
  return parsePrivateKeys(text);
}

/** Every gateway has the private half of its key, and no half is kept that no gateway names. */
async function isWhole(directory: string): Promise<void> {
  for (const stack of regions) {
    const { gateways } = keysOf(directory, stack);
    const halves = await halvesOf(directory, stack);
    for (const gateway of gateways) expect(privateKeyOf(stack, gateway, halves)).toBeTruthy();
    const named = gateways.flatMap(({ publicKey, next, previous }) => [
      publicKey,
      next?.publicKey,
      previous?.publicKey,
    ]);
    expect(Object.keys(halves).sort()).toEqual(named.filter((key) => key !== undefined).sort());
  }
}

function rotationOf(directory: string): Rotation {
  return {
    directory,
    vault: new PulumiVault(pulumi.ask, scratchOf(directory)),
    now: () => today,
    mesh: () => regions.map((region): Member => ({ region, gateways: keysOf(directory, region).gateways })),
    isDue: (_region, _gateway, { since }) => since < "2026-11-21",
    changing: (work) => work(),
    say: (line) => said.push(line),
    upCommand: (stacks) => `up ${stacks.join(",")}`,
  };
}

const told = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => new Error("nothing was refused"),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  const text = error instanceof Error ? `${error.message}\n${error.stack}` : "";
  said.push(text);
  return text;
};

test("init gives every region its keys, valid by all rules, and changes nothing else of the files", async () => {
  const directory = await withKeys();
  const topology = loadTopology(directory);
  for (const { name, mesh } of topology.regions)
    expect(mesh.gateways.map(({ since }) => since)).toEqual(name === "china" ? [] : ["2026-08-01", "2026-08-01"]);
  await isWhole(directory);
  for (const stack of regions) {
    const lines = readFileSync(stackFile(directory, stack), "utf8").split("\n");
    const before = readFileSync(stackFile(root, stack), "utf8").split("\n");
    expect(lines.filter((line) => before.includes(line))).toEqual(before);
    expect(lines.length - before.length).toBe(9);
  }
  for (const file of ["Pulumi.yaml", "Pulumi.china.yaml", "Pulumi.global.yaml"])
    expect(readFileSync(path.join(directory, file), "utf8")).toBe(readFileSync(path.join(root, file), "utf8"));
  expect(readdirSync(scratchOf(directory))).toEqual([]);
});

test("init does nothing twice, adds a gateway that is missing, and drops one too many with its private half", async () => {
  const directory = await withKeys();
  const calls = pulumi.calls.length;
  expect(await init(directory)).toEqual([]);
  expect(pulumi.calls).toHaveLength(calls);
  const before = keysOf(directory, "apac").gateways;
  expect(await init(directory, ["apac"], 3)).toEqual(["apac"]);
  expect(keysOf(directory, "apac").gateways.slice(0, 2)).toEqual(before);
  expect(() => loadTopology(directory)).toThrow(/gateways is 3: expected 2 entries/);
  expect(loadTopology(directory, ["meshGateways"]).regions).toHaveLength(4);
  expect(await init(directory, ["apac"])).toEqual(["apac"]);
  expect(keysOf(directory, "apac").gateways).toEqual(before);
  await isWhole(directory);
});

test("private halves go through standard input alone", async () => {
  await withKeys();
  expect(pulumi.calls).toHaveLength(3);
  for (const args of pulumi.calls)
    expect(args.slice(0, 4)).toEqual(["config", "set", "--secret", "meridian:meshPrivateKeys"]);
});

test("what Pulumi says when it can't is told without any key, and nothing is written", async () => {
  const directory = await withKeys();
  const before = readFileSync(stackFile(directory, "us-east"), "utf8");
  const secret = pulumi.halves()[0];
  pulumi.trouble = `error: passphrase must be set; value ${secret}`;
  const text = await told(takeNext(rotationOf(directory), async () => ({ speaks: [], accepts: [] })));
  expect(text).toContain(
    "Pulumi can not read the mesh's private keys of us-east:\nerror: passphrase must be set; value (not shown)",
  );
  pulumi.trouble = "";
  await told(init(directory, ["us-east"], 3));
  expect(readFileSync(stackFile(directory, "us-east"), "utf8")).toBe(before);
  expect(readdirSync(scratchOf(directory))).toEqual([]);
});

test("a secret that is lost or spoilt is told, and what to do", async () => {
  const directory = await withKeys();
  const file = stackFile(directory, "us-east");
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/ {2}meridian:meshPrivateKeys:\n.*\n/, ""));
  expect(await told(init(directory, ["us-east"], 3))).toContain(
    "Take mesh.gateways out of it and run `./meridian mesh keys init`",
  );
  writeFileSync(file, text);
  const half = pulumi.halves()[0] ?? "";
  pulumi.texts[0] = `{"${half}`;
  expect(await told(init(directory, ["us-east"], 3))).toContain(
    "Pulumi.us-east.yaml: The secret meridian:meshPrivateKeys can not be read",
  );
  pulumi.texts[0] = JSON.stringify({ lost: half });
});

test("a step at a time: none is taken before those who need it have been brought up", async () => {
  const directory = await withKeys();
  const rotation = rotationOf(directory);
  const deployed = new Map<string, Deployed>(regions.map((stack) => [stack, unknown]));
  const know = async (stack: string): Promise<Deployed> => deployed.get(stack) ?? unknown;
  const up = (stack: string) => {
    const all = regions.map((name) => keysOf(directory, name).gateways);
    const accepts = all
      .flat()
      .flatMap(({ publicKey, next, previous }) => [publicKey, next?.publicKey ?? "", previous?.publicKey ?? ""]);
    deployed.set(stack, { speaks: keysOf(directory, stack).gateways.map(({ publicKey }) => publicKey), accepts });
  };
  const [first] = keysOf(directory, "us-east").gateways;

  expect(await takeNext(rotation, know)).toEqual({ kind: "announce", region: "us-east", gateway: 1 });
  expect(await told(takeNext(rotation, know))).toContain(
    "can switch, bring up what does not know of its key yet:\n  up eu-west,apac",
  );
  up("eu-west");
  expect(await told(takeNext(rotation, know))).toContain("  up apac");
  up("apac");
  await isWhole(directory);
  expect(await takeNext(rotation, know)).toEqual({ kind: "switch", region: "us-east", gateway: 1 });
  const [switched] = keysOf(directory, "us-east").gateways;
  expect(switched?.previous).toEqual(first);
  expect(switched?.since).toBe("2026-11-21");
  expect(await told(takeNext(rotation, know))).toContain(
    "can retire, bring up what does not know of its key yet:\n  up us-east",
  );
  up("us-east");
  await isWhole(directory);
  expect(await takeNext(rotation, know)).toEqual({ kind: "retire", region: "us-east", gateway: 1 });
  expect(await halvesOf(directory, "us-east")).not.toHaveProperty([first?.publicKey ?? ""]);
  await isWhole(directory);
  expect(await takeNext(rotation, know)).toEqual({ kind: "announce", region: "us-east", gateway: 2 });
});

test("all of it: every key is new, each step's regions come up before it, and everybody at the end", async () => {
  const directory = await withKeys();
  const before = regions.flatMap((stack) => keysOf(directory, stack).gateways.map(({ publicKey }) => publicKey));
  const doings: string[] = [];
  const rotation = { ...rotationOf(directory), say: (line: string) => doings.push(line) };
  const steps = await takeAll(rotation, {
    bringUp: async (stacks) => {
      loadTopology(directory);
      doings.push(`up ${stacks.join(",")}`);
    },
    settle: async () => {
      doings.push("settle");
    },
    deployed: async () => unknown,
  });
  expect(steps).toBe(18);
  expect(doings.slice(0, 9)).toEqual([
    "us-east, gateway 1: announced its next key",
    "up eu-west,apac",
    "settle",
    "us-east, gateway 1: speaks with its new key",
    "up us-east",
    "settle",
    "us-east, gateway 1: left its old key",
    "us-east, gateway 2: announced its next key",
    "up eu-west,apac",
  ]);
  expect(doings.at(-1)).toBe("up us-east,eu-west,apac");
  const after = regions.flatMap((stack) => keysOf(directory, stack).gateways);
  expect(after.filter(({ publicKey }) => before.includes(publicKey))).toEqual([]);
  expect(after).toEqual(after.map(({ publicKey }) => ({ publicKey, since: "2026-11-21" })));
  await isWhole(directory);
  const nobody = async () => {
    throw new Error("nobody has to come up");
  };
  expect(await takeAll(rotation, { bringUp: nobody, settle: nobody, deployed: async () => unknown })).toBe(0);
});

test("whom an earlier run left letting old keys in is brought up, though no step is left", async () => {
  const directory = await withKeys();
  const current = regions.flatMap((stack) => keysOf(directory, stack).gateways.map(({ publicKey }) => publicKey));
  const accepts = (stack: string) => (stack === "apac" ? [...current, "an old key"] : current);
  const up: string[] = [];
  const steps = await takeAll(
    { ...rotationOf(directory), isDue: () => false },
    {
      bringUp: async (stacks) => void up.push(...stacks),
      settle: async () => {},
      deployed: async (stack) => ({ speaks: [], accepts: accepts(stack) }),
    },
  );
  expect(steps).toBe(0);
  expect(up).toEqual(["apac"]);
});

test("ended anywhere, it goes on from there, and every state on the way is whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 }), async (ends) => {
      const directory = await withKeys();
      for (const left of [...ends, Number.POSITIVE_INFINITY]) {
        let ups = left;
        const bringUp = async () => {
          ups -= 1;
          if (ups < 0) throw new UserError("ended");
          await isWhole(directory);
        };
        await takeAll(rotationOf(directory), { bringUp, settle: async () => {}, deployed: async () => unknown }).catch(
          (error: unknown) => expect(error).toEqual(new UserError("ended")),
        );
      }
      for (const stack of regions)
        for (const keys of keysOf(directory, stack).gateways)
          expect(keys).toEqual({ publicKey: keys.publicKey, since: "2026-11-21" });
    }),
    { numRuns: 3 },
  );
});

test("two that rotate at once take no step twice", async () => {
  const directory = await withKeys();
  const rotation = rotationOf(directory);
  const meanwhile = {
    ...rotation,
    changing: async <T>(work: () => Promise<T>) => {
      await takeNext(rotation, async () => ({ speaks: [], accepts: [] }));
      return work();
    },
  };
  expect(await told(takeNext(meanwhile, async () => ({ speaks: [], accepts: [] })))).toContain(
    "changed the mesh's keys meanwhile",
  );
  expect(keysOf(directory, "us-east").gateways.filter(({ next }) => next)).toHaveLength(1);
});

test("a file that somebody edits meanwhile is left to them", async () => {
  const directory = edited({});
  mkdirSync(scratchOf(directory));
  const file = stackFile(directory, "apac");
  const work = changeStackKeys(directory, "apac", async (keys) => {
    writeFileSync(file, `${readFileSync(file, "utf8")}# mine\n`);
    return { ...keys, secure: "v1:x" };
  });
  expect(await told(work)).toContain("Pulumi.apac.yaml was changed meanwhile; nothing was written");
  expect(readFileSync(file, "utf8")).toMatch(/# mine\n$/);
});
