/**
 * Reads the topology: Pulumi.yaml and every Pulumi.<stack>.yaml of a directory, each parsed once and checked by its
 * schema, and all of them together by the cross-file rules. It runs inside every preview.
 */
import type * as z from "zod";
import { type DraftRegion, draftShared, salvageRegion } from "./draft";
import { refusals } from "./issues";
import { type Problem, TopologyError } from "./problem";
import { hidden, withoutKeys } from "./redact";
import { judge } from "./rules";
import {
  type GlobalConfig,
  globalSchema,
  type RegionConfig,
  regionNameSchema,
  regionSchema,
  type Shared,
  sharedSchema,
  type Topology,
} from "./schema";
import { type Files, filesIn, isRecord, type Path, readSource, type Source } from "./source";
import { didYouMean } from "./suggest";

export { formatProblems, type Problem, TopologyError } from "./problem";

const projectFile = "Pulumi.yaml";
const sharedPath: Path = ["config", "meridian:shared", "value"];
const regionPath: Path = ["config", "meridian:region"];
const globalPath: Path = ["config", "meridian:global"];

/** Secrets that a region's stack file may hold beside the region, and how each gets there. */
export const regionSecrets: Readonly<Record<string, string>> = {
  "meridian:meshPrivateKeys":
    "`./meridian mesh keys` writes it. In clear it has leaked: encrypt it with `pulumi config set --secret meridian:meshPrivateKeys`, and make new keys with `./meridian mesh keys rotate`",
  "meridian:acmeKey":
    "`pulumi config set --secret meridian:acmeKey` writes it. In clear it has leaked: ask the CA for another",
};

/** What Pulumi itself keeps at the top of a stack file. */
const stackKeys = ["config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment"];

/** `["config", "meridian:region", "network", "cidr"]` → `meridian:region.network.cidr`. */
function keyName(path: Path): string {
  const shown = path[0] === "config" && path.length > 1 ? path.slice(1) : path;
  return shown
    .filter((key, index) => !(index === 1 && key === "value" && shown[0] === "meridian:shared" && shown.length > 2))
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index === 0 ? "" : "."}${String(key)}`))
    .join("");
}

function problem(source: Source, path: Path, value: unknown, expected: string): Problem {
  return { file: source.file, line: source.line(path), key: keyName(path), value: hidden(path, value), expected };
}

/** Syntax errors quote the text: what may be a key is taken out. */
function syntaxProblems({ problems }: Source): Problem[] {
  return problems.map((one) => ({ ...one, expected: withoutKeys(one.expected) }));
}

/** A part of a file after its schema: the value, or what is wrong with it. */
interface Part<T> {
  readonly raw: unknown;
  readonly value: T | undefined;
  readonly problems: readonly Problem[];
}

function parsePart<T>(schema: z.ZodType<T>, source: Source, path: Path, raw: unknown): Part<T> {
  const result = schema.safeParse(raw);
  if (result.success) return { raw, value: result.data, problems: [] };
  const problems = refusals(schema, raw, result.error.issues).map((refusal) =>
    problem(source, [...path, ...refusal.path], refusal.value, refusal.expected),
  );
  return { raw, value: undefined, problems };
}

interface Stack {
  readonly name: string;
  readonly source: Source;
  readonly problems: readonly Problem[];
  readonly region?: Part<RegionConfig>;
  readonly global?: Part<GlobalConfig>;
}

function unknownKeys(
  source: Source,
  path: Path,
  given: object,
  legal: readonly string[],
  isOurs: (key: string) => boolean,
): Problem[] {
  return Object.entries(given)
    .filter(([key]) => isOurs(key) && !legal.includes(key))
    .map(([key, value]) =>
      problem(
        source,
        [...path, key],
        value,
        `no such key${didYouMean(key, legal) || `; the keys here are ${legal.join(", ")}`}`,
      ),
    );
}

/** Pulumi's own form of a secret: `{ secure: <ciphertext> }`. */
function isSealed(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 1 && typeof value.secure === "string";
}

function secretsInClear(source: Source, config: Record<string, unknown>): Problem[] {
  return Object.entries(regionSecrets)
    .filter(([key]) => Object.hasOwn(config, key) && !isSealed(config[key]))
    .map(([key, how]) => problem(source, ["config", key], config[key], `a secret, as in \`{ secure: … }\`: ${how}`));
}

/** The other half of src/topology/rules/isolated-mesh.ts, which sees no secrets. */
function keysOfIsolated(source: Source, config: Record<string, unknown>): Problem[] {
  const key = "meridian:meshPrivateKeys";
  if (!Object.hasOwn(config, key)) return [];
  return [problem(source, ["config", key], config[key], "none: the mesh never reaches an isolated region")];
}

function readStack(files: Files, file: string, name: string): Stack {
  const source = readSource(files, file);
  if (source.problems.length > 0) return { name, source, problems: syntaxProblems(source) };
  const wanted = name === "global" ? "meridian:global" : "meridian:region";
  const legal = name === "global" ? [wanted] : [wanted, ...Object.keys(regionSecrets)];
  if (!isRecord(source.content)) {
    return {
      name,
      source,
      problems: [problem(source, [], source.content, `a map with config, and ${wanted} under it`)],
    };
  }
  const { config } = source.content;
  const problems = unknownKeys(source, [], source.content, stackKeys, () => true);
  if (!isRecord(config) || !Object.hasOwn(config, wanted)) {
    if (isRecord(config)) problems.push(...unknownKeys(source, ["config"], config, legal, isOurs));
    // The key is there, misspelt: saying that it is missing too would be saying it twice.
    if (problems.length === 0)
      problems.push(
        problem(
          source,
          ["config", wanted],
          undefined,
          `a map: every stack file but Pulumi.global.yaml describes a region`,
        ),
      );
    return { name, source, problems };
  }
  problems.push(...unknownKeys(source, ["config"], config, legal, isOurs));
  if (name === "global")
    return { name, source, problems, global: parsePart(globalSchema, source, globalPath, config[wanted]) };
  problems.push(...secretsInClear(source, config));
  const region = parsePart(regionSchema, source, regionPath, config[wanted]);
  if (region.value?.isolated) problems.push(...keysOfIsolated(source, config));
  return { name, source, problems, region };
}

/** Config of other namespaces is Pulumi's and the providers' own; a key without one means the project's. */
function isOurs(configKey: string): boolean {
  return configKey.startsWith("meridian:") || !configKey.includes(":");
}

function readProject(files: Files): { source: Source; problems: readonly Problem[]; shared: Part<Shared> } {
  const source = readSource(files, projectFile);
  const nothing: Part<Shared> = { raw: undefined, value: undefined, problems: [] };
  if (source.problems.length > 0) return { source, problems: syntaxProblems(source), shared: nothing };
  const config = isRecord(source.content) ? source.content.config : undefined;
  const shared = isRecord(config) ? config["meridian:shared"] : undefined;
  if (!isRecord(config) || !isRecord(shared) || !Object.hasOwn(shared, "value")) {
    const wrong =
      isRecord(config) && shared === undefined
        ? unknownKeys(source, ["config"], config, ["meridian:shared"], isOurs)
        : [];
    const missing = problem(source, sharedPath, undefined, "a map: what all regions share");
    return { source, problems: wrong.length > 0 ? wrong : [missing], shared: nothing };
  }
  return {
    source,
    problems: unknownKeys(source, ["config"], config, ["meridian:shared"], isOurs),
    shared: parsePart(sharedSchema, source, sharedPath, shared.value),
  };
}

function readStacks(files: Files): { stacks: Stack[]; problems: Problem[] } {
  const stacks = new Map<string, Stack>();
  const problems: Problem[] = [];
  const refuse = (file: string, value: unknown, expected: string) =>
    problems.push({ file, line: 0, key: "stack", value, expected });
  for (const file of [...files.names()].sort()) {
    const name = /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
    if (name === undefined) continue;
    const earlier = stacks.get(name);
    const named = regionNameSchema.safeParse(name);
    if (earlier) refuse(file, name, `one file a stack; ${earlier.source.file} is there already`);
    else if (!named.success) refuse(file, name, named.error.issues[0]?.message ?? "a stack name");
    else stacks.set(name, readStack(files, file, name));
  }
  if (!stacks.has("global")) refuse("Pulumi.global.yaml", undefined, "a stack file with meridian:global");
  if (stacks.size - (stacks.has("global") ? 1 : 0) === 0)
    refuse("Pulumi.<stack>.yaml", undefined, "at least one region's stack file");
  return { stacks: [...stacks.values()], problems };
}

function inOrder<T extends { readonly number?: number }>(regions: readonly T[]): T[] {
  return [...regions].sort((a, b) => (a.number ?? Number.MAX_SAFE_INTEGER) - (b.number ?? Number.MAX_SAFE_INTEGER));
}

/**
 * The topology that a directory's stack files describe; `but` names rules that are left out, for who mends what they refuse.
 * @throws TopologyError with every problem there is, and nothing else, whatever the files say.
 */
export function loadTopology(directory: string, but: readonly string[] = [], files = filesIn(directory)): Topology {
  let read: ReturnType<typeof readStacks>;
  try {
    read = readStacks(files);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TopologyError([
      { file: directory, line: 0, key: "", value: undefined, expected: `a directory with stack files: ${reason}` },
    ]);
  }
  const project = readProject(files);
  const { stacks } = read;
  const sources = new Map(stacks.map(({ name, source }) => [name, source]));
  const problems: Problem[] = [
    ...project.problems,
    ...project.shared.problems,
    ...read.problems,
    ...stacks.flatMap((stack) => [
      ...stack.problems,
      ...(stack.region?.problems ?? []),
      ...(stack.global?.problems ?? []),
    ]),
  ];

  const regions = stacks.flatMap(({ name, region }): DraftRegion[] =>
    region ? [{ ...(region.value ?? salvageRegion(region.raw)), name }] : [],
  );
  const names = new Set(stacks.map(({ name }) => name).filter((name) => name !== "global"));
  const draft = { ...draftShared(project.shared.value, project.shared.raw), regions: inOrder(regions), names };
  for (const { region, path, value, expected } of judge(draft, but)) {
    const source = region === undefined ? project.source : (sources.get(region) ?? project.source);
    problems.push(problem(source, [...(region === undefined ? sharedPath : regionPath), ...path], value, expected));
  }

  const shared = project.shared.value;
  const global = stacks.find(({ name }) => name === "global")?.global?.value;
  if (problems.length > 0 || shared === undefined || global === undefined)
    throw new TopologyError(inFileOrder(problems));
  return {
    shared,
    global,
    regions: inOrder(stacks.flatMap(({ name, region }) => (region?.value ? [{ ...region.value, name }] : []))),
  };
}

function inFileOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));
}
