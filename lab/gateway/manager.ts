/** systemctl(1), as far as the gateways' scripts use it. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Service, ServiceError } from "./service";
import { parseUnit, type Unit } from "./unit";

/** Where units are looked for: what was rendered comes before what the distribution's packages brought. */
const unitDirectories = ["/etc/systemd/system", "/lib/systemd/system"];

export interface Answer {
  readonly code: number;
  readonly text: string;
}

/** Exit codes of systemctl(1). */
const inactive = 3;
const unknownUnit = 5;

export interface Call {
  readonly verb: string;
  readonly units: readonly string[];
  readonly now: boolean;
}

/** `reload-or-restart bird keepalived.service` → the verb, and the units by their whole names. Pure. */
export function parseCall(args: readonly string[]): Call {
  const [verb = "", ...names] = args.filter((arg) => !arg.startsWith("-"));
  return {
    verb,
    units: names.map((name) => (/\.(service|timer|target)$/.test(name) ? name : `${name}.service`)),
    now: args.includes("--now"),
  };
}

export class Manager {
  readonly #services = new Map<string, Service>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(
    readonly say: (line: string) => void,
    readonly directories: readonly string[] = unitDirectories,
  ) {}

  async call(args: readonly string[]): Promise<Answer> {
    const { verb, units, now } = parseCall(args);
    try {
      if (verb === "daemon-reload") return this.#forget();
      if (verb === "is-active") return this.#isActive(units);
      const action = this.#action(verb, now);
      if (!action) return { code: 1, text: `the lab's systemctl knows no "${verb}"` };
      for (const unit of units) await action(unit);
      return { code: 0, text: "" };
    } catch (error) {
      if (error instanceof UnknownUnit) return { code: unknownUnit, text: error.message };
      if (error instanceof ServiceError || error instanceof RangeError) return { code: 1, text: error.message };
      throw error;
    }
  }

  #action(verb: string, now: boolean): ((unit: string) => Promise<void>) | undefined {
    const start = (name: string) => this.#start(name);
    const stop = (name: string) => this.#stop(name);
    const restart = async (name: string) => {
      await stop(name);
      await start(name);
    };
    const reloadOrRestart = async (name: string) => {
      const service = this.#service(name);
      if (!service.active) await service.start();
      else if (service.unit.reload.length > 0) await service.reload();
      else await service.restart();
    };
    switch (verb) {
      case "start":
        return start;
      case "stop":
        return stop;
      case "enable":
        return now ? start : async (name) => void this.#unit(name);
      case "disable":
        return now ? stop : async (name) => void this.#unit(name);
      case "restart":
        return restart;
      case "reload":
        return (name) => this.#service(name).reload();
      case "reload-or-restart":
        return reloadOrRestart;
      case "try-restart":
      case "try-reload-or-restart":
        return async (name) => {
          if (this.#service(name).active) await (verb === "try-restart" ? restart(name) : reloadOrRestart(name));
        };
      default:
        return undefined;
    }
  }

  /** Units are read anew where their services run already. */
  #forget(): Answer {
    for (const [name, service] of this.#services) {
      const unit = this.#read(name);
      if (unit) service.unit = unit;
    }
    return { code: 0, text: "" };
  }

  #isActive(units: readonly string[]): Answer {
    const states = units.map((name) => this.#timers.has(name) || (this.#services.get(name)?.active ?? false));
    const text = states.map((active) => (active ? "active" : "inactive")).join("\n");
    return { code: states.some(Boolean) ? 0 : inactive, text };
  }

  async #start(name: string): Promise<void> {
    if (name.endsWith(".target")) return;
    if (!name.endsWith(".timer")) return this.#service(name).start();
    if (this.#timers.has(name)) return;
    const { timer } = this.#unit(name);
    if (!timer) throw new ServiceError(`${name} has no OnUnitInactiveSec= or OnUnitActiveSec=`);
    const run = (afterSeconds: number): void => {
      const next = setTimeout(() => {
        this.#service(name.replace(/\.timer$/, ".service"))
          .start()
          .catch((error: unknown) => this.say(String(error)))
          .finally(() => {
            // Stopped meanwhile, or started anew.
            if (this.#timers.get(name) === next) run(timer.thenSeconds);
          });
      }, afterSeconds * 1000);
      this.#timers.set(name, next);
    };
    run(timer.firstSeconds);
  }

  async #stop(name: string): Promise<void> {
    if (!name.endsWith(".timer")) return this.#service(name).stop();
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }

  #service(name: string): Service {
    const known = this.#services.get(name);
    if (known) return known;
    const service = new Service(this.#unit(name), this.say);
    this.#services.set(name, service);
    return service;
  }

  #unit(name: string): Unit {
    const unit = this.#read(name);
    if (!unit) throw new UnknownUnit(`Unit ${name} not found.`);
    return unit;
  }

  /** The first file of that name, and all drop-ins after it. */
  #read(name: string): Unit | undefined {
    const file = this.directories.map((directory) => path.join(directory, name)).find(existsSync);
    if (file === undefined) return undefined;
    const dropIns = this.directories
      .map((directory) => path.join(directory, `${name}.d`))
      .filter(existsSync)
      .flatMap((directory) =>
        readdirSync(directory)
          .sort()
          .map((entry) => path.join(directory, entry)),
      );
    return parseUnit(name, [file, ...dropIns].map((part) => readFileSync(part, "utf8")).join("\n"));
  }
}

class UnknownUnit extends Error {}
