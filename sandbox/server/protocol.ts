/** What the command line and a running sandbox say to each other. */
import type { Fault, FaultSpec } from "../core/faults";
import type { Placement, Properties, StoredObject, Value } from "../core/model";
import type { PluginStatus, StackChecks } from "../plugins/plugins";
import type { ProcessName } from "./process-mark";

/** `DIR/daemon.json`: where a running sandbox is. */
export interface DaemonFile extends ProcessName {
  /** Port of each package on 127.0.0.1. */
  readonly ports: { readonly [packageName: string]: number };
  /** `http://127.0.0.1:PORT`. */
  readonly control: string;
  /** Every request on the control channel carries it, so that a web page can send none. */
  readonly token: string;
  /** Hash of the sources that it was built from; "" when nobody said. */
  readonly sourceHash: string;
}

export interface Status extends Omit<DaemonFile, "token" | "mark"> {
  readonly directory: string;
  readonly uptimeSeconds: number;
  readonly objects: number;
  readonly plugins: readonly PluginStatus[];
}

/** `home`: the Pulumi home to look for provider plugins in; "" for none. */
export interface PluginHome {
  readonly home: string;
}

export interface RunChecks {
  readonly stacks: { readonly [stack: string]: StackChecks };
  readonly plugins: readonly PluginStatus[];
}

export interface ObjectFilter {
  /** Stack name as it stands in URNs. */
  readonly stack?: string;
  readonly type?: string;
  /** Id, URN or end of a URN; must name one object of that stack and type. */
  readonly selector?: string;
}

export interface Commands {
  status(request: Record<string, never>): Status;
  objects(request: ObjectFilter): readonly StoredObject[];
  /** Forgets objects as if they had never been, whoever uses them; answers how many. At least one filter is needed. */
  forget(request: ObjectFilter): number;
  addFault(request: FaultSpec): Fault;
  faults(request: Record<string, never>): readonly Fault[];
  clearFaults(request: { readonly id?: string }): number;
  setDrift(request: { readonly selector: string; readonly path: string; readonly value: Value }): StoredObject;
  removeDrift(request: { readonly selector: string }): StoredObject;
  createDrift(request: {
    readonly type: string;
    readonly name: string;
    readonly inputs: Properties;
    readonly placement: Placement;
  }): StoredObject;
  /** Tries every provider plugin that is installed. */
  plugins(request: PluginHome): Promise<readonly PluginStatus[]>;
  /** A run over the stacks begins: their Checks are counted anew, and plugins get another chance. */
  beginRun(request: PluginHome & { readonly stacks: readonly string[] }): null;
  /** Who judged the Checks of the stacks since their run began. */
  checks(request: { readonly stacks: readonly string[] }): RunChecks;
  /** Answers before the process ends. */
  shutdown(request: Record<string, never>): null;
}

export type CommandName = keyof Commands;
export type RequestOf<C extends CommandName> = Parameters<Commands[C]>[0];
export type ResponseOf<C extends CommandName> = Awaited<ReturnType<Commands[C]>>;
export type Reply = { readonly result: unknown } | { readonly error: string };
