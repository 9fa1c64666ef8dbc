/** What a gateway's machine is told at its first boot: no secret, and nothing that a change of the mesh changes. Pure. */
import { libraryDirectory } from "./render/file";
import { refresh } from "./render/scripts/refresh";
import { unpack } from "./render/scripts/unpack";

export interface CloudScripts {
  /**
   * Body of `/usr/local/lib/meridian/fetch`, an executable with its own `#!` line: writes the gateway's bundle (JSON) to standard output, by the
   * instance's own identity. Exit code not 0 when it can't.
   */
  readonly fetch: string;
  /**
   * Body of `/usr/local/lib/meridian/take-routes`, an executable with its own `#!` line: points the VPC's routes to the other regions at this
   * gateway; run when it becomes the active one. Idempotent, ends within 20 s. A cloud that moves routes by itself says `#!/bin/sh\n`.
   */
  readonly takeRoutes: string;
  /** Debian packages that the two need, beside what every gateway has. */
  readonly packages: readonly string[];
}

/** Debian packages of every gateway (Debian 12 and later). */
export const packages = [
  "bird2",
  "iproute2",
  "keepalived",
  "nftables",
  "prometheus-bird-exporter",
  "prometheus-node-exporter",
  "python3",
  "unattended-upgrades",
  "wireguard-tools",
] as const;

/**
 * A bash script, run as root at every boot: installs what is missing, puts the cloud's two programs in place, and fetches the rest.
 * @see refresh for what follows, at boot and every minute.
 */
export function userData({ fetch, takeRoutes, packages: more }: CloudScripts): string {
  return `#!/bin/bash
# Makes this machine a gateway of the mesh. May be run again.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
needed="${[...packages, ...more].sort().join(" ")}"
if ! dpkg --status $needed > /dev/null 2>&1; then
  apt-get --quiet update
  apt-get --quiet --yes --no-install-recommends install $needed
fi
mkdir -p ${libraryDirectory}
${[place("fetch", fetch), place("take-routes", takeRoutes), place("unpack", unpack), place("refresh", refresh)].join(
  "\n",
)}
# Before the first one there is no timer that would try again.
until ${libraryDirectory}/refresh; do sleep 5; done
`;
}

/** The end mark is quoted, so that the shell leaves the content as it is. */
function place(name: string, content: string): string {
  const mark = "MERIDIAN_END_OF_FILE";
  if (content.split("\n").includes(mark)) throw new RangeError(`${name} has a line ${mark}`);
  const path = `${libraryDirectory}/${name}`;
  return `cat > ${path}.new << '${mark}'\n${content.replace(/\n*$/, "\n")}${mark}\nchmod 755 ${path}.new\nmv ${path}.new ${path}`;
}
