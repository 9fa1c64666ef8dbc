/** Starts a gateway's machine: as a cloud would, with user data, a program that fetches the bundle, and one that takes the VPC's routes. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { userData } from "../../src/plan/mesh/boot";
import { LabError } from "../error";
import { routesTo } from "../fabric";
import type { LabNames } from "../names";
import { initOf } from "../namespace";
import { hostsFile, type LabGateway, type LabPlan } from "../plan";
import { bundled, launch, logFile, logTail, until } from "../process";
import { type Birth, bootedFile, bundleFile, vpcFile } from "./machine";

const bootWithinMs = 120_000;

/** Namespaces that a machine has beside its network; all its processes end with its first. */
const machineNamespaces = [
  "unshare",
  "--mount",
  "--propagation",
  "private",
  "--pid",
  "--fork",
  "--kill-child=KILL",
  "--mount-proc",
  "--uts",
  "--ipc",
];
/** The shell is process 1 and reaps what others leave. */
const underShell = ["sh", "-c", '"$@"; exit $?', "sh"];

function fetch(): string {
  return `#!/bin/sh\nexec cat ${bundleFile}\n`;
}

/** What the clouds' API for routes does: the VPC's router stands in a namespace of its own. */
function takeRoutes(plan: LabPlan, gateway: LabGateway): string {
  const region = plan.regions.find(({ name }) => name === gateway.region);
  const routes = region ? routesTo(region, gateway.plan.vpcAddress) : [];
  return `#!/bin/sh\nexec nsenter --net=${vpcFile} ip -batch - << 'END'\n${routes.join("\n")}\nEND\n`;
}

export function launchGateway(names: LabNames, plan: LabPlan, gateway: LabGateway, bundle: string): ChildProcess {
  const vpc = plan.regions.find(({ name }) => name === gateway.region)?.vpc ?? "";
  const birth: Birth = {
    name: gateway.name,
    hosts: hostsFile(plan),
    vpc: `/run/netns/${vpc}`,
    bundle,
    userData: userData({ fetch: fetch(), takeRoutes: takeRoutes(plan, gateway), packages: [] }),
  };
  const machine = [process.execPath, bundled("lab/gateway/main.ts")];
  return launch(
    names,
    gateway.name,
    gateway.namespace,
    [...machineNamespaces, ...underShell, ...machine],
    JSON.stringify(birth),
  );
}

/** Waits for the user data to have run. @returns number of the machine's first process. @throws LabError when it failed. */
export async function booted(names: LabNames, gateway: LabGateway, machine: ChildProcess): Promise<number> {
  const why = () => logTail(names, gateway.name);
  const failed = () =>
    new LabError(`${gateway.name} does not come up; its log ${logFile(names, gateway.name)} ends with:\n${why()}`);
  return until(
    `${gateway.name} does not come up`,
    bootWithinMs,
    async () => {
      if (machine.exitCode !== null || machine.signalCode !== null) throw failed();
      const init = await initOf(gateway.namespace);
      if (init === undefined) return undefined;
      const mark = `/proc/${init}/root${bootedFile}`;
      const code = existsSync(mark) ? readFileSync(mark, "utf8") : "";
      if (code === "") return undefined;
      if (code === "0") return init;
      throw failed();
    },
    why,
  );
}
