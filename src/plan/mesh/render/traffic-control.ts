/** tc(8)'s batch for a tunnel: a class for each class of traffic, sure of its share and free to take what the others leave. */
import type { Gateway, Tunnel } from "..";
import { trafficClasses } from "../qos";
import { config, configDirectory, type RenderedFile } from "./file";

/** Bytes a class sends before the next one's turn: a full packet, so that shares hold at any rate (tc-htb(8), `quantum`). */
const quantum = 1500;

export function trafficControlFile({ interface: name }: Tunnel): string {
  return `${configDirectory}/traffic-control/${name}`;
}

/** Only tunnels whose path is known are shaped. `replace` may be run again; the qdisc itself is made by the script `shape`. */
export function trafficControlFiles({ tunnels, mesh }: Gateway): readonly RenderedFile[] {
  return tunnels.flatMap((tunnel) => {
    if (tunnel.bitsPerSecond === undefined) return [];
    const whole = tunnel.bitsPerSecond;
    const classes = trafficClasses(mesh);
    const lines = [
      `class replace dev ${tunnel.interface} parent 1: classid 1:1 htb rate ${whole}bit ceil ${whole}bit quantum ${quantum}`,
      ...classes.map(({ id, share, priority }) => {
        const rate = Math.max(1, Math.floor((whole * share) / 100));
        return `class replace dev ${tunnel.interface} parent 1:1 classid ${id} htb rate ${rate}bit ceil ${whole}bit prio ${priority} quantum ${quantum}`;
      }),
    ];
    return [config(trafficControlFile(tunnel), lines)];
  });
}
