/**
 * What the mesh's tunnels are measured against: a WireGuard tunnel as wg-quick(8) makes it, between two machines without firewall, shaper or
 * routing daemon. They stand in the same VPCs as the lab's gateways and have public addresses as they do, so packets pass the very same
 * routers, address translation and wires of the same MTU; what differs is what a gateway does, and nothing else.
 */
import { keyPair } from "../../lab/keys";
import type { Lab } from "../../lab/lab";
import { createNamespace, ipBatch } from "../../lab/namespace";
import type { LabRegion } from "../../lab/plan";
import { inNetwork } from "../../lab/shell";

const port = 51820;

/** One end. Its addresses are where the lab has none: in the VPC 192.168.N.0/30, outside 198.18.N.100, in the tunnel 192.168.255.N. */
export interface BareEnd {
  readonly region: LabRegion;
  readonly namespace: string;
  readonly publicAddress: string;
  readonly tunnelAddress: string;
  readonly keys: ReturnType<typeof keyPair>;
}

function bareEnd(lab: Lab, name: string): BareEnd {
  const region = lab.region(name);
  return {
    region,
    // The lab's prefix: whoever takes the lab away takes this away.
    namespace: `${lab.names.prefix}bare-${name}`,
    publicAddress: region.publicBlock.replace(/\.0\/24$/, ".100"),
    tunnelAddress: `192.168.255.${region.number}`,
    keys: keyPair(),
  };
}

async function placeInVpc({ region: { vpc, mtu, number }, namespace, publicAddress }: BareEnd): Promise<void> {
  const [router, own] = [`192.168.${number}.1`, `192.168.${number}.2`];
  await createNamespace(namespace);
  await ipBatch([`link add name bare mtu ${mtu} netns ${vpc} type veth peer name eth0 mtu ${mtu} netns ${namespace}`]);
  await ipBatch([`addr add ${router}/30 dev bare`, "link set bare up"], vpc);
  await ipBatch(
    ["link set lo up", `addr add ${own}/30 dev eth0`, "link set eth0 up", `route add default via ${router}`],
    namespace,
  );
  await inNetwork(vpc, "nft -f -", {
    input: `add element ip internet_gateway inward { ${publicAddress} : ${own} }
add element ip internet_gateway outward { ${own} : ${publicAddress} }
`,
  });
}

/**
 * `/run` is the command's own: its key touches no disk, and WireGuard's socket no other WireGuard's. So is its session, as a gateway's machine has
 * one: Linux deals the processor out by session (sched(7), autogroup), and a daemon that shared iperf3's would get another part of it.
 */
async function startWireguard(end: BareEnd, peer: BareEnd, mtu: number): Promise<void> {
  await inNetwork(
    end.namespace,
    "unset WG_QUICK_USERSPACE_IMPLEMENTATION; mount -t tmpfs tmpfs /run && umask 077 && cat > /run/bare.conf && setsid --wait wg-quick up /run/bare.conf > /dev/null 2>&1",
    {
      input: `[Interface]
PrivateKey = ${end.keys.privateKey}
ListenPort = ${port}
Address = ${end.tunnelAddress}/32
MTU = ${mtu}

[Peer]
PublicKey = ${peer.keys.publicKey}
Endpoint = ${peer.publicAddress}:${port}
AllowedIPs = ${peer.tunnelAddress}/32
`,
    },
  );
}

/** The ends, when they reach one another. */
export async function bareTunnel(
  lab: Lab,
  one: string,
  other: string,
  mtu: number,
): Promise<readonly [BareEnd, BareEnd]> {
  const [near, far] = [bareEnd(lab, one), bareEnd(lab, other)] as const;
  for (const end of [near, far]) await placeInVpc(end);
  await startWireguard(near, far, mtu);
  await startWireguard(far, near, mtu);
  await inNetwork(near.namespace, `ping -c 1 -w 10 ${far.tunnelAddress}`);
  return [near, far];
}
