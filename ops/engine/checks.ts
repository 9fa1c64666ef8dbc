/** Who judged the inputs of a run's resources: the sandbox's models alone, or the real provider's plugin before them. */
import pc from "picocolors";
import type { PluginStatus, RunChecks } from "../../sandbox/client";
import type { StackReport } from "./report";

/** Brings what the sandbox tells of each stack into its report. */
export function addChecks(reports: readonly StackReport[], { stacks }: RunChecks): void {
  for (const report of reports) {
    const checks = stacks[report.stack];
    if (!checks) continue;
    report.checks = checks.packages;
    report.warnings.push(...checks.warnings);
  }
}

/** A line for each package whose plugin had trouble. */
export function pluginWarnings(plugins: readonly PluginStatus[]): string[] {
  return plugins
    .filter(({ state, reports }) => state !== "not-asked" && reports.length > 0)
    .map(({ package: name, version, state, reports }) => {
      const rest = state === "out" ? ". The sandbox's models judge alone" : "";
      return `${pc.yellow("warning")} the ${name} plugin ${version} ${reports.join("; it ")}${rest}.`;
    });
}
