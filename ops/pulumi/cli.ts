/**
 * The Pulumi CLI: the one on PATH, else one in the Pulumi home, else the official download, else a build from Go modules
 * (architecture.md, "Running without a cloud").
 */
import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import lockfile from "proper-lockfile";
import semver from "semver";
import which from "which";
import { UserError } from "../errors";
import { cacheDirectory, pulumiHome, workDirectory } from "../paths";
import type { Say } from "../say";
import { buildCli } from "./build";
import { downloadCli } from "./download";
import { installLanguageHost } from "./language-host-install";
import { pinnedVersion } from "./version";

export interface PulumiCli {
  /** The executable. Its folder also has `pulumi-language-nodejs`. */
  readonly command: string;
  readonly origin: "path" | "pulumi-home" | "download" | "build";
}

async function versionOf(command: string): Promise<string | undefined> {
  const { stdout, failed } = await execa(command, ["version"], {
    reject: false,
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  return failed ? undefined : (semver.valid(stdout.trim()) ?? undefined);
}

/** Whether the CLI can run Node.js programs: its language host lies beside it or on PATH. */
async function hasLanguageHost(command: string): Promise<boolean> {
  return (
    existsSync(path.join(path.dirname(command), "pulumi-language-nodejs")) ||
    (await which("pulumi-language-nodejs", { nothrow: true })) !== null
  );
}

async function onPath(say: Say): Promise<PulumiCli | undefined> {
  const candidates = (await which("pulumi", { all: true, nothrow: true })) ?? [];
  for (const command of candidates.filter((candidate) => !candidate.startsWith(workDirectory))) {
    const version = await versionOf(command);
    if (version && semver.gte(version, pinnedVersion) && (await hasLanguageHost(command)))
      return { command, origin: "path" };
    say(
      `Not used: ${command} (${version ?? "no version"}); Meridian wants ${pinnedVersion} or newer with its Node.js language host.`,
    );
  }
  return undefined;
}

/** Beside a CLI that Meridian built itself. */
const builtMark = "BUILT";

function cliRoot(): string {
  return path.join(cacheDirectory(), `cli-${pinnedVersion}`);
}

async function inPulumiHome(): Promise<PulumiCli | undefined> {
  const installed = path.join(pulumiHome(), "versions", pinnedVersion, "bin", "pulumi");
  const made = path.join(cliRoot(), "bin", "pulumi");
  if (existsSync(installed)) return { command: installed, origin: "pulumi-home" };
  if (!existsSync(made)) return undefined;
  if (existsSync(path.join(cliRoot(), builtMark))) await installLanguageHost(path.dirname(made));
  return { command: made, origin: "pulumi-home" };
}

/** Makes the CLI in a folder of its own and moves it into place whole, so that an interrupted attempt leaves nothing half done. */
async function make(say: Say): Promise<PulumiCli> {
  const scratch = path.join(cacheDirectory(), `making-${process.pid}`);
  await mkdir(scratch, { recursive: true });
  try {
    const made = path.join(scratch, "cli");
    const notDownloaded = await downloadCli(made, scratch, say);
    const notBuilt = notDownloaded && (await buildCli(made, scratch, say));
    if (notBuilt) {
      throw new UserError(
        [
          `No Pulumi CLI ${pinnedVersion} here, and none could be had:`,
          `  on PATH:  none that fits`,
          `  download: ${notDownloaded}`,
          `  build:    ${notBuilt}`,
          `Install either of the two and run again:`,
          `  the Pulumi CLI ${pinnedVersion} or newer (https://www.pulumi.com/docs/install/), or`,
          `  Go 1.25 or newer (https://go.dev/doc/install), from which Meridian builds it.`,
        ].join("\n"),
      );
    }
    if (notDownloaded)
      await writeFile(path.join(made, builtMark), "Built from Go modules; the language host is Meridian's.\n");
    await rm(cliRoot(), { recursive: true, force: true });
    await rename(made, cliRoot());
    return { command: path.join(cliRoot(), "bin", "pulumi"), origin: notDownloaded ? "build" : "download" };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Finds the CLI or makes it; two that ask at once make it once.
 * @throws UserError when there is none and none can be had, saying what to install.
 */
export async function pulumiCli(say: Say): Promise<PulumiCli> {
  const found = (await onPath(say)) ?? (await inPulumiHome());
  if (found) return found;
  await mkdir(cacheDirectory(), { recursive: true });
  const release = await lockfile.lock(cacheDirectory(), {
    stale: 30_000,
    update: 5_000,
    retries: { forever: true, maxTimeout: 5_000 },
  });
  try {
    return (await inPulumiHome()) ?? (await make(say));
  } finally {
    await release();
  }
}
