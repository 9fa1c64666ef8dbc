/** What became of one stack in one operation, gathered from the engine's events while they come. */
import type { EngineEvent } from "@pulumi/pulumi/automation";

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

export interface StackReport {
  readonly stack: string;
  readonly operation: Operation;
  outcome: Outcome;
  seconds: number;
  /** Resources by what happened to them: create, update, replace, delete, same. */
  changes: Record<string, number>;
  /** Resources that were judged, and how many verdicts of rules there were. */
  readonly policies: { resources: number; passed: number; readonly violations: Violation[] };
  readonly steps: Step[];
  readonly warnings: string[];
  readonly errors: string[];
}

export function newReport(stack: string, operation: Operation): StackReport {
  return {
    stack,
    operation,
    outcome: "running",
    seconds: 0,
    changes: {},
    policies: { resources: 0, passed: 0, violations: [] },
    steps: [],
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

/** Adds one event to the report. */
export function observe(report: StackReport, event: Event): void {
  const step = (event.resOutputsEvent ?? (report.operation === "preview" ? event.resourcePreEvent : undefined))
    ?.metadata;
  if (step && !silent.has(step.op) && (report.operation !== "preview" || event.resourcePreEvent)) {
    const properties = Object.keys(step.detailedDiff ?? {});
    report.steps.push({ op: step.op, type: step.type, name: resourceName(step.urn), properties });
  }
  if (event.policyEvent) {
    const { policyName, policyPackName, resourceUrn, message, enforcementLevel } = event.policyEvent;
    if (enforcementLevel === "mandatory") {
      const resource = resourceUrn ? resourceName(resourceUrn) : report.stack;
      report.policies.violations.push({ rule: policyName, pack: policyPackName, resource, message: plain(message) });
    }
  }
  if (event.policyAnalyzeSummaryEvent) {
    report.policies.resources += 1;
    report.policies.passed += event.policyAnalyzeSummaryEvent.passed?.length ?? 0;
  }
  if (event.diagnosticEvent) {
    const { severity, message, urn } = event.diagnosticEvent;
    const text = plain(message);
    const line = urn && !urn.includes("pulumi:pulumi:Stack") ? `${resourceName(urn)}: ${text}` : text;
    if (severity === "error") report.errors.push(line);
    if (severity === "warning" && !expected.some((pattern) => pattern.test(text))) report.warnings.push(line);
  }
  if (event.summaryEvent) report.changes = { ...event.summaryEvent.resourceChanges };
}

/** Resources that the stack has after the operation (or would have, after a preview). */
export function resourceCount({ changes }: StackReport): number {
  return ["same", "create", "update", "replace", "read", "refresh"].reduce((sum, op) => sum + (changes[op] ?? 0), 0);
}

export function changeCount({ changes }: StackReport): number {
  return Object.entries(changes).reduce((sum, [op, count]) => sum + (silent.has(op) ? 0 : count), 0);
}
