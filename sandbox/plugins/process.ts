/** A plugin's process: how it is started, how it says its port, and how it ends no later than the sandbox. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";

/** What a process needs to run. Nothing of a cloud: Check asks for no credentials, so a plugin gets none. */
const passedOn = ["PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TMPDIR", "TEMP", "TMP", "LANG", "PULUMI_HOME"];

/** Longest first line that can be a port, and longest piece of stderr that is kept, in characters. */
const longestLine = 4_096;

export class PluginProcess {
  /** The port it listens on; rejects when it says something else, or ends first. */
  readonly port: Promise<number>;
  /** Resolves when it has ended, with how it did in words. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private readonly guard: ChildProcess | undefined;
  private errors = "";

  constructor(path: string, engineAddress: string) {
    const given = passedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value] as const];
    });
    this.child = spawn(path, [engineAddress], {
      env: Object.fromEntries(given),
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    this.child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (this.errors.length < longestLine) this.errors += text;
    });
    this.ended = this.end();
    this.port = this.firstLine().then(portIn);
    this.port.catch(() => {});
    this.guard = guardOf(this.child.pid);
    this.ended.then(() => this.guard?.kill("SIGKILL"));
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private async end(): Promise<string> {
    const how = await new Promise<string>((done) => {
      this.child.once("error", (error) => done(`could not be started: ${error.message}`));
      this.child.once("exit", (code, signal) =>
        done(signal ? `was ended by ${signal}` : `ended with exit code ${code}`),
      );
    });
    // What it said last may still be in the pipe; a process of its own that holds the pipe open is not waited for.
    if (this.child.pid !== undefined) await Promise.race([once(this.child, "close"), sleep(100)]);
    const words = lastWords(this.errors);
    return words ? `${how}: ${words}` : how;
  }

  /** What follows is read too and dropped, so that it never waits for a reader. */
  private firstLine(): Promise<string> {
    return new Promise((done, fail) => {
      let text = "";
      this.child.stdout?.setEncoding("utf8").on("data", (piece: string) => {
        if (text.includes("\n") || text.length > longestLine) return;
        text += piece;
        if (text.includes("\n") || text.length > longestLine) done(text.split("\n", 1)[0] ?? "");
      });
      this.ended.then((how) => fail(new Error(`${how}, before it said its port`)));
    });
  }
}

function portIn(line: string): number {
  const port = /^\s*\d{1,5}\s*$/.test(line) ? Number(line) : 0;
  if (port > 0 && port <= 65_535) return port;
  throw new Error(`said ${JSON.stringify(line.slice(0, 80))} instead of its port`);
}

/** Of a Go program that panicked the panic, of any other the last line. */
function lastWords(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  const panic = lines.find((line) => /^(panic|fatal error): /.test(line));
  return (panic ?? lines.at(-1) ?? "").trim().slice(0, 300);
}

/**
 * Ends the plugin when the sandbox is gone, however it went: a shell that waits for the end of a pipe whose other end only
 * the sandbox has. (Plugins look by themselves too, every five minutes.)
 */
function guardOf(pid: number | undefined): ChildProcess | undefined {
  if (pid === undefined || process.platform === "win32") return undefined;
  const guard = spawn("/bin/sh", ["-c", 'read -r _; kill -9 "$0"', String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => {});
  return guard;
}
