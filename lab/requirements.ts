/** What a machine must have for the lab, and the Debian packages that bring what can be brought. */
import { accessSync, constants, existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa } from "execa";
import { userspaceWireguard } from "./gateway/machine";

/** A program the lab runs, the Debian package that has it, and what for. */
export interface Program {
  readonly command: string;
  readonly package: string;
  readonly purpose: string;
}

const programs: readonly Program[] = [
  { command: "ip", package: "iproute2", purpose: "network namespaces and wires" },
  { command: "tc", package: "iproute2", purpose: "traffic control" },
  { command: "nft", package: "nftables", purpose: "firewalls and address translation" },
  { command: "wg", package: "wireguard-tools", purpose: "tunnels" },
  { command: "bird", package: "bird2", purpose: "routing" },
  { command: "keepalived", package: "keepalived", purpose: "which gateway is active" },
  { command: "socat", package: "socat", purpose: "the way that packets take to where they are delayed" },
  { command: "tcpdump", package: "tcpdump", purpose: "captures" },
  { command: "iperf3", package: "iperf3", purpose: "measuring" },
  { command: "ping", package: "iputils-ping", purpose: "measuring" },
  { command: "sysctl", package: "procps", purpose: "routers' settings" },
  { command: "hostname", package: "hostname", purpose: "gateways' names" },
  { command: "python3", package: "python3", purpose: "the gateways' own programs" },
];

const wireguardGo: Program = {
  command: "wireguard-go",
  package: "wireguard-go",
  purpose: "tunnels: this kernel has no WireGuard",
};

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a gateway's processes find in their environment. */
export const cleanEnvironment = {
  PATH: systemPath,
  HOME: "/root",
  LANG: "C.UTF-8",
  WG_QUICK_USERSPACE_IMPLEMENTATION: userspaceWireguard,
};

function installed(command: string): boolean {
  return systemPath.split(":").some((directory) => existsSync(path.join(directory, command)));
}

const trial = ["--net", "--mount", "--pid", "--fork", "--mount-proc", "--uts", "--ipc", "--propagation", "private"];

/** Runs a shell command in namespaces of its own, which end with it. */
async function holds(command: string): Promise<boolean> {
  const { exitCode } = await execa("unshare", [...trial, "sh", "-ec", command], {
    reject: false,
    stdio: "ignore",
    env: cleanEnvironment,
  });
  return exitCode === 0;
}

/** What stands against a lab here and no package can mend, in words. */
export async function obstacles(): Promise<string[]> {
  if (process.platform !== "linux") return [`Linux (this is ${os.type()}): a virtual machine with Debian 12 will do`];
  if (process.getuid?.() !== 0) return ["root: run it with sudo, or in a container with --privileged"];
  if (!installed("unshare")) return ["unshare and nsenter (Debian package util-linux)"];
  const missing: string[] = [];
  try {
    accessSync("/dev/net/tun", constants.R_OK | constants.W_OK);
  } catch {
    missing.push("/dev/net/tun: modprobe tun, or run the container with --device /dev/net/tun");
  }
  if (!(await holds("true"))) {
    missing.push("network, mount and process namespaces: run the container with --privileged");
  } else if (
    !(await holds(
      "mount -t tmpfs tmpfs /mnt; mkdir /mnt/u /mnt/w; mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w /etc",
    ))
  ) {
    missing.push("the overlay file system in the kernel: modprobe overlay, or run the container with --privileged");
  }
  return missing;
}

/** What the kernel must be able to do, tried with the programs that `missingPrograms` has seen to. */
export async function kernelGaps(): Promise<readonly string[]> {
  const needs: readonly (readonly [string, string])[] = [
    ["virtual wires (veth)", "ip link add lab0 type veth peer name lab1"],
    ["TUN devices", "ip tuntap add lab0 mode tun"],
    [
      "nftables that changes ports and takes no note of flows",
      "nft add table ip t; nft add chain ip t c '{ type filter hook prerouting priority raw; }'; nft add rule ip t c udp dport 1 udp dport set 2 notrack",
    ],
    ["the HTB shaper", "ip link set lo up; tc qdisc add dev lo root handle 1: htb"],
  ];
  const gaps = await Promise.all(needs.map(async ([need, command]) => ((await holds(command)) ? [] : [need])));
  return gaps.flat();
}

export async function missingPrograms(): Promise<readonly Program[]> {
  const missing = programs.filter(({ command }) => !installed(command));
  if (installed(wireguardGo.command)) return missing;
  const inKernel = installed("ip") && (await holds("ip link add wg0 type wireguard"));
  return inKernel ? missing : [...missing, wireguardGo];
}
