/** `sandbox plugins`: which provider plugins judge inputs, and how to get those that don't. */
import type { PluginStatus } from "../../sandbox/client";
import { pluginHome } from "../target/plugin-home";
import { ask, print, table } from "./ask";

const words = {
  "not-asked": "not asked",
  "not-installed": "not installed",
  idle: "installed",
  running: "judges",
  out: "does not work",
} as const;

export function installLine({ package: name, version }: Pick<PluginStatus, "package" | "version">): string {
  return `pulumi plugin install resource ${name} v${version}`;
}

/** The table, what is wrong with which plugin, and the lines that install the missing ones. */
export function renderPlugins(statuses: readonly PluginStatus[], home: string): string {
  const rows = statuses.map((status) => [status.package, status.version, words[status.state], status.path]);
  const reports = statuses.flatMap(({ package: name, reports }) => reports.map((report) => `${name}: ${report}`));
  const others = statuses
    .filter(({ state, otherVersions }) => state === "not-installed" && otherVersions.length > 0)
    .map(
      ({ package: name, otherVersions }) => `${name}: there is ${otherVersions.join(", ")}, which is another version`,
    );
  const missing = statuses.filter(({ state }) => state === "not-installed");
  const install =
    missing.length === 0 || home === ""
      ? []
      : [
          "To have the real providers judge too (Check only, no credentials):",
          ...missing.map(installLine).map(indented),
        ];
  const off = home === "" ? ["No plugin is asked: MERIDIAN_SANDBOX_PLUGINS is off."] : [];
  return [table(["package", "version", "state", "path"], rows), ...reports, ...others, ...install, ...off].join("\n");
}

function indented(line: string): string {
  return `  ${line}`;
}

/** @returns the exit code: 0 when every plugin that is asked judges, 1 when one is missing or does not work. */
export function plugins(layout: string, json: boolean | undefined): Promise<number> {
  const home = pluginHome();
  return ask(layout, async ({ client }) => {
    const statuses = await client.call("plugins", { home });
    const asked = statuses.filter(({ state }) => state !== "not-asked");
    const listed = statuses.map((status) => ({ ...status, install: installLine(status) }));
    print(json, listed, renderPlugins(statuses, home));
    return asked.every(({ state }) => state === "running") ? 0 : 1;
  });
}
