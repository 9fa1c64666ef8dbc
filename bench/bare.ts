/** The floor: a program that registers what a preview registered, with literals, by the same SDK classes. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Event } from "../ops/engine/report";
import { checkout } from "../ops/paths";

interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly parent: string;
  readonly provider: string;
  readonly inputs: Record<string, unknown>;
}

/** What an event log says was registered, in order; without the stack itself and default providers. */
export function registered(eventLog: string): Registered[] {
  const events: Event[] = readFileSync(eventLog, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return events.flatMap(({ resourcePreEvent }) => {
    const state = resourcePreEvent?.metadata.new;
    if (!state || state.type === "pulumi:pulumi:Stack" || state.urn.endsWith("::default")) return [];
    const { urn, type, custom = false, parent, provider, inputs } = state;
    return [{ urn, type, custom, parent, provider, inputs: JSON.parse(JSON.stringify(inputs ?? {}, unsealed)) }];
  });
}

/** Pulumi's mark of a secret, whose value an event log leaves out. */
const mark = "4dabf18193072939515e22adb298388d";

/** In a secret's place a text as long as a gateway's bundle, the longest secret there is. */
function unsealed(_key: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && mark in value ? "s".repeat(9_000) : value;
}

const nameOf = (urn: string) => urn.split("::").at(-1) ?? urn;

/** `aws:ec2/vpc:Vpc` → the submodule `@pulumi/aws/ec2` and its class `Vpc`. */
function sdkClass(type: string): { module: string; name: string } {
  const [pkg = "", module = "", name = ""] = type.split(":");
  if (pkg === "pulumi" && module === "providers") return { module: `@pulumi/${name}/provider`, name: "Provider" };
  const [folder = "", version] = module.split("/");
  if (pkg === "kubernetes") return kubernetesClass(folder, version ?? "", name);
  return { module: folder === "index" ? `@pulumi/${pkg}` : `@pulumi/${pkg}/${folder}`, name };
}

/** `networking.k8s.io/v1` → `@pulumi/kubernetes/networking/v1`; a kind that the SDK has no class for is a custom resource. */
function kubernetesClass(group: string, version: string, name: string): { module: string; name: string } {
  const [folder] = group.split(".");
  const module = `@pulumi/kubernetes/${folder}/${version}`;
  const file = `${name.charAt(0).toLowerCase()}${name.slice(1)}.js`;
  if (existsSync(path.join(checkout, "node_modules", module, file))) return { module, name };
  return { module: "@pulumi/kubernetes/apiextensions", name: "CustomResource" };
}

/** Provider inputs reach the engine as JSON in strings; the SDK's class takes the values themselves. */
function providerInputs(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([key]) => key !== "version")
      .map(([key, value]) => [
        key,
        typeof value === "string" && /^[[{]|^(true|false)$/.test(value) ? JSON.parse(value) : value,
      ]),
  );
}

function statement(resource: Registered, index: number, names: ReadonlyMap<string, string>): string {
  const options = [
    names.has(resource.parent) ? `parent: ${names.get(resource.parent)}` : "",
    resource.provider !== "" ? `provider: ${names.get(resource.provider.split("::").slice(0, 4).join("::"))}` : "",
  ].filter((option) => option !== "" && !option.endsWith("undefined"));
  const tail = options.length > 0 ? `, { ${options.join(", ")} }` : "";
  const name = JSON.stringify(nameOf(resource.urn));
  if (!resource.custom)
    return `const r${index} = new pulumi.ComponentResource(${JSON.stringify(resource.type)}, ${name}, {}${tail});`;
  const { module, name: className } = sdkClass(resource.type);
  const isProvider = resource.type.startsWith("pulumi:providers:");
  const inputs = JSON.stringify(isProvider ? providerInputs(resource.inputs) : resource.inputs);
  return `const r${index} = new (require(${JSON.stringify(module)}).${className})(${name}, ${inputs}${tail});`;
}

/** Writes the program into `directory/index.cjs`; `first` is a statement to begin with. */
export function writeBareProgram(directory: string, resources: readonly Registered[], first = ""): void {
  const names = new Map(resources.map(({ urn }, index) => [urn, `r${index}`]));
  const lines = [
    first,
    `const pulumi = require("@pulumi/pulumi");`,
    ...resources.map((resource, index) => statement(resource, index, names)),
  ];
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, "index.cjs"), `${lines.join("\n")}\n`);
}
