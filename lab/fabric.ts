/**
 * What ip(8), nft(8) and sysctl(8) are told so that the lab's networks stand: per region a VPC with its router and internet gateway, one
 * workload, and a wire for each gateway; and the internet between them. Pure.
 */
import { type LabGateway, type LabPlan, type LabRegion, withPrefix } from "./plan";

/** Commands for one namespace. */
export interface NamespaceSetup {
  readonly namespace: string;
  /** Lines of `ip -batch`. */
  readonly ip: readonly string[];
  /** A ruleset for `nft -f`. */
  readonly nft?: string;
  readonly sysctl?: readonly string[];
}

/** The TUN device through which packets between regions take their time, and the routing table that leads there. */
export const delayDevice = "delay";
const delayTable = 100;

const up = (device: string) => [`link set lo up`, `link set ${device} up`];

/** Routers pass packets on, answer from where they like, and keep IPv6's chatter off the wires. */
const routerSysctl = [
  "net.ipv4.ip_forward=1",
  "net.ipv4.conf.all.rp_filter=0",
  "net.ipv4.conf.default.rp_filter=0",
  "net.ipv6.conf.all.disable_ipv6=1",
  "net.ipv6.conf.default.disable_ipv6=1",
];

/** A wire between two namespaces; both ends are made where they belong, so no name is ever taken outside. */
function wire(one: string, oneDevice: string, other: string, otherDevice: string, mtu: number): string {
  return `link add name ${oneDevice} mtu ${mtu} netns ${one} type veth peer name ${otherDevice} mtu ${mtu} netns ${other}`;
}

/** Lines of `ip -batch` in no namespace: the wires. The namespaces are there. */
export function wires({ internet, regions }: LabPlan): readonly string[] {
  return regions.flatMap(({ vpc, host, uplink, mtu, gateways }) => [
    wire(internet, uplink.interface, vpc, "inet", mtu),
    wire(host.namespace, "eth0", vpc, "host", mtu),
    ...gateways.map(({ namespace, port }) => wire(namespace, "eth0", vpc, port, mtu)),
  ]);
}

/** One interface, one address, a default route: a machine in a cloud. */
function machine(namespace: string, address: string, subnet: string, router: string): NamespaceSetup {
  return {
    namespace,
    ip: [`addr add ${withPrefix(address, subnet)} dev eth0`, ...up("eth0"), `route add default via ${router}`],
  };
}

/** A gateway's one interface, as its machine finds it at boot. May be said again: a machine made anew has nothing of the last one's. */
export function gatewayMachine({ namespace, subnet, router, plan: { vpcAddress } }: LabGateway): NamespaceSetup {
  return {
    namespace,
    ip: [
      "link set eth0 down",
      "addr flush dev eth0",
      `addr add ${withPrefix(vpcAddress, subnet)} dev eth0`,
      ...up("eth0"),
      `route replace default via ${router}`,
    ],
    nft: "flush ruleset\n",
  };
}

/** ip(8)'s words that lead the VPC's traffic for the other regions to a gateway. */
export function routesTo({ remoteCidrs }: LabRegion, vpcAddress: string): readonly string[] {
  return remoteCidrs.map((cidr) => `route replace ${cidr} via ${vpcAddress}`);
}

/**
 * The VPC's internet gateway: each gateway's public address is its address in the VPC, without state, as the clouds do it. What has no public
 * address does not get out.
 */
function internetGateway({ gateways }: LabRegion): string {
  const inward = gateways.map(({ publicAddress, plan: { vpcAddress } }) => `${publicAddress} : ${vpcAddress}`);
  const outward = gateways.map(({ publicAddress, plan: { vpcAddress } }) => `${vpcAddress} : ${publicAddress}`);
  return `table ip internet_gateway {
  map inward { type ipv4_addr : ipv4_addr; elements = { ${inward.join(", ")} } }
  map outward { type ipv4_addr : ipv4_addr; elements = { ${outward.join(", ")} } }
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "inet" ip daddr set ip daddr map @inward
  }
  chain postrouting {
    type filter hook postrouting priority srcnat; policy accept;
    oifname "inet" ip saddr set ip saddr map @outward
    oifname "inet" ip saddr != 198.18.0.0/15 counter drop
  }
}
`;
}

function vpcRouter(region: LabRegion): NamespaceSetup {
  const { host, uplink, gateways } = region;
  const [first] = gateways;
  return {
    namespace: region.vpc,
    sysctl: routerSysctl,
    nft: internetGateway(region),
    ip: [
      `addr add ${uplink.own}/30 dev inet`,
      ...up("inet"),
      `route add default via ${uplink.provider}`,
      `addr add ${withPrefix(host.router, host.subnet)} dev host`,
      "link set host up",
      ...gateways.flatMap(({ router, subnet, port }) => [
        `addr add ${withPrefix(router, subnet)} dev ${port}`,
        `link set ${port} up`,
      ]),
      ...(first ? routesTo(region, first.plan.vpcAddress) : []),
    ],
  };
}

function internet(plan: LabPlan, latency: boolean): NamespaceSetup {
  const mtu = Math.max(...plan.regions.map((region) => region.mtu));
  return {
    namespace: plan.internet,
    sysctl: routerSysctl,
    ip: [
      "link set lo up",
      ...plan.regions.flatMap(({ uplink, publicBlock }) => [
        `addr add ${uplink.provider}/30 dev ${uplink.interface}`,
        `link set ${uplink.interface} up`,
        `route add ${publicBlock} via ${uplink.own}`,
      ]),
      ...(latency
        ? [
            `tuntap add dev ${delayDevice} mode tun`,
            `link set ${delayDevice} mtu ${mtu} up`,
            `route add default dev ${delayDevice} table ${delayTable}`,
            ...plan.regions.map(({ uplink }) => `rule add iif ${uplink.interface} lookup ${delayTable}`),
          ]
        : []),
    ],
  };
}

/** Everything but the gateways' machines. */
export function fabric(plan: LabPlan, latency: boolean): readonly NamespaceSetup[] {
  return [
    internet(plan, latency),
    ...plan.regions.flatMap((region) => [
      vpcRouter(region),
      {
        ...machine(region.host.namespace, region.host.address, region.host.subnet, region.host.router),
        sysctl: ["net.ipv6.conf.all.disable_ipv6=1"],
      },
    ]),
  ];
}
