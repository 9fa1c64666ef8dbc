/** Installs what the lab misses from Debian's own packages. */
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { execa } from "execa";
import { LabError } from "./error";
import { missingPrograms, type Program } from "./requirements";

export type Say = (line: string) => void;

/** Asked by every package that would start its service (policy-rc.d(8)); 101 is no. */
const policyFile = "/usr/sbin/policy-rc.d";

/** `bird2 (routing), socat (…)`, each package once. */
export function packageList(missing: readonly Program[]): string {
  const purposes = new Map(missing.map(({ package: name, purpose }) => [name, purpose]));
  return [...purposes].map(([name, purpose]) => `${name} (${purpose})`).join(", ");
}

async function aptGet(...args: string[]): Promise<string | undefined> {
  const { exitCode, stderr } = await execa("apt-get", ["--quiet", "--yes", ...args], {
    reject: false,
    env: { DEBIAN_FRONTEND: "noninteractive" },
  });
  return exitCode === 0 ? undefined : stderr.trim().split("\n").slice(-3).join("\n");
}

/** Installs without starting anything on this machine itself. */
async function install(names: readonly string[]): Promise<void> {
  const ours = !existsSync(policyFile);
  if (ours) writeFileSync(policyFile, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const arguments_ = ["install", "--no-install-recommends", ...names];
    if ((await aptGet(...arguments_)) === undefined) return;
    const why = (await aptGet("update")) ?? (await aptGet(...arguments_));
    if (why !== undefined) throw new LabError(`apt-get could not install ${names.join(" ")}:\n${why}`);
  } finally {
    if (ours) rmSync(policyFile, { force: true });
  }
}

/** @throws LabError when something is missing and may not, or can not, be installed. */
export async function bringPrograms(mayInstall: boolean, say: Say): Promise<void> {
  const missing = await missingPrograms();
  if (missing.length === 0) return;
  const list = packageList(missing);
  const names = [...new Set(missing.map(({ package: name }) => name))];
  if (!mayInstall) throw new LabError(`The lab needs Debian packages that are not here: ${list}.`);
  if (!existsSync("/usr/bin/apt-get")) {
    throw new LabError(`The lab needs programs that are not here, and there is no apt-get to install them: ${list}.`);
  }
  say(`Installing Debian packages: ${list} …`);
  await install(names);
}
