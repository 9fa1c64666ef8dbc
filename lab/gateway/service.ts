/** A service of a gateway's machine, run as systemd would run it by its unit. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { type Command, expand, parseEnvironment, type Unit } from "./unit";

/** Time that a process has to end when asked. */
const stopWithinMs = 5_000;
/** Five ends in ten seconds are a service that can't run; after those it is tried once a second. */
const tooMany = 5;
const tooManyWithinMs = 10_000;
const slowRestartMs = 1_000;

export class ServiceError extends Error {
  override readonly name = "ServiceError";
}

export class Service {
  #main: ChildProcess | undefined;
  #active = false;
  #wanted = false;
  #ends: number[] = [];

  constructor(
    public unit: Unit,
    readonly say: (line: string) => void,
  ) {}

  get active(): boolean {
    return this.#active;
  }

  get pid(): number | undefined {
    return this.#main?.pid;
  }

  /** @throws ServiceError when a command fails. */
  async start(): Promise<void> {
    if (this.#active) return;
    this.#wanted = true;
    for (const command of this.unit.before) await this.#run(command);
    if (this.unit.type === "oneshot") {
      for (const command of this.unit.start) await this.#run(command);
      this.#active = this.unit.remains;
      return;
    }
    this.#launch();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const main = this.#main;
    if (this.#active) for (const command of this.unit.stop) await this.#run({ ...command, mayFail: true });
    if (main) {
      const ended = new Promise((resolve) => main.once("exit", resolve));
      signal(main, "SIGTERM");
      await Promise.race([ended, sleep(stopWithinMs)]);
      signal(main, "SIGKILL");
    }
    this.#active = false;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** @throws ServiceError when the unit knows no reload, or it fails. */
  async reload(): Promise<void> {
    if (this.unit.reload.length === 0) throw new ServiceError(`${this.unit.name} can not be reloaded`);
    for (const command of this.unit.reload) await this.#run(command);
  }

  #environment(): Record<string, string> {
    const files = this.unit.environmentFiles.filter(({ path, mayBeAbsent }) => !mayBeAbsent || existsSync(path));
    return {
      ...this.unit.environment,
      ...Object.assign({}, ...files.map(({ path }) => parseEnvironment(readFileSync(path, "utf8")))),
      ...(this.#main?.pid === undefined ? {} : { MAINPID: String(this.#main.pid) }),
    };
  }

  #spawn({ argv }: Command): ChildProcess {
    const environment = this.#environment();
    const [file = "", ...args] = expand(argv, environment);
    // A group of its own, so that what it has started ends with it.
    return spawn(file, args, {
      env: { ...process.env, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
      detached: true,
    });
  }

  async #run(command: Command): Promise<void> {
    const child = this.#spawn(command);
    const code = await new Promise<number | string>((resolve) => {
      child.once("error", ({ message }) => resolve(message));
      child.once("exit", (exit, by) => resolve(exit ?? by ?? "killed"));
    });
    if (code !== 0 && !command.mayFail) {
      throw new ServiceError(`${this.unit.name}: ${command.argv.join(" ")} ended with ${code}`);
    }
  }

  #launch(): void {
    const [command] = this.unit.start;
    if (!command) throw new ServiceError(`${this.unit.name} has nothing to start`);
    const main = this.#spawn(command);
    this.#main = main;
    this.#active = true;
    main.once("error", ({ message }) => {
      this.say(`${this.unit.name}: ${message}`);
      this.#ended(main, 203);
    });
    main.once("exit", (code) => this.#ended(main, code));
  }

  #ended(main: ChildProcess, code: number | null): void {
    if (this.#main !== main) return;
    signal(main, "SIGKILL");
    this.#main = undefined;
    this.#active = false;
    const again = this.unit.restart === "always" || (this.unit.restart === "on-failure" && code !== 0);
    this.say(`${this.unit.name} ended with ${code ?? "a signal"}`);
    if (!this.#wanted || !again) return;
    const now = Date.now();
    this.#ends = [...this.#ends.filter((time) => now - time < tooManyWithinMs), now];
    const pause = this.#ends.length > tooMany ? slowRestartMs : this.unit.restartSeconds * 1000;
    setTimeout(() => {
      if (this.#wanted && !this.#active) this.start().catch((error: unknown) => this.say(String(error)));
    }, pause);
  }
}

/** To a process and what it has started. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended.
  }
}
