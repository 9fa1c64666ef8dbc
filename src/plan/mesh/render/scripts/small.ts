/** Scripts of a few lines. */
import { defaultMinor } from "../../qos";

/** Classes of traffic on a tunnel, or none where its path is not known. The kernel replaces classes, and no HTB by another. */
export const shape = `#!/bin/sh
set -eu
classes=/etc/meridian/traffic-control/$1
shaped() { tc qdisc show dev "$1" | grep -q 'htb 1: root'; }
if [ -f "$classes" ]; then
  shaped "$1" || tc qdisc add dev "$1" root handle 1: htb default ${defaultMinor}
  tc -batch "$classes"
elif shaped "$1"; then
  tc qdisc delete dev "$1" root
fi
`;

/** Whether any tunnel to another region carries routes; a gateway without tunnels has nothing to lose. */
export const meshAlive = `#!/bin/sh
birdc show protocols | awk '$2 == "BGP" && $1 !~ /^'"$(cat /etc/meridian/own-sessions)"'_[0-9]+$/ { all++; if ($6 == "Established") up++ } END { exit !(up || !all) }'
`;

/**
 * keepalived waits for no program of an earlier change, so two may run in either order: each asks what holds now. The address is
 * there, or gone, before keepalived tells of it.
 */
const followState = `#!/bin/sh
(
  flock 9
  address=$(awk '$1 == "virtual_ipaddress" { print $3 }' /etc/keepalived/keepalived.conf)
  if ip -o address show dev lo | grep -qF " $address "; then touch /run/meridian/active; else rm -f /run/meridian/active; fi
) 9> /run/meridian/active.lock
`;

export const activate = `${followState}[ ! -f /run/meridian/active ] || exec /usr/local/lib/meridian/take-routes
`;

export const deactivate = followState;

/** WireGuard's figures for the node exporter's textfile collector. */
export const metrics = String.raw`#!/bin/bash
set -euo pipefail
target=/var/lib/prometheus/node-exporter/meridian-mesh.prom
{
  echo "# HELP meridian_mesh_handshake_seconds When the tunnel last shook hands, seconds since 1970."
  echo "# TYPE meridian_mesh_handshake_seconds gauge"
  wg show all latest-handshakes | awk '$3 > 0 { printf "meridian_mesh_handshake_seconds{tunnel=\"%s\"} %d\n", $1, $3 }'
  echo "# HELP meridian_mesh_received_bytes_total Bytes that came through the tunnel."
  echo "# TYPE meridian_mesh_received_bytes_total counter"
  wg show all transfer | awk '{ bytes[$1] += $3 } END { for (t in bytes) printf "meridian_mesh_received_bytes_total{tunnel=\"%s\"} %.0f\n", t, bytes[t] }'
  echo "# HELP meridian_mesh_sent_bytes_total Bytes that went into the tunnel."
  echo "# TYPE meridian_mesh_sent_bytes_total counter"
  wg show all transfer | awk '{ bytes[$1] += $4 } END { for (t in bytes) printf "meridian_mesh_sent_bytes_total{tunnel=\"%s\"} %.0f\n", t, bytes[t] }'
  echo "# HELP meridian_mesh_active Whether this gateway carries the VPC's routes."
  echo "# TYPE meridian_mesh_active gauge"
  echo "meridian_mesh_active $([ -f /run/meridian/active ] && echo 1 || echo 0)"
} > "$target.new"
mv "$target.new" "$target"
`;
