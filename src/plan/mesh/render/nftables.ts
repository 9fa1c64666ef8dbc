/** nftables' ruleset: closed but for the mesh's own port, from peers alone; and each tunnel's port behind that one port. */
import path from "node:path";
import type { Gateway } from "..";
import { tunnelBlock, tunnelPorts } from "../addresses";
import { trafficClasses } from "../qos";
import { config, type RenderedFile } from "./file";

/** Exporters: machine 9100, BIRD 9324; and 8111, where a load balancer's health checks ask. */
export const metricsPorts = [9100, 9324];
export const healthPort = 8111;
/** What `endpoints` fills the map with; is there once a peer's name has led somewhere. */
export const peersFile = "/run/meridian/peers.nft";

/**
 * Packets are judged one by one and not as flows: between regions a flow may go out by one gateway and come back by another, and for
 * WireGuard's own, which are most, a table of flows would cost more than it tells. `tunnel_of` is filled by the agent that resolves the
 * peers' names, is kept through a change of these rules, and is the list of who may speak to this machine at all.
 */
export function nftablesFile(gateway: Gateway): RenderedFile {
  const { port, cidr, healthCheckers } = gateway;
  const others = [...new Set(gateway.tunnels.map((tunnel) => tunnel.cidr))];
  const ports = `${tunnelPorts.first}-${tunnelPorts.last}`;
  return config("/etc/nftables.conf", [
    "#!/usr/sbin/nft -f",
    "table inet mesh",
    "delete table inet mesh",
    "table inet mesh {",
    "  # A peer's address, and the local port of the tunnel to it.",
    "  map tunnel_of { type ipv4_addr : inet_service; }",
    `  set regions { type ipv4_addr; flags interval;${elements(others)} }`,
    `  set siblings { type ipv4_addr;${elements(gateway.siblings.map(({ endpoint }) => endpoint))} }`,
    "",
    "  chain arrive {",
    "    type filter hook prerouting priority raw; policy accept;",
    `    iifname != "wg*" udp dport ${port} udp dport set ip saddr map @tunnel_of notrack accept`,
    '    iifname "wg*" notrack',
    `    ip saddr ${cidr} ip daddr @regions notrack`,
    "  }",
    "",
    "  chain leave {",
    "    type filter hook output priority raw; policy accept;",
    `    udp sport ${ports} udp sport set ${port} notrack accept`,
    '    oifname "wg*" accept',
    '    oifname "lo" accept',
    "    # What belongs in a tunnel does not go another way while there is none; nor is anybody told that a tunnel's port is closed.",
    `    ip saddr ${tunnelBlock} drop`,
    `    ip daddr ${tunnelBlock} drop`,
    "    ip daddr @regions drop",
    "    icmp type destination-unreachable icmp code port-unreachable drop",
    "  }",
    "",
    "  chain input {",
    "    type filter hook input priority filter; policy drop;",
    `    ct state untracked iifname != "wg*" udp dport ${ports} accept`,
    "    ct state established,related accept",
    '    iifname "lo" accept',
    "    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
    "    icmp type echo-request limit rate 50/second accept",
    `    iifname "wg*" ip saddr ${tunnelBlock} tcp dport 179 accept`,
    `    iifname "wg*" ip saddr ${tunnelBlock} tcp sport 179 accept`,
    `    iifname "wg*" ip saddr ${tunnelBlock} udp dport 3784 accept`,
    "    ip saddr @siblings ip protocol vrrp accept",
    ...(healthCheckers.length > 0
      ? [`    ip saddr { ${healthCheckers.join(", ")} } tcp dport ${healthPort} accept`]
      : []),
    `    ip saddr ${cidr} tcp dport { ${[...metricsPorts, healthPort].join(", ")} } accept`,
    "  }",
    "",
    "  chain forward {",
    "    type filter hook forward priority filter; policy drop;",
    '    tcp flags syn oifname "wg*" tcp option maxseg size set rt mtu',
    '    tcp flags syn iifname "wg*" tcp option maxseg size set rt mtu',
    `    iifname != "wg*" oifname "wg*" ip saddr ${cidr} ip daddr @regions accept`,
    `    iifname "wg*" oifname != "wg*" ip saddr @regions ip daddr ${cidr} accept`,
    `    iifname "wg*" oifname "wg*" ip saddr ${cidr} ip daddr @regions accept`,
    `    iifname "wg*" oifname "wg*" ip saddr @regions ip daddr { ${[cidr, ...others].join(", ")} } accept`,
    "  }",
    "",
    "  chain classify_forwarded {",
    "    type filter hook forward priority mangle; policy accept;",
    ...classification(gateway),
    "  }",
    "",
    "  chain classify_own {",
    "    type filter hook output priority mangle; policy accept;",
    ...classification(gateway),
    "  }",
    "}",
    `include "${path.dirname(peersFile)}/*.nft"`,
  ]);
}

/** A set that may be empty has no `elements`. */
function elements(values: readonly string[]): string {
  return values.length > 0 ? ` elements = { ${values.join(", ")} }` : "";
}

/**
 * Ports count first, whatever a packet's code point. Most packets are WireGuard's own, on their way out: one rule lets them pass, for a
 * comparison of names is what costs most.
 */
function classification({ mesh }: Gateway): string[] {
  const classes = trafficClasses(mesh);
  const ports = classes
    .flatMap(({ id, tcpPorts, udpPorts }) => [
      ...tcpPorts.map((port) => `tcp . ${port} : ${id}`),
      ...udpPorts.map((port) => `udp . ${port} : ${id}`),
    ])
    .join(", ");
  const codePoints = classes.flatMap(({ id, codePoints }) => codePoints.map((point) => `${point} : ${id}`)).join(", ");
  return [
    '    oifname != "wg*" return',
    `    meta priority set meta l4proto . th dport map { ${ports} } return`,
    `    meta priority set meta l4proto . th sport map { ${ports} } return`,
    `    meta priority set ip dscp map { ${codePoints} }`,
  ];
}
