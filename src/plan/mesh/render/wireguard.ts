/** wg-quick(8)'s files, one a tunnel. Routes are BIRD's, endpoints come from names, and the private key from memory. */
import type { Gateway, Tunnel } from "..";
import { config, configDirectory, libraryDirectory, privateKeyFile, type RenderedFile } from "./file";

export function wireguardFiles(gateway: Gateway): readonly RenderedFile[] {
  return [...gateway.siblings, ...gateway.tunnels].map((tunnel) => wireguardFile(gateway, tunnel));
}

function wireguardFile(gateway: Gateway, tunnel: Tunnel): RenderedFile {
  return config(
    `/etc/wireguard/${tunnel.interface}.conf`,
    [
      `# To ${tunnel.gateway}`,
      "[Interface]",
      `ListenPort = ${tunnel.localPort}`,
      `MTU = ${tunnel.mtu}`,
      "Table = off",
      `PostUp = wg set %i private-key ${privateKeyFile}`,
      `PostUp = ip address add ${gateway.tunnelAddress}/32 peer ${tunnel.address}/32 dev %i`,
      `PostUp = ${libraryDirectory}/shape %i`,
      "",
      ...peer(tunnel.publicKey, gateway, tunnel.allowedIps),
      ...tunnel.otherKeys.flatMap((key) => [
        "",
        "# A rotation is under way: let in, without blocks until it shakes hands.",
        ...peer(key, gateway, []),
      ]),
    ],
    0o600,
  );
}

function peer(publicKey: string, { mesh }: Gateway, allowedIps: readonly string[]): string[] {
  return [
    "[Peer]",
    `PublicKey = ${publicKey}`,
    ...(allowedIps.length > 0 ? [`AllowedIPs = ${allowedIps.join(", ")}`] : []),
    `PersistentKeepalive = ${mesh.keepaliveSeconds}`,
  ];
}

/**
 * What the agents on the machine read, a tunnel a line: interface, host, port, local port. While the far gateway changes its key
 * also allowed IPs (commas), and its keys from the newest to the oldest (commas).
 */
export function tunnelTable(gateway: Gateway): RenderedFile {
  const lines = [...gateway.siblings, ...gateway.tunnels].map((tunnel) =>
    [
      tunnel.interface,
      tunnel.endpoint,
      tunnel.port,
      tunnel.localPort,
      ...(tunnel.otherKeys.length > 0 ? [tunnel.allowedIps.join(","), tunnel.keysNewestFirst.join(",")] : []),
    ].join(" "),
  );
  return config(`${configDirectory}/tunnels`, lines);
}
