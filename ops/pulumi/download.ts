/** The official download of the Pulumi CLI, by the installer that Pulumi's own Automation API brings. */

import type { Say } from "../say";
import { pinnedVersion } from "./version";

const reachableWithinMs = 10_000;

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/**
 * Installs into `root` (`root/bin/pulumi` and its language hosts).
 * @returns undefined when it worked, else why not.
 */
export async function downloadCli(root: string, scratch: string, say: Say): Promise<string | undefined> {
  try {
    await fetch("https://get.pulumi.com/install.sh", {
      method: "HEAD",
      signal: AbortSignal.timeout(reachableWithinMs),
    });
  } catch (error) {
    return `get.pulumi.com can not be reached (${reason(error)})`;
  }
  say(`Downloading the Pulumi CLI ${pinnedVersion} (about 100 MB) from get.pulumi.com, once.`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = scratch;
  try {
    const [{ PulumiCommand }, { SemVer }] = await Promise.all([import("@pulumi/pulumi/automation"), import("semver")]);
    await PulumiCommand.install({ version: new SemVer(pinnedVersion), root });
    return undefined;
  } catch (error) {
    return reason(error);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}
