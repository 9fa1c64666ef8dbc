/** Starts the delay in the internet's namespace: socat at the TUN device, and the process that holds the packets. */

import { delayDevice } from "../fabric";
import type { LabNames } from "../names";
import type { LabPlan } from "../plan";
import { bundled, launch, logTail, until } from "../process";

/** Ports of the loopback interface in a namespace of the lab's own. */
const ports = { packets: 7001, device: 7000 };
const readyWithinMs = 10_000;
/** SOL_SOCKET, SO_RCVBUFFORCE and bytes: socat's socket takes a burst of packets, whatever the machine's limit is (socket(7)). */
const receiveBuffer = "setsockopt-int=1:33:8388608";

export async function startDelay(names: LabNames, plan: LabPlan): Promise<void> {
  launch(names, "delay", plan.internet, [
    process.execPath,
    bundled("lab/delay/main.ts"),
    JSON.stringify(plan.paths),
    String(ports.packets),
    String(ports.device),
  ]);
  launch(names, "delay-device", plan.internet, [
    "socat",
    "-b",
    "65535",
    `TUN,tun-name=${delayDevice},iff-no-pi,iff-up`,
    `UDP4-DATAGRAM:127.0.0.1:${ports.packets},bind=127.0.0.1:${ports.device},${receiveBuffer}`,
  ]);
  await until(
    "The delay between regions does not start",
    readyWithinMs,
    () => (logTail(names, "delay", 1) === "ready" ? true : undefined),
    () => logTail(names, "delay"),
  );
}
