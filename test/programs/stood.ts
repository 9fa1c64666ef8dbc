/** A region's whole program against the sandbox's models, in process: all that it registers, as it registers it. */
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { PackageModel, Properties } from "../../sandbox/core/model";
import { SandboxPackage } from "../../sandbox/core/package";
import { SandboxWorld } from "../../sandbox/core/world";
import { kubernetes } from "../../sandbox/models/kubernetes";
import { random } from "../../sandbox/models/random";
import type { Cloud } from "../../src/facts/locations";
import { privateKeysName } from "../../src/plan/mesh/keys";
import { regionProgram } from "../../src/programs/region";
import type { Region, Topology } from "../../src/topology/schema";
import { runProgram } from "../components/run";
import { keyed } from "../fixtures/mesh";
import { type Driver, driver } from "../sandbox/core/harness";
import { plain } from "../sandbox/models/component";
import type { Inputs } from "./inputs";

export interface Registered {
  readonly type: string;
  readonly name: string;
  /** Secrets as Pulumi marks them. */
  readonly inputs: Inputs;
  readonly state: Properties;
  readonly id: string;
  /** Name of the explicit provider. */
  readonly provider: string;
  /** Pulumi's own protection. */
  readonly protect: boolean;
}

export interface Stood {
  readonly region: Region;
  readonly topology: Topology;
  readonly protect: boolean;
  /** Custom resources but for providers, in the order of creation. */
  readonly made: readonly Registered[];
  /** Inputs of providers, by package and name: `aws us-east`. */
  readonly providers: ReadonlyMap<string, Inputs>;
  /** Private halves of the region's gateways, base64. */
  readonly privateKeys: readonly string[];
  readonly output: unknown;
  readonly outputIsSecret: boolean;
}

const models: Readonly<Record<Cloud, () => Promise<PackageModel>>> = {
  aws: async () => (await import("../../sandbox/models/aws")).aws,
  gcp: async () => (await import("../../sandbox/models/gcp")).gcp,
  alicloud: async () => (await import("../../sandbox/models/alicloud")).alicloud,
};

const providerType = "pulumi:providers:";

/** `urn:pulumi:stack::project::parents$pulumi:providers:aws::name::id` → `aws name`. */
function providerKey(reference = ""): string {
  const [, , types = "", name = ""] = reference.split("::");
  return `${types.split("$").at(-1)?.replace(providerType, "")} ${name}`;
}

/** What the mocks answer for, and all that they were asked. */
class Monitor {
  readonly made: Registered[] = [];
  readonly providers = new Map<string, Inputs>();
  readonly refused: string[] = [];
  /** `type name` of what the program protects: mocks are not told. */
  readonly kept = new Set<string>();
  private readonly drivers = new Map<string, Driver>();
  private readonly world = SandboxWorld.inMemory();

  constructor(private readonly packages: readonly PackageModel[]) {}

  readonly newResource: pulumi.runtime.Mocks["newResource"] = async ({ type, name, inputs, provider, custom }) => {
    // Who does not wait for an API comes before it, and the models refuse it.
    if (type === "gcp:projects/service:Service") await sleep(30);
    try {
      if (type.startsWith(providerType)) return this.configure(type.slice(providerType.length), name, inputs);
      return custom ? this.make(type, name, inputs, provider) : { id: name, state: inputs };
    } catch (error) {
      this.refused.push(`${type} ${name}: ${error instanceof Error ? error.message : String(error)}`);
      return { id: `${name}-refused`, state: inputs };
    }
  };

  readonly call: pulumi.runtime.Mocks["call"] = ({ token, inputs, provider }) => {
    const cloud = this.drivers.get(providerKey(provider));
    if (!cloud) {
      this.refused.push(`${token} is asked of a default provider`);
      return {};
    }
    const { answer, failures } = cloud.instance.invoke(token, inputs as Properties);
    if (failures.length > 0) this.refused.push(`${token}: ${JSON.stringify(failures)}`);
    return answer;
  };

  private configure(pack: string, name: string, inputs: Inputs) {
    const model = this.packages.find((known) => known.name === pack);
    if (!model) throw new Error(`no region of this cloud has a provider ${pack}`);
    const { placement } = new SandboxPackage(model, this.world).configure(plain(inputs) as Properties);
    this.drivers.set(`${pack} ${name}`, driver(model, placement, this.world));
    this.providers.set(`${pack} ${name}`, inputs);
    return { id: `${name}-id`, state: inputs };
  }

  private make(type: string, name: string, inputs: Inputs, reference?: string) {
    const cloud = this.drivers.get(providerKey(reference));
    if (!cloud) throw new Error("it takes a default provider");
    const { id, state } = cloud.make(type, name, plain(inputs) as Properties);
    const provider = reference?.split("::")[3] ?? "";
    this.made.push({ type, name, inputs, state, id, provider, protect: this.kept.has(`${type} ${name}`) });
    return { id, state };
  }
}

/** Throws all that the models refuse, and what names no provider. */
export async function stand(unkeyed: Topology, name: string, protect: boolean): Promise<Stood> {
  const { topology, privateKeys } = keyed(unkeyed);
  const region = topology.regions.find((known) => known.name === name);
  if (!region) throw new Error(`the topology has no ${name}`);
  const secret = `meridian:${privateKeysName}`;
  const kept = privateKeys[name];
  const monitor = new Monitor([await models[region.cloud](), kubernetes, random]);
  let output: unknown;
  let outputIsSecret = true;
  await runProgram(monitor, region.name, async () => {
    pulumi.runtime.setAllConfig(kept === undefined ? {} : { [secret]: kept }, [secret]);
    pulumi.runtime.registerStackTransformation(({ type, name, opts }) => {
      if (opts.protect) monitor.kept.add(`${type} ${name}`);
      return undefined;
    });
    const told = pulumi.output(await regionProgram(topology, region, protect));
    told.apply((value) => {
      output = value;
    });
    outputIsSecret = await pulumi.isSecret(told);
  });
  const { made, providers, refused } = monitor;
  if (refused.length > 0) throw new Error(refused.join("\n"));
  return {
    topology,
    region,
    protect,
    privateKeys: Object.values(JSON.parse(kept ?? "{}")),
    made,
    providers,
    output,
    outputIsSecret,
  };
}
