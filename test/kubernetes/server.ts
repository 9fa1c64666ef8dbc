/** A real API server with an etcd of its own, on the loopback, in a folder that goes when it does. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent, request } from "node:https";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import getPort from "get-port";
import { parseAllDocuments } from "yaml";
import type { Toolchain } from "./toolchain";

const host = "127.0.0.1";
const patienceMs = 90_000;

export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

export interface Answer {
  readonly status: number;
  /** What the server says though it takes the object, as Pod Security does in mode `warn`. */
  readonly warnings: readonly string[];
  readonly body: Record<string, unknown>;
}

/** What is needed of a started process. */
interface Started extends PromiseLike<unknown> {
  kill(signal: "SIGTERM"): boolean;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export class ApiServer {
  private readonly resources = new Map<string, readonly ApiResource[]>();

  private constructor(
    private readonly port: number,
    private readonly token: string,
    private readonly agent: Agent,
    private readonly processes: readonly Started[],
    private readonly folder: string,
  ) {}

  static async start({ apiServer, etcd }: Toolchain): Promise<ApiServer> {
    const folder = await mkdtemp(path.join(os.tmpdir(), "meridian-kubernetes-"));
    const [clients, peers, port] = await Promise.all([getPort({ host }), getPort({ host }), getPort({ host })]);
    const token = randomBytes(24).toString("hex");
    const { privateKey, publicKey } = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const file = (name: string) => path.join(folder, name);
    await writeFile(file("accounts.key"), privateKey);
    await writeFile(file("accounts.pub"), publicKey);
    await writeFile(file("tokens.csv"), `${token},admin,admin,system:masters\n`);

    const start = (binary: string, args: readonly string[], log: string) =>
      execa(binary, args, {
        cwd: folder,
        stdin: "ignore",
        stdout: { file: log },
        stderr: { file: log },
        reject: false,
      });
    const store = start(
      etcd,
      [
        `--data-dir=${file("etcd")}`,
        `--listen-client-urls=http://${host}:${clients}`,
        `--advertise-client-urls=http://${host}:${clients}`,
        `--listen-peer-urls=http://${host}:${peers}`,
        `--initial-advertise-peer-urls=http://${host}:${peers}`,
        `--initial-cluster=default=http://${host}:${peers}`,
        "--unsafe-no-fsync",
      ],
      file("etcd.log"),
    );
    const server = start(
      apiServer,
      [
        `--etcd-servers=http://${host}:${clients}`,
        `--bind-address=${host}`,
        `--secure-port=${port}`,
        `--cert-dir=${file("certificates")}`,
        `--token-auth-file=${file("tokens.csv")}`,
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        `--service-account-key-file=${file("accounts.pub")}`,
        `--service-account-signing-key-file=${file("accounts.key")}`,
        "--service-cluster-ip-range=10.0.0.0/24",
        "--endpoint-reconciler-type=none",
      ],
      file("server.log"),
    );
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    const running = new ApiServer(port, token, agent, [server, store], folder);
    try {
      await running.ready();
    } catch (error) {
      const log = await readFile(file("server.log"), "utf8").catch(() => "");
      await running.stop();
      throw new Error(`${String(error)}\n${log.split("\n").slice(-20).join("\n")}`);
    }
    return running;
  }

  async stop(): Promise<void> {
    this.agent.destroy();
    for (const running of this.processes) running.kill("SIGTERM");
    await Promise.allSettled(this.processes);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async ready(): Promise<void> {
    const certificate = path.join(this.folder, "certificates", "apiserver.crt");
    await until("the API server is ready", async () => {
      // It signs for itself when it starts; nobody else has that key.
      this.agent.options.ca = await readFile(certificate);
      return (await this.call("GET", "/readyz")).status === 200;
    });
  }

  /** Installs every definition in the documents and waits until its objects can be made. */
  async define(documents: readonly string[]): Promise<void> {
    const objects = documents
      .flatMap((text) => parseAllDocuments(text).map((document) => document.toJS()))
      .filter((object) => object?.kind === "CustomResourceDefinition");
    for (const object of objects) {
      const { status, body } = await this.create(object);
      if (status !== 201) throw new Error(`${object.metadata.name}: ${JSON.stringify(body.message)}`);
    }
    await Promise.all(
      objects.map((object) =>
        until(`${object.metadata.name} is served`, async () => {
          const { body } = await this.call("GET", await this.pathOf(object, object.metadata.name));
          const { conditions = [] } = (body.status ?? {}) as { conditions?: { type: string; status: string }[] };
          return conditions.some(({ type, status }) => type === "Established" && status === "True");
        }),
      ),
    );
    this.resources.clear();
  }

  /** Really makes it, so that what comes after finds it. Unknown fields are errors. */
  async create(object: KubernetesObject): Promise<Answer> {
    return this.call("POST", `${await this.pathOf(object)}?fieldValidation=Strict`, object);
  }

  /** What it says of a group once that `tells`: definitions get there some time after they are served. */
  async openApi<T>(group: string, tells: (said: Record<string, unknown>) => T | undefined): Promise<T> {
    let found: T | undefined;
    await until(`${group} is described`, async () => {
      found = tells((await this.call("GET", `/openapi/v3/${group}`)).body);
      return found !== undefined;
    });
    if (found === undefined) throw new Error(`${group} is not described`);
    return found;
  }

  private async pathOf({ apiVersion, kind, metadata }: KubernetesObject, name?: string): Promise<string> {
    const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
    const resource = (await this.served(group)).find((one) => one.kind === kind && !one.name.includes("/"));
    if (!resource) throw new Error(`the API server serves no ${kind} of ${apiVersion}`);
    const place = resource.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
    return `${group}${place}/${resource.name}${name ? `/${name}` : ""}`;
  }

  private async served(group: string): Promise<readonly ApiResource[]> {
    const known = this.resources.get(group);
    if (known) return known;
    const { body } = await this.call("GET", group);
    const resources = (body.resources ?? []) as ApiResource[];
    if (resources.length > 0) this.resources.set(group, resources);
    return resources;
  }

  private call(method: string, target: string, body?: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
      const sent = request(
        {
          host,
          port: this.port,
          path: target,
          method,
          headers,
          agent: this.agent,
          checkServerIdentity: () => undefined,
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({
              status: response.statusCode ?? 0,
              warnings: [response.headers.warning ?? []].flat(),
              body: text.startsWith("{") ? JSON.parse(text) : { text },
            });
          });
        },
      );
      sent.on("error", reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  let last: unknown;
  while (Date.now() < deadline) {
    try {
      if (await holds()) return;
    } catch (error) {
      last = error;
    }
    await sleep(250);
  }
  throw new Error(`waited ${patienceMs / 1000} s until ${what}${last ? `; last: ${String(last)}` : ""}`);
}
