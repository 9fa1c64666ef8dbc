/** Every file of a gateway's machine, from the plan alone. Nothing here is secret; the private key comes beside it. Pure. */
import type { Gateway } from "..";
import { birdFile } from "./bird";
import { config, configDirectory, executable, type RenderedFile } from "./file";
import { keepalivedFile } from "./keepalived";
import { nftablesFile } from "./nftables";
import { apply } from "./scripts/apply";
import { endpoints } from "./scripts/endpoints";
import { health } from "./scripts/health";
import { keys } from "./scripts/keys";
import { activate, deactivate, meshAlive, metrics, shape } from "./scripts/small";
import { systemdUnits } from "./systemd";
import { trafficControlFiles } from "./traffic-control";
import { tunnelTable, wireguardFiles } from "./wireguard";

export type { RenderedFile } from "./file";

export function renderGateway(gateway: Gateway): readonly RenderedFile[] {
  return [
    ...wireguardFiles(gateway),
    tunnelTable(gateway),
    ...trafficControlFiles(gateway),
    birdFile(gateway),
    config(`${configDirectory}/own-sessions`, [gateway.region.replaceAll("-", "_")]),
    nftablesFile(gateway),
    keepalivedFile(gateway),
    ...systemdUnits(),
    executable("apply", apply),
    executable("endpoints", endpoints),
    executable("keys", keys),
    executable("health", health),
    executable("shape", shape),
    executable("mesh-alive", meshAlive),
    executable("activate", activate),
    executable("deactivate", deactivate),
    executable("metrics", metrics),
  ];
}
