/** A sandbox that serves: the world, a provider server for each package, the control channel, the file that says where. */
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { resolve } from "node:path";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import grpc from "@pulumi/pulumi/proto/provider_grpc_pb";
import { Faults } from "../core/faults";
import type { PackageModel } from "../core/model";
import { SandboxPackage } from "../core/package";
import { SandboxWorld } from "../core/world";
import type { PluginTimes } from "../plugins/plugin";
import { Plugins } from "../plugins/plugins";
import type { Connections } from "./connections";
import { commands, controlServer } from "./control";
import { debugProviders, findDaemon, publishDaemon } from "./daemon-file";
import { lockDirectory } from "./lock";
import { thisProcess } from "./process-mark";
import type { DaemonFile } from "./protocol";
import { type Activity, providerService } from "./service";

export interface SandboxOptions {
  /** Where the world, the faults and `daemon.json` are; made when missing. */
  readonly directory: string;
  readonly packages: readonly PackageModel[];
  /** Port of each package; one that is free is taken where nothing is said. */
  readonly ports?: { readonly [packageName: string]: number };
  /** Ends by itself after so long without a call, in milliseconds; 30 minutes unless said otherwise. */
  readonly idle?: number;
  readonly sourceHash?: string;
  /** The Pulumi home whose provider plugins are asked first; none are unless it is given. */
  readonly pluginHome?: string;
  readonly pluginTimes?: PluginTimes;
}

export interface RunningSandbox {
  readonly daemon: DaemonFile;
  /** Value for `PULUMI_DEBUG_PROVIDERS`. */
  readonly debugProviders: string;
  close(): Promise<void>;
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
}

const halfAnHour = 30 * 60_000;

/** Throws `DirectoryInUse` when another sandbox serves the directory. */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const directory = resolve(options.directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(directory, () => findDaemon(directory) !== undefined);
  const stops: (() => void | Promise<void>)[] = [unlock];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    return await serve(directory, options, stops, stopAll);
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function serve(
  directory: string,
  { packages, ports = {}, idle = halfAnHour, sourceHash = "", pluginHome = "", pluginTimes }: SandboxOptions,
  stops: (() => void | Promise<void>)[],
  stopAll: () => Promise<void>,
): Promise<RunningSandbox> {
  const started = Date.now();
  const world = SandboxWorld.open(directory);
  stops.push(() => world.close());
  const faults = Faults.open(directory);
  const served = new Map(packages.map((model) => [model.name, new SandboxPackage(model, world)]));
  for (const name of Object.keys(ports))
    if (!served.has(name))
      throw new Error(`there is no package ${name} to serve; there are ${[...served.keys()].join(", ")}`);

  let finish: () => void = () => {};
  const ended = new Promise<void>((done) => {
    finish = done;
  });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= stopAll().finally(finish);
    return closing;
  };

  const activity = new IdleWatch(idle, () => void close());
  stops.push(() => activity.stop());
  const plugins = new Plugins(packages, pluginHome, pluginTimes);
  const bound: [string, number][] = [];
  for (const [name, pkg] of served) {
    const { service, connections } = providerService(pkg, faults, plugins, activity);
    const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
    server.addService(grpc.ResourceProviderService, service);
    bound.push([name, await bind(server, ports[name] ?? 0)]);
    stops.push(() => stopServer(server, connections));
  }

  // Before the servers are, so that no Check waits for a plugin then.
  stops.push(() => plugins.close());
  const token = randomBytes(24).toString("hex");
  const host = {
    status: () => {
      const { token: _token, mark: _mark, ...where } = daemon;
      return {
        ...where,
        directory,
        uptimeSeconds: (Date.now() - started) / 1000,
        objects: world.size,
        plugins: plugins.status(),
      };
    },
    shutdown: () => void close(),
  };
  const control = controlServer(commands(world, served, faults, plugins, host), token, () => activity.touch());
  const controlPort = await new Promise<number>((done, fail) => {
    control.once("error", fail);
    control.listen(0, "127.0.0.1", () => done((control.address() as AddressInfo).port));
  });
  stops.push(() => new Promise<void>((done) => void control.close(() => done())));
  const daemon: DaemonFile = {
    ...thisProcess(),
    ports: Object.fromEntries(bound),
    control: `http://127.0.0.1:${controlPort}`,
    token,
    sourceHash,
  };
  stops.push(publishDaemon(directory, daemon));
  return { daemon, debugProviders: debugProviders(daemon), close, ended };
}

function bind(server: Server, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    );
  });
}

/** Ends what hangs, lets answers under way out, then cuts the connections that engines keep open. */
function stopServer(server: Server, connections: Connections): Promise<void> {
  connections.cancelAll();
  return new Promise((done) => {
    const force = setTimeout(() => {
      server.forceShutdown();
      done();
    }, 500);
    server.tryShutdown(() => {
      clearTimeout(force);
      done();
    });
  });
}

/** Ends the sandbox after a time without calls; a call that hangs is no idleness. */
class IdleWatch implements Activity {
  private calls = 0;
  private last = Date.now();
  private readonly timer: NodeJS.Timeout;

  constructor(idle: number, end: () => void) {
    this.timer = setInterval(
      () => {
        if (this.calls === 0 && Date.now() - this.last >= idle) end();
      },
      Math.min(idle, 10_000),
    );
  }

  begin(): void {
    this.calls++;
  }

  end(): void {
    this.calls--;
    this.touch();
  }

  touch(): void {
    this.last = Date.now();
  }

  stop(): void {
    clearInterval(this.timer);
  }
}
