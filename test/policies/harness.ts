/**
 * Runs rules the way the engine does: through the policy SDK's own Analyze and AnalyzeStack calls, protobuf and all, with
 * unknown values as the engine sends them, so that what the SDK makes mere advice of shows up as such.
 */
import { createRequire } from "node:module";
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { type Rule, toPolicy, type Worlds } from "../../policies/rule";
import type { GlobalStack, RegionStack, Stack, World } from "../../policies/stack";
import { countriesOf } from "../../src/facts/jurisdictions";

const require = createRequire(import.meta.url);

interface Response {
  toObject(): {
    /** Enforcement level 1 is mandatory, 0 advisory, as in analyzer.proto. */
    diagnosticsList: { policyname: string; message: string; enforcementlevel: number; urn: string }[];
    notApplicableList: { policyName: string; reason: string }[];
  };
}
type Call = (call: { request: unknown }, callback: (error: unknown, response: Response) => void) => void;
type MakeCall = (
  pack: string,
  version: string,
  level: string,
  policies: readonly (ResourceValidationPolicy | StackValidationPolicy)[],
) => Call;
/** Inside the SDK but not in its types; it is what `new PolicyPack` serves. */
const server: { makeAnalyzeRpcFun: MakeCall; makeAnalyzeStackRpcFun: MakeCall } = require("@pulumi/policy/server");

/** The generated messages, as far as they are filled here. */
interface Message {
  setType(value: string): void;
  setName(value: string): void;
  setUrn(value: string): void;
  setProperties(value: Struct): void;
}
interface ResourceMessage extends Message {
  setOptions(value: unknown): void;
  setProvider(value: Message): void;
  getPropertydependenciesMap(): { set(key: string, value: unknown): void };
}
const proto: {
  AnalyzeRequest: new () => ResourceMessage;
  AnalyzerResource: new () => ResourceMessage;
  AnalyzerProviderResource: new () => Message;
  AnalyzerResourceOptions: new () => unknown;
  AnalyzeStackRequest: new () => { setResourcesList(value: readonly ResourceMessage[]): void };
  AnalyzerPropertyDependencies: new () => { setUrnsList(value: readonly string[]): void };
} = require("@pulumi/pulumi/proto/analyzer_pb");

/** A value that only the update will know. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Given {
  readonly type: string;
  readonly name?: string;
  readonly props?: Record<string, unknown>;
  /** Absent for components and the engine's own. */
  readonly provider?: { readonly type: string; readonly name?: string; readonly props?: Record<string, unknown> };
  /** Names of the given resources that a property comes from; for rules over the whole stack. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

export interface Finding {
  readonly rule: string;
  /** Name of the resource; empty where one was asked for by name. */
  readonly resource: string;
  readonly message: string;
  readonly mandatory: boolean;
}

export interface Outcome {
  readonly findings: readonly Finding[];
  /** Rules that said they don't apply. */
  readonly notApplicable: readonly string[];
}

function urn(world: World, { type, name = "it" }: Given): string {
  return `urn:pulumi:${world.self.name}::meridian::${type}::${name}`;
}

function fill(message: Message, world: World, type: string, name: string, props: Record<string, unknown> = {}): void {
  message.setType(type);
  message.setName(name);
  message.setUrn(urn(world, { type, name }));
  message.setProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(props))));
}

function resourceMessage<T extends ResourceMessage>(message: T, world: World, given: Given): T {
  fill(message, world, given.type, given.name ?? "it", given.props);
  message.setOptions(new proto.AnalyzerResourceOptions());
  if (given.provider) {
    const provider = new proto.AnalyzerProviderResource();
    fill(
      provider,
      world,
      `pulumi:providers:${given.provider.type}`,
      given.provider.name ?? "explicit",
      given.provider.props,
    );
    message.setProvider(provider);
  }
  return message;
}

function ask(call: Call, request: unknown): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    call({ request }, (error, response) => {
      if (error) return reject(error);
      const { diagnosticsList, notApplicableList } = response.toObject();
      resolve({
        findings: diagnosticsList.map(({ policyname, message, enforcementlevel, urn }) => ({
          rule: policyname,
          resource: urn.includes("::") ? urn.slice(urn.lastIndexOf("::") + 2) : "",
          message,
          mandatory: enforcementlevel === 1,
        })),
        notApplicable: notApplicableList.map(({ policyName }) => policyName),
      });
    });
  });
}

/** What rules say of one resource at preview. */
export function analyze(
  rules: readonly Rule[],
  world: World,
  given: Given,
  worlds: Worlds = () => world,
): Promise<Outcome> {
  const policies = rules.map((rule) => toPolicy(rule, worlds));
  const request = resourceMessage(new proto.AnalyzeRequest(), world, given);
  return ask(server.makeAnalyzeRpcFun("test", "0.0.0", "mandatory", policies), request);
}

/** What rules say of a whole stack at the end of a run. */
export function analyzeStack(rules: readonly Rule[], world: World, given: readonly Given[]): Promise<Outcome> {
  const policies = rules.map((rule) => toPolicy(rule, () => world));
  const request = new proto.AnalyzeStackRequest();
  const named = new Map(given.map((one) => [one.name ?? "it", urn(world, one)]));
  request.setResourcesList(
    given.map((one) => {
      const message = resourceMessage(new proto.AnalyzerResource(), world, one);
      for (const [property, names] of Object.entries(one.from ?? {})) {
        const dependencies = new proto.AnalyzerPropertyDependencies();
        dependencies.setUrnsList(names.map((name) => named.get(name) ?? name));
        message.getPropertydependenciesMap().set(property, dependencies);
      }
      return message;
    }),
  );
  return ask(server.makeAnalyzeStackRpcFun("test", "0.0.0", "mandatory", policies), request);
}

/** What one rule says of one resource, without the description that the SDK puts before it; all of it mandatory. */
export async function refusals(rule: Rule, world: World, given: Given): Promise<string[]> {
  const { findings } = await analyze([rule], world, given);
  const advice = findings.filter(({ mandatory }) => !mandatory);
  if (advice.length > 0) throw new Error(`mere advice: ${advice.map(({ message }) => message).join("; ")}`);
  return findings.map(({ message }) => message.replace(/^.*\n/, ""));
}

function regionStack(given: Partial<RegionStack> & Pick<RegionStack, "name" | "cloud" | "location">): RegionStack {
  const residency = given.residency ?? ["US", "CA", "MX"];
  return {
    kind: "region",
    account: "111111111111",
    cidr: "10.1.0.0/16",
    isolated: false,
    jurisdiction: "us",
    residency,
    countries: countriesOf(residency),
    ...given,
  };
}

export const usEast = regionStack({ name: "us-east", cloud: "aws", location: "us-east-1" });
export const euWest = regionStack({
  name: "eu-west",
  cloud: "gcp",
  location: "europe-west3",
  account: "meridian-eu-west",
  cidr: "10.2.0.0/16",
  jurisdiction: "eu",
  residency: ["EU", "UK", "EEA"],
});
export const apac = regionStack({
  name: "apac",
  cloud: "alicloud",
  location: "ap-southeast-1",
  account: "3000000000000003",
  cidr: "10.3.0.0/16",
  jurisdiction: "apac",
  residency: ["APAC"],
});
export const china = regionStack({
  name: "china",
  cloud: "alicloud",
  location: "cn-hangzhou",
  account: "4000000000000004",
  cidr: "10.4.0.0/16",
  isolated: true,
  jurisdiction: "cn",
  residency: ["CN"],
  zone: "meridian.cn",
});
export const globalStack: GlobalStack = {
  kind: "global",
  name: "global",
  isolated: false,
  account: "0123456789abcdef0123456789abcdef",
};

const everybody: readonly Stack[] = [usEast, euWest, apac, china, globalStack];

/** Declared: us-east with eu-west, and with nobody else. */
const edges = [["us-east", "eu-west"]];

/** The world as one of these stacks sees it. */
export function worldOf(self: Stack): World {
  const foreign = everybody.filter((other) => other !== self && (self.isolated || other.isolated));
  const others = everybody.flatMap((other) => (other.kind === "region" && other !== self ? other : []));
  const linked = (other: RegionStack) =>
    !self.isolated && edges.some((ends) => ends.includes(self.name) && ends.includes(other.name));
  return {
    self,
    foreign,
    foreignZones: self.isolated ? ["meridian.example"] : ["meridian.cn"],
    partners: others.filter(linked),
    strangers: others.filter((other) => !linked(other)),
    namePrefix: "meridian-production",
  };
}

export const tagsOf = (stack: RegionStack): Record<string, string> => ({
  "meridian-service": "meridian",
  "meridian-environment": "production",
  "meridian-stack": stack.name,
  "meridian-residency": stack.jurisdiction,
  "meridian-owner": "platform",
});

/** The explicit provider that a stack's resources go through. */
export function providerOf(stack: RegionStack): NonNullable<Given["provider"]> {
  const account = {
    aws: { allowedAccountIds: JSON.stringify([stack.account]) },
    gcp: { project: stack.account },
    alicloud: { accountId: stack.account },
  };
  return { type: stack.cloud, name: stack.name, props: { region: stack.location, ...account[stack.cloud] } };
}
