/** BIRD 2's configuration: a confederation with a member a region, BGP in every tunnel, BFD under it. */
import type { Gateway, Tunnel } from "..";
import { config, type RenderedFile } from "./file";

/**
 * BFD: five packets of 300 ms lost are a dead tunnel, 1.5 s. Long enough for a rotation's change of keys, short enough for
 * traffic to go on elsewhere within 3 s.
 */
const bfd = "min rx interval 300 ms; min tx interval 300 ms; multiplier 5;";

export function birdFile(gateway: Gateway): RenderedFile {
  const regions = [...new Map(gateway.tunnels.map(({ region, cidr }) => [region, cidr]))];
  const { preferences } = gateway.mesh;
  return config("/etc/bird/bird.conf", [
    "log syslog all;",
    `router id ${gateway.tunnelAddress};`,
    "",
    "protocol device { scan time 5; }",
    "",
    `protocol bfd { interface "wg*" { ${bfd} }; }`,
    "",
    "# This region, told to the others; the machine itself reaches it by its default route.",
    `protocol static own { ipv4; route ${gateway.cidr} unreachable; }`,
    "",
    "# The other regions when no tunnel leads there: refused, so that nothing leaves in clear.",
    "protocol static internet {",
    `  ipv4 { preference ${preferences.internet}; };`,
    ...regions.map(([, cidr]) => `  route ${cidr} unreachable;`),
    "}",
    "",
    "protocol kernel {",
    "  ipv4 {",
    "    import none;",
    "    export filter {",
    '      if proto = "own" then reject;',
    `      if source = RTS_BGP then krt_prefsrc = ${gateway.vpcAddress};`,
    "      accept;",
    "    };",
    "  };",
    "}",
    "",
    "template bgp tunnel {",
    `  local ${gateway.tunnelAddress} as ${gateway.asn};`,
    `  confederation ${gateway.mesh.asn};`,
    "  confederation member yes;",
    "  direct;",
    "  bfd yes;",
    "  hold time 9;",
    // A session that was lost with its path is back a second or two after it; by BIRD's own figures, after five and more.
    "  connect delay time 1;",
    "  connect retry time 2;",
    "  error wait time 1, 2;",
    "}",
    ...gateway.siblings.flatMap(sibling),
    ...regions.flatMap(([region, cidr]) => filters(gateway, region, cidr, regions)),
    ...gateway.tunnels.flatMap((tunnel) => session(tunnel)),
  ]);
}

/** A gateway of this region tells what its own tunnels carry. One point less, or the two would send to each other. */
function sibling(tunnel: Tunnel): string[] {
  return [
    "",
    `protocol bgp ${protocolName(tunnel)} from tunnel {`,
    `  neighbor ${tunnel.address} as ${tunnel.asn};`,
    `  interface "${tunnel.interface}";`,
    "  ipv4 {",
    "    next hop self;",
    "    import filter {",
    "      bgp_local_pref = bgp_local_pref - 1;",
    "      preference = bgp_local_pref;",
    "      accept;",
    "    };",
    "    export where source = RTS_BGP;",
    "  };",
    "}",
  ];
}

function filters(
  { mesh }: Gateway,
  region: string,
  cidr: string,
  regions: readonly (readonly [string, string])[],
): string[] {
  const { direct, transit } = mesh.preferences;
  const others = regions.flatMap(([name, block]) => (name === region ? [] : [block]));
  const name = identifier(region);
  return [
    "",
    `filter from_${name} {`,
    `  if net = ${cidr} then { bgp_local_pref = ${direct}; preference = ${direct}; accept; }`,
    ...(others.length > 0
      ? [`  if net ~ [ ${others.join(", ")} ] then { bgp_local_pref = ${transit}; preference = ${transit}; accept; }`]
      : []),
    "  reject;",
    "}",
    "",
    "# What has a tunnel of its own is passed on, so a way leads through one third region at most.",
    `filter to_${name} {`,
    '  if proto = "own" then accept;',
    `  if source = RTS_BGP && net != ${cidr} && bgp_local_pref > ${transit} then accept;`,
    "  reject;",
    "}",
  ];
}

function session(tunnel: Tunnel): string[] {
  const name = identifier(tunnel.region);
  return [
    "",
    `protocol bgp ${protocolName(tunnel)} from tunnel {`,
    `  neighbor ${tunnel.address} as ${tunnel.asn};`,
    `  interface "${tunnel.interface}";`,
    `  ipv4 { next hop self; import filter from_${name}; export filter to_${name}; };`,
    "}",
  ];
}

/** `eu_west_1`; the region's own gateways too. */
export function protocolName({ region, index }: Tunnel): string {
  return `${identifier(region)}_${index}`;
}

function identifier(region: string): string {
  return region.replaceAll("-", "_");
}
