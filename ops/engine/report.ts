/** What became of one stack in one operation, gathered from the engine's events while they come. */
import type { EngineEvent } from "@pulumi/pulumi/automation";
import type { Judged } from "../../sandbox/client";

export type Operation = "up" | "preview" | "destroy";
export type Outcome = "running" | "done" | "failed";

export interface Step {
  /** The engine's word: create, update, replace, delete, … */
  readonly op: string;
  readonly type: string;
  readonly name: string;
  /** Property paths that differ. */
  readonly properties: readonly string[];
}

export interface Violation {
  readonly rule: string;
  readonly pack: string;
  readonly resource: string;
  readonly message: string;
}

/** An entry of a region stack's output `waiting` (src/programs/region.ts). */
export interface WaitingEdge {
  readonly dataClass: string;
  /** The region at the far end. */
  readonly to: string;
  readonly reason: string;
  /** What it waits for: another region to come up, or somebody to edit a stack file. */
  readonly until: "peer" | "edit";
}

export interface StackReport {
  readonly stack: string;
  readonly operation: Operation;
  outcome: Outcome;
  seconds: number;
  /** Whether `changes` and `steps` are what would happen (a preview, or an `up` that its preview ended), or what did. */
  planned: boolean;
  /** Resources by what happened to them: create, update, replace, delete, same. */
  changes: Record<string, number>;
  /** Resources that the stack has after the operation (or would have, after a preview). */
  resources: number;
  /** Resources that were judged, and how many verdicts of rules there were. */
  readonly policies: { resources: number; passed: number; readonly violations: Violation[] };
  /** Checks of inputs in the sandbox, by package and by who judged them; empty in the clouds. */
  checks: Readonly<Record<string, Judged>>;
  readonly steps: Step[];
  /** Replication edges that the region could not make yet, from its output `waiting`. */
  waiting: readonly WaitingEdge[];
  readonly warnings: string[];
  readonly errors: string[];
}

export function newReport(stack: string, operation: Operation): StackReport {
  return {
    stack,
    operation,
    outcome: "running",
    seconds: 0,
    planned: operation !== "destroy",
    changes: {},
    resources: 0,
    policies: { resources: 0, passed: 0, violations: [] },
    checks: {},
    steps: [],
    waiting: [],
    warnings: [],
    errors: [],
  };
}

/** Events that the engine writes and the SDK's types do not know yet. */
interface NewerEvents {
  readonly policyAnalyzeSummaryEvent?: { readonly passed?: string[]; readonly failed?: string[] };
  readonly policyAnalyzeStackSummaryEvent?: { readonly passed?: string[]; readonly failed?: string[] };
}

export type Event = EngineEvent & NewerEvents;

const silent = new Set(["same", "read", "refresh"]);

/** Colour marks of the engine's messages: `<{%fg 3%}>`. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, "").trim();
}

function resourceName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}

/** Warnings that the sandbox itself causes on every run and that tell the user nothing. */
const expected = [/^using pulumi-\S+ from \$PATH/, /debug providers?/i];

/** What the engine says when it has to make a cluster anew, and what there is to do. */
const closedProvider = /client connection is closing$/;
const takeDownFirst =
  "the region's cluster has to be made anew, which the engine can't do in one run: take the region down first (docs/clouds/moves.md)";

/** What the engine says of work that it stopped because something else had failed. */
const consequence = /^failed to run policy:.*context canceled$/;

/** A preview, or the update after it, begins: what is reported is the last that began. */
function begin(report: StackReport, planned: boolean): void {
  report.planned = planned;
  report.changes = {};
  report.steps.length = 0;
  report.warnings.length = 0;
  report.policies.violations.length = 0;
  report.policies.resources = 0;
  report.policies.passed = 0;
}

function observeStep({ steps, planned }: StackReport, { resourcePreEvent, resOutputsEvent }: Event): void {
  const step = (planned ? resourcePreEvent : resOutputsEvent)?.metadata;
  if (!step || silent.has(step.op)) return;
  steps.push({
    op: step.op,
    type: step.type,
    name: resourceName(step.urn),
    properties: Object.keys(step.detailedDiff ?? {}),
  });
}

function observeOutputs(report: StackReport, { resOutputsEvent }: Event): void {
  const stack = resOutputsEvent?.metadata;
  if (stack?.type !== "pulumi:pulumi:Stack") return;
  const waiting: unknown = stack.new?.outputs?.waiting;
  if (Array.isArray(waiting)) report.waiting = waiting as readonly WaitingEdge[];
}

function observePolicies({ policies, stack }: StackReport, event: Event): void {
  const { policyEvent, policyAnalyzeSummaryEvent } = event;
  if (policyEvent?.enforcementLevel === "mandatory") {
    const { policyName, policyPackName, resourceUrn, message } = policyEvent;
    const resource = resourceUrn ? resourceName(resourceUrn) : stack;
    policies.violations.push({ rule: policyName, pack: policyPackName, resource, message: plain(message) });
  }
  if (policyAnalyzeSummaryEvent) {
    policies.resources += 1;
    policies.passed += policyAnalyzeSummaryEvent.passed?.length ?? 0;
  }
}

function observeDiagnostic({ errors, warnings }: StackReport, { diagnosticEvent }: Event): void {
  if (!diagnosticEvent) return;
  const { severity, message, urn } = diagnosticEvent;
  const text = plain(message);
  const line = urn && !urn.includes("pulumi:pulumi:Stack") ? `${resourceName(urn)}: ${text}` : text;
  if (severity === "error" && !consequence.test(text))
    errors.push(closedProvider.test(line) ? `${line}: ${takeDownFirst}` : line);
  if (severity === "warning" && !expected.some((pattern) => pattern.test(text))) warnings.push(line);
}

function remaining(changes: Record<string, number>): number {
  return ["same", "create", "update", "replace", "read", "refresh"].reduce((sum, op) => sum + (changes[op] ?? 0), 0);
}

/** Takes events in their order and keeps the report up with them. */
export function observer(report: StackReport): (event: Event) => void {
  let preludes = 0;
  return (event) => {
    if (event.preludeEvent) {
      preludes += 1;
      begin(report, report.operation === "preview" || (report.operation === "up" && preludes === 1));
    }
    observeStep(report, event);
    observeOutputs(report, event);
    observePolicies(report, event);
    observeDiagnostic(report, event);
    if (event.summaryEvent) {
      report.changes = { ...event.summaryEvent.resourceChanges };
      report.resources = remaining(report.changes);
    }
  };
}

export function changeCount({ changes }: StackReport): number {
  return Object.entries(changes).reduce((sum, [op, count]) => sum + (silent.has(op) ? 0 : count), 0);
}
