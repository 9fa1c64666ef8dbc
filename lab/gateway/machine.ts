/** A machine of its own out of namespaces: its own files over this machine's, seen by nobody else and gone with it. */
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";

/** What a cloud gives a machine at its birth, and its secret manager later. */
export interface Birth {
  readonly name: string;
  /** /etc/hosts. */
  readonly hosts: string;
  /** File of the VPC router's network namespace: where the cloud's API for routes would be. */
  readonly vpc: string;
  /** What `fetch` answers. A secret: it is held in memory only. */
  readonly bundle: string;
  readonly userData: string;
}

export const labDirectory = "/run/lab";
export const bundleFile = `${labDirectory}/bundle.json`;
/** Is there when the user data has run; holds its exit code. */
export const bootedFile = `${labDirectory}/booted`;
export const vpcFile = `${labDirectory}/vpc`;
export const systemdSocket = `${labDirectory}/systemd`;
/** What wg-quick(8) starts where the kernel has no WireGuard. */
export const userspaceWireguard = `${labDirectory}/wireguard-go`;
const userDataFile = `${labDirectory}/user-data`;

/** Directories that keep what is there and take what the machine writes. */
const layered = ["/etc", "/usr/local", "/var"];

function mount(...args: string[]): void {
  execFileSync("mount", ["--no-mtab", ...args], { stdio: ["ignore", "inherit", "inherit"] });
}

function write(file: string, content: string, mode: number): void {
  writeFileSync(file, content);
  chmodSync(file, mode);
}

/** The mount namespace is this process's own already. @returns the program that the machine runs at its birth. */
export function makeMachine({ name, hosts, vpc, bundle, userData }: Birth): string {
  // The VPC's namespace lies below /run, so it is taken along before /run is hidden.
  mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/mnt");
  mkdirSync("/mnt/lab/layers", { recursive: true });
  writeFileSync("/mnt/lab/vpc", "");
  mount("--bind", vpc, "/mnt/lab/vpc");
  mkdirSync("/mnt/lock");
  mount("--move", "/mnt", "/run");
  for (const directory of layered) {
    const layer = `${labDirectory}/layers${directory}`;
    mkdirSync(`${layer}/upper`, { recursive: true });
    mkdirSync(`${layer}/work`);
    mount(
      "-t",
      "overlay",
      "-o",
      `lowerdir=${directory},upperdir=${layer}/upper,workdir=${layer}/work`,
      "overlay",
      directory,
    );
  }

  execFileSync("hostname", [name]);
  execFileSync("ip", ["link", "set", "lo", "up"]);
  write("/etc/hosts", `${hosts}127.0.1.1 ${name}\n`, 0o644);
  write("/etc/resolv.conf", "", 0o644);
  mkdirSync("/usr/local/bin", { recursive: true });
  write("/usr/local/bin/systemctl", systemctl, 0o755);
  write("/usr/local/bin/dpkg", dpkg, 0o755);
  write(userspaceWireguard, wireguardGo, 0o755);
  mkdirSync("/var/lib/prometheus/node-exporter", { recursive: true });
  write(bundleFile, bundle, 0o600);
  write(userDataFile, userData, 0o700);
  return userDataFile;
}

/** systemctl(1) for a machine without systemd: asks the lab's own process, which answers with a line `CODE` and what it has to say. */
const systemctl = `#!/bin/bash
# The lab's: there is no systemd in here.
exec 3>&1
printf '%s\\n' "$@" "" | socat -t 60 - UNIX-CONNECT:${systemdSocket} | {
  read -r code
  if [ "$code" = 0 ] || [ "$code" = 3 ]; then cat >&3; else cat >&2; fi
  exit "$code"
}
`;

/** \`lab up\` has seen to the packages. */
const dpkg = `#!/bin/sh
# The lab's: every package is there.
exit 0
`;

/**
 * Where WireGuard is in the kernel no process is left behind that could hold what a script had open, a lock for instance. Where it is one,
 * it takes along nothing but its three streams.
 */
const wireguardGo = `#!/bin/bash
for descriptor in /proc/self/fd/*; do
  number=\${descriptor##*/}
  # 255 is bash's own, and not handed on.
  if [ "$number" -gt 2 ] && [ "$number" != 255 ]; then eval "exec $number>&-"; fi
done
exec /usr/bin/wireguard-go "$@" > /dev/null
`;
