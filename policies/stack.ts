/**
 * What the stack files say of the stack that is being judged, and of those it must know nothing of. Read here and not by
 * src/topology, so that a mistake in the program can't excuse itself.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CORE_SCHEMA, load } from "js-yaml";
import { countriesOf } from "../src/facts/jurisdictions";
import { type Cloud, type Country, clouds } from "../src/facts/locations";
import { text } from "./properties";

export interface RegionStack {
  readonly kind: "region";
  readonly name: string;
  readonly cloud: Cloud;
  readonly location: string;
  readonly account: string;
  readonly cidr: string;
  /** A world of its own: China. */
  readonly isolated: boolean;
  readonly jurisdiction: string;
  /** As the stack file has them, for messages: `EU`, `UK`. */
  readonly residency: readonly string[];
  readonly countries: ReadonlySet<Country>;
  /** DNS zone of its own, in an isolated region. */
  readonly zone?: string;
}

export interface GlobalStack {
  readonly kind: "global";
  readonly name: string;
  readonly isolated: false;
  readonly account: string;
}

export type Stack = RegionStack | GlobalStack;

/** A stack with everybody else: what a rule is told. */
export interface World {
  readonly self: Stack;
  /** The stacks across the border: all others of an isolated stack, the isolated ones of any other. */
  readonly foreign: readonly Stack[];
  /** DNS zones across the border. */
  readonly foreignZones: readonly string[];
  /** Regions at the other end of a declared replication edge, whichever way it goes. None for an isolated stack. */
  readonly partners: readonly RegionStack[];
  /** All other regions that are not partners. */
  readonly strangers: readonly RegionStack[];
  /** What physical names begin with, before the region's: `meridian-production`. */
  readonly namePrefix: string;
}

export class StackFileError extends Error {}

function section(file: object, path: string): object | undefined {
  const keys = path.split(" ");
  let at: unknown = file;
  for (const key of keys) at = typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined;
  return typeof at === "object" && at !== null ? at : undefined;
}

function need(config: object, path: string, where: string): string {
  const value = text(config, path);
  if (!value?.known) throw new StackFileError(`${where} has no ${path}`);
  return value.value;
}

function list(config: object, path: string, where: string): string[] {
  const value: unknown = path
    .split(".")
    .reduce((at: unknown, key) => (typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined), config);
  if (!Array.isArray(value) || value.length === 0) throw new StackFileError(`${where} has no ${path}`);
  return value.map(String);
}

function regionStack(name: string, config: object, where: string): RegionStack {
  const cloud = clouds.find((known) => known === need(config, "cloud", where));
  if (!cloud) throw new StackFileError(`${where}: cloud is none of ${clouds.join(", ")}`);
  const residency = list(config, "residency.countries", where);
  const zone = text(config, "zone");
  return {
    kind: "region",
    name,
    cloud,
    location: need(config, "location", where),
    account: need(config, "account", where),
    cidr: need(config, "network.cidr", where),
    isolated: Reflect.get(config, "isolated") === true,
    jurisdiction: need(config, "residency.jurisdiction", where),
    residency,
    countries: countriesOf(residency),
    ...(zone?.known ? { zone: zone.value } : {}),
  };
}

function stackOf(name: string, config: object, where: string): Stack {
  const region = section(config, "meridian:region");
  if (region) return regionStack(name, region, where);
  const global = section(config, "meridian:global");
  if (global) return { kind: "global", name, isolated: false, account: need(global, "cloudflareAccount", where) };
  throw new StackFileError(`${where} has neither meridian:region nor meridian:global`);
}

function parse(directory: string, file: string): object {
  let content: unknown;
  try {
    content = load(readFileSync(join(directory, file), "utf8"), { schema: CORE_SCHEMA });
  } catch (error) {
    throw new StackFileError(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof content !== "object" || content === null) throw new StackFileError(`${file} is no map`);
  return content;
}

export interface StackFiles {
  readonly stacks: ReadonlyMap<string, Stack>;
  readonly sharedZone: string;
  readonly namePrefix: string;
  /** Pairs of regions between which some data class is declared to move. */
  readonly edges: readonly (readonly [string, string])[];
}

function edgesOf(shared: object): [string, string][] {
  const declared: unknown = Reflect.get(shared, "replication") ?? [];
  if (!Array.isArray(declared)) throw new StackFileError("Pulumi.yaml: replication is no list");
  return declared.map((edge: object) => [need(edge, "from", "an edge"), need(edge, "to", "an edge")]);
}

/** @throws StackFileError when a file can't be read or lacks what rules need. */
export function readStackFiles(directory: string): StackFiles {
  const shared = section(parse(directory, "Pulumi.yaml"), "config meridian:shared value");
  if (!shared) throw new StackFileError("Pulumi.yaml has no meridian:shared");
  const stacks = new Map<string, Stack>();
  for (const file of readdirSync(directory)) {
    const name = /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1];
    if (name !== undefined) stacks.set(name, stackOf(name, section(parse(directory, file), "config") ?? {}, file));
  }
  const named = (path: string) => need(shared, path, "Pulumi.yaml");
  return {
    stacks,
    sharedZone: named("zone"),
    namePrefix: `${named("service")}-${named("environment")}`,
    edges: edgesOf(shared),
  };
}

/**
 * The directory of the stack files: what `MERIDIAN_TOPOLOGY` says, else the nearest Pulumi.yaml above the directory the
 * run was started in. Pulumi's own language host starts packs in the pack's directory; then `PWD` tells.
 */
export function stackFilesDirectory(startedIn: string, env: NodeJS.ProcessEnv): string {
  if (env.MERIDIAN_TOPOLOGY) return env.MERIDIAN_TOPOLOGY;
  const start = existsSync(join(startedIn, "PulumiPolicy.yaml")) ? (env.PWD ?? startedIn) : startedIn;
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, "Pulumi.yaml"))) return at;
    if (dirname(at) === at)
      throw new StackFileError(`no Pulumi.yaml above ${start}; set MERIDIAN_TOPOLOGY to its directory`);
  }
}

/** The stack as the engine deploys it, which Pulumi's language host passes on as `PULUMI_CONFIG`; absent elsewhere. */
function deployedStack(name: string, env: NodeJS.ProcessEnv): Stack | undefined {
  if (!env.PULUMI_CONFIG || env.PULUMI_NODEJS_STACK !== name) return undefined;
  const config = Object.fromEntries(
    Object.entries(JSON.parse(env.PULUMI_CONFIG)).flatMap(([key, value]) =>
      /^meridian:(region|global)$/.test(key) && typeof value === "string" ? [[key, JSON.parse(value)]] : [],
    ),
  );
  return stackOf(name, config, "the configuration of the run");
}

function same(a: Stack, b: Stack): boolean {
  return JSON.stringify({ ...a, countries: null }) === JSON.stringify({ ...b, countries: null });
}

/**
 * What rules are told of the stack called `name`.
 * @throws StackFileError when the files don't know the stack, or know it otherwise than the engine does.
 */
export function worldOf(name: string, directory: string, env: NodeJS.ProcessEnv): World {
  const { stacks, sharedZone, namePrefix, edges } = readStackFiles(directory);
  const self = stacks.get(name);
  if (!self) throw new StackFileError(`there is no Pulumi.${name}.yaml in ${directory}`);
  const deployed = deployedStack(name, env);
  if (deployed && !same(deployed, self)) {
    throw new StackFileError(
      `Pulumi.${name}.yaml in ${directory} is not what is being deployed; set MERIDIAN_TOPOLOGY`,
    );
  }
  const foreign = [...stacks.values()].filter((other) => other.name !== name && (self.isolated || other.isolated));
  const zones = foreign.flatMap((other) => (other.kind === "region" && other.zone ? [other.zone] : []));
  const others = [...stacks.values()].flatMap((other) => (other.kind === "region" && other.name !== name ? other : []));
  const linked = (other: RegionStack) =>
    !self.isolated && !other.isolated && edges.some((ends) => ends.includes(name) && ends.includes(other.name));
  return {
    self,
    foreign,
    foreignZones: self.isolated ? [...zones, sharedZone] : zones,
    partners: others.filter(linked),
    strangers: others.filter((other) => !linked(other)),
    namePrefix,
  };
}
