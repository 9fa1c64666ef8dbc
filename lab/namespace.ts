/** Network namespaces by ip(8), and what runs in them. */
import { readdirSync, readFileSync } from "node:fs";
import { execa } from "execa";
import type { NamespaceSetup } from "./fabric";

const namespaceDirectory = "/run/netns";

export function existing(prefix: string): readonly string[] {
  try {
    return readdirSync(namespaceDirectory).filter((name) => name.startsWith(prefix));
  } catch {
    return [];
  }
}

export async function createNamespace(name: string): Promise<void> {
  await execa("ip", ["netns", "add", name]);
}

export async function ipBatch(lines: readonly string[], namespace?: string): Promise<void> {
  const where = namespace === undefined ? [] : ["-netns", namespace];
  await execa("ip", [...where, "-batch", "-"], { input: `${lines.join("\n")}\n` });
}

export async function setUp({ namespace, ip, nft, sysctl }: NamespaceSetup): Promise<void> {
  const inside = (command: string, ...args: string[]) => ["netns", "exec", namespace, command, ...args];
  if (sysctl) await execa("ip", inside("sysctl", "-qw", ...sysctl));
  await ipBatch(ip, namespace);
  if (nft !== undefined) await execa("ip", inside("nft", "-f", "-"), { input: nft });
}

/** Processes whose network is the namespace, by their numbers out here. */
export async function processesIn(namespace: string): Promise<readonly number[]> {
  const { stdout } = await execa("ip", ["netns", "pids", namespace], { reject: false });
  return stdout.split("\n").filter(Boolean).map(Number);
}

/**
 * Number out here of the process that is number 1 of a process namespace of its own and whose network is `namespace`: a machine that runs.
 * `NSpid:` of proc(5) has a number for each process namespace that the process is in.
 */
export async function initOf(namespace: string): Promise<number | undefined> {
  for (const pid of await processesIn(namespace)) {
    try {
      const [, ...numbers] = (/^NSpid:.*$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[0] ?? "").split(/\s+/);
      if (numbers.length > 1 && numbers.at(-1) === "1") return pid;
    } catch {
      // It has ended since.
    }
  }
  return undefined;
}

/** Removes a namespace: with it go its interfaces, and theirs at the other end of the wire. */
export async function removeNamespace(name: string): Promise<void> {
  await execa("ip", ["netns", "delete", name]);
}
