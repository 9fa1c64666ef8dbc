/** Where the CLI keeps provider plugins (`GetPluginPath` in pulumi's sdk/go/common/workspace/plugins.go), looked at once a run. */
import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

export interface Whereabouts {
  /** Where the executable is, or would be. */
  readonly path: string;
  readonly installed: boolean;
  /** Other versions that are there; none of them is asked. */
  readonly otherVersions: readonly string[];
}

/** `HOME/plugins/resource-NAME-vVERSION/pulumi-resource-NAME`; a `.partial` beside the folder says that it is not whole yet. */
export function findPlugin(home: string, name: string, version: string): Whereabouts {
  const plugins = join(home, "plugins");
  const directory = join(plugins, `resource-${name}-v${version}`);
  const path = join(directory, `pulumi-resource-${name}${process.platform === "win32" ? ".exe" : ""}`);
  return {
    path,
    installed: isExecutable(path) && !existsSync(`${directory}.partial`),
    otherVersions: versionsIn(plugins, `resource-${name}-v`).filter((other) => other !== version),
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function versionsIn(plugins: string, prefix: string): readonly string[] {
  try {
    return readdirSync(plugins)
      .filter((entry) => entry.startsWith(prefix) && !/\.(partial|lock)$/.test(entry))
      .map((entry) => entry.slice(prefix.length))
      .sort();
  } catch {
    return [];
  }
}
