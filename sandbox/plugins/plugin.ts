/** One package's plugin over a run: started when the first Check comes, asked while it answers, left alone once it does not. */
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { status } from "@grpc/grpc-js";
import type proto from "@pulumi/pulumi/proto/provider_pb";
import semver from "semver";
import type { Refusal } from "../core/model";
import { codeOf, PluginClient } from "./client";
import { PluginProcess } from "./process";

/** In milliseconds. */
export interface PluginTimes {
  /** From its start until it has said its version. */
  readonly start: number;
  /** For one Check. */
  readonly check: number;
  /** After so long without a Check its process is ended; the next one starts it again. */
  readonly idle: number;
}

/** A start is given longer than the engine gives one: the largest plugins have hundreds of megabytes to read. */
export const usualTimes: PluginTimes = { start: 20_000, check: 10_000, idle: 120_000 };

/** So often it is started again after a crash, in one run. */
const restarts = 1;

/** No more is told of one plugin in one run. */
const mostReports = 20;

/** Time for a process whose connection broke to be seen to have ended, in milliseconds. */
const grace = 2_000;

interface Running {
  readonly process: PluginProcess;
  readonly client: PluginClient;
}

export class Plugin {
  private readonly told = new Set<string>();
  private starting: Promise<Running | undefined> | undefined;
  /** The process whose end would be news; one that was ended on purpose is not. */
  private process: PluginProcess | undefined;
  private client: PluginClient | undefined;
  private crashes = 0;
  private left = false;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly version: string,
    private readonly path: string,
    private readonly engineAddress: () => Promise<string>,
    private readonly times: PluginTimes,
  ) {}

  /** What went wrong in this run, first to last. */
  get reports(): readonly string[] {
    return [...this.told];
  }

  /** It is not asked again in this run. */
  get isOut(): boolean {
    return this.left;
  }

  get isRunning(): boolean {
    return this.client !== undefined;
  }

  /** A new run: what was wrong may have been mended. */
  begin(): void {
    this.left = false;
    this.crashes = 0;
    this.told.clear();
  }

  /** Its failures, or nothing when it could not judge. Never throws. */
  async check(request: proto.CheckRequest): Promise<readonly Refusal[] | undefined> {
    const running = await this.start();
    if (!running) return undefined;
    try {
      const response = await running.client.check(request, this.times.check);
      return response
        .getFailuresList()
        .map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
    } catch (error) {
      await this.failed(running.process, error, request.getUrn());
      return undefined;
    } finally {
      this.idle?.refresh();
    }
  }

  /** Nothing when it does not come up; then it is out. */
  async start(): Promise<Running | undefined> {
    if (this.left) return undefined;
    this.starting ??= this.launch();
    return this.starting;
  }

  /** Ends its process. The next Check would start it again. */
  stop(): void {
    clearTimeout(this.idle);
    const { process, client } = this;
    this.starting = undefined;
    this.process = undefined;
    this.client = undefined;
    client?.close();
    process?.kill();
  }

  close(): void {
    this.left = true;
    this.stop();
  }

  private async launch(): Promise<Running | undefined> {
    const address = await this.engineAddress();
    if (this.left) return undefined;
    const process = new PluginProcess(this.path, address);
    this.process = process;
    const { start, idle } = this.times;
    try {
      const client = await within(start, `did not come up within ${start / 1000} s`, this.introduce(process, address));
      if (this.process !== process) {
        client.close();
        return undefined;
      }
      this.client = client;
      this.idle = setTimeout(() => this.stop(), idle).unref();
      return { process, client };
    } catch (error) {
      if (this.process === process) this.giveUp(wordsOf(error));
      return undefined;
    }
  }

  private async introduce(process: PluginProcess, address: string): Promise<PluginClient> {
    const client = new PluginClient(await process.port);
    try {
      const version = await client.introduce(address, dirname(this.path), this.times.start);
      if (!semver.valid(version) || !semver.eq(version, this.version))
        throw new Error(`says that it is version ${JSON.stringify(version)}, not ${this.version}`);
      return client;
    } catch (error) {
      client.close();
      if (codeOf(error) !== status.UNAVAILABLE) throw error;
      throw new Error((await endOf(process, grace)) ?? wordsOf(error));
    }
  }

  private async failed(process: PluginProcess, error: unknown, urn: string): Promise<void> {
    if (this.process !== process) return;
    const code = codeOf(error);
    if (code === status.DEADLINE_EXCEEDED)
      return this.giveUp(`did not answer within ${this.times.check / 1000} s at the Check of ${urn}`);
    const broken = code === status.UNAVAILABLE || code === status.INTERNAL || code === status.CANCELLED;
    const end = await endOf(process, broken ? grace : 0);
    // Of several Checks under way when it ended, one tells.
    if (this.process !== process) return;
    if (end !== undefined) this.crashed(`${end}, at the Check of ${urn}`);
    else if (code === status.UNAVAILABLE) this.crashed(`broke the connection at the Check of ${urn}`);
    else if (code === status.UNIMPLEMENTED) this.giveUp("has no Check");
    else this.tell(`could not check ${urn}: ${wordsOf(error)}`);
  }

  private crashed(how: string): void {
    this.crashes++;
    if (this.crashes > restarts) this.giveUp(how);
    else {
      this.tell(`${how}; it was started again`);
      this.stop();
    }
  }

  private giveUp(why: string): void {
    this.tell(why);
    this.close();
  }

  private tell(report: string): void {
    if (this.told.size < mostReports) this.told.add(report);
  }
}

async function within<T>(milliseconds: number, otherwise: string, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(() => {
    throw new Error(otherwise);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    timer.abort();
  }
}

/** How it ended, or nothing when it still runs after so many milliseconds. */
async function endOf(process: PluginProcess, milliseconds: number): Promise<string | undefined> {
  const timer = new AbortController();
  const still = sleep(milliseconds, undefined, { signal: timer.signal }).catch(() => undefined);
  const end = await Promise.race([process.ended, still]);
  timer.abort();
  return end;
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "details" in error && typeof error.details === "string" ? error.details : error.message;
}
