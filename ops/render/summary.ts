/** The table that ends a run, and what went wrong above it. */
import { countBy } from "es-toolkit";
import pc from "picocolors";
import type { Topology } from "../../src/topology/schema";
import { changeCount, type StackReport } from "../engine/report";
import { makeTable } from "./table";

function location(topology: Topology, stack: string): string {
  const region = topology.regions.find(({ name }) => name === stack);
  return region ? `${region.cloud} ${region.location}` : "cloudflare";
}

const done = { create: "created", update: "updated", replace: "replaced", delete: "deleted", same: "unchanged" };
const planned = {
  create: "to create",
  update: "to update",
  replace: "to replace",
  delete: "to delete",
  same: "unchanged",
};

function changes(report: StackReport): string {
  const parts = Object.entries(report.planned ? planned : done).flatMap(([op, verb]) => {
    const count = report.changes[op] ?? 0;
    return count > 0 ? [`${count} ${verb}`] : [];
  });
  return parts.join(", ") || "none";
}

function policies({ policies: { resources, passed, violations } }: StackReport): string {
  if (resources === 0 && violations.length === 0) return "–";
  const all = passed + violations.length;
  const text = `${passed} of ${all}`;
  return violations.length > 0 ? pc.red(text) : pc.green(text);
}

function outcome(report: StackReport): string {
  if (report.outcome === "done") return pc.green("done");
  return pc.red(report.policies.violations.length > 0 ? "refused" : "failed");
}

function problems(report: StackReport): string[] {
  const verdicts = report.policies.violations.map(
    ({ rule, pack, resource, message }) =>
      `${pc.red("refused")} ${report.stack} ${pc.bold(resource)} by ${pack}/${rule}\n    ${message.replaceAll("\n", "\n    ")}`,
  );
  const errors = report.errors.map(
    (error) => `${pc.red("error")} ${report.stack}: ${error.replaceAll("\n", "\n    ")}`,
  );
  const warnings = report.warnings.map((warning) => `${pc.yellow("warning")} ${report.stack}: ${warning}`);
  const waiting = report.waiting.map(
    ({ dataClass, to, reason }) => `${pc.dim("waits")} ${report.stack}: ${dataClass} to ${to}: ${reason}`,
  );
  return [...new Set([...waiting, ...warnings, ...verdicts, ...errors])];
}

const sigils: Record<string, string> = { create: "+", delete: "-", update: "~", replace: "±" };
const listedSteps = 20;

/** What a preview would do, stack by stack; long lists are counted by type. */
export function renderSteps(report: StackReport): string {
  const visible = report.steps.filter(({ op }) => op in sigils);
  if (visible.length === 0) return "";
  const lines =
    visible.length <= listedSteps
      ? visible.map(({ op, type, name, properties }) => {
          const what = properties.length > 0 ? `  [${properties.join(", ")}]` : "";
          return `  ${sigils[op]} ${type} ${pc.bold(name)}${what}`;
        })
      : Object.entries(countBy(visible, ({ op, type }) => `  ${sigils[op]} ${type}`)).map(
          ([line, count]) => `${line} × ${count}`,
        );
  return `${pc.bold(report.stack)}\n${lines.join("\n")}\n`;
}

export function renderSummary(topology: Topology, reports: readonly StackReport[]): string {
  const table = makeTable(
    ["stack", "cloud and location", "resources", "changes", "seconds", "policies passed", ""],
    ["resources", "seconds", "policies passed"],
  );
  for (const report of reports) {
    table.push([
      report.stack,
      location(topology, report.stack),
      report.resources,
      changes(report),
      report.seconds.toFixed(1),
      policies(report),
      outcome(report),
    ]);
  }
  const total = reports.reduce((sum, report) => sum + changeCount(report), 0);
  const failed = reports.filter((report) => report.outcome !== "done").length;
  const verdict =
    failed === 0
      ? pc.green(`${reports.length} stack(s), ${total} change(s).`)
      : pc.red(`${failed} of ${reports.length} stack(s) did not go through.`);
  return [...reports.flatMap(problems), table.toString(), verdict].join("\n");
}
