/** The control channel: JSON over HTTP on 127.0.0.1, one POST a command. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import * as z from "zod";
import { createObject, type Packages, removeObject, select, setProperty } from "../core/drift";
import { CloudError } from "../core/errors";
import { type Faults, faultKinds, faultOperations } from "../core/faults";
import type { Value } from "../core/model";
import { type Entry, keyOfEntry, type SandboxWorld } from "../core/world";
import type { Plugins } from "../plugins/plugins";
import type { CommandName, Commands, ObjectFilter, Reply, Status } from "./protocol";

const value: z.ZodType<Value> = z.json();
const properties = z.record(z.string(), value);
const filter = z.strictObject({
  stack: z.string().exactOptional(),
  type: z.string().exactOptional(),
  selector: z.string().exactOptional(),
});
const home = z.string();
const stacks = z.array(z.string());
const nothing = z.strictObject({}) as z.ZodType<Record<string, never>>;

const requests: { readonly [C in CommandName]: z.ZodType<Parameters<Commands[C]>[0]> } = {
  status: nothing,
  objects: filter,
  forget: filter,
  addFault: z.strictObject({
    type: z.string().min(1),
    name: z.string().exactOptional(),
    operation: z.enum(faultOperations),
    kind: z.enum(faultKinds),
    times: z.int().min(1).exactOptional(),
    message: z.string().exactOptional(),
    seconds: z.number().min(0).exactOptional(),
  }),
  faults: nothing,
  clearFaults: z.strictObject({ id: z.string().exactOptional() }),
  setDrift: z.strictObject({ selector: z.string(), path: z.string(), value }),
  removeDrift: z.strictObject({ selector: z.string() }),
  createDrift: z.strictObject({
    type: z.string(),
    name: z.string(),
    inputs: properties,
    placement: z.strictObject({ account: z.string(), region: z.string() }),
  }),
  plugins: z.strictObject({ home }),
  beginRun: z.strictObject({ home, stacks }),
  checks: z.strictObject({ stacks }),
  shutdown: nothing,
};

export function commands(
  world: SandboxWorld,
  packages: Packages,
  faults: Faults,
  plugins: Plugins,
  host: { status(): Status; shutdown(): void },
): Commands {
  return {
    status: () => host.status(),
    objects: (request) => selected(world, request).map(({ object }) => object),
    forget(request) {
      if (Object.keys(request).length === 0)
        throw new CloudError("refused", "say which stack, type or object to forget");
      const entries = selected(world, request);
      for (const entry of entries) world.remove(keyOfEntry(entry));
      return entries.length;
    },
    addFault: (request) => faults.add(request),
    faults: () => faults.list(),
    clearFaults: ({ id }) => faults.clear(id),
    setDrift: (request) => setProperty(world, packages, request),
    removeDrift: ({ selector }) => removeObject(world, selector),
    createDrift: (request) => createObject(packages, request),
    plugins: ({ home }) => plugins.inspect(home),
    beginRun({ home, stacks }) {
      plugins.begin(stacks, home);
      return null;
    },
    checks: ({ stacks }) => ({
      stacks: Object.fromEntries(stacks.map((stack) => [stack, plugins.checks(stack)])),
      plugins: plugins.status(),
    }),
    shutdown() {
      setImmediate(() => host.shutdown());
      return null;
    },
  };
}

function selected(world: SandboxWorld, { stack, type, selector }: ObjectFilter): readonly Entry[] {
  const entries = [...world.all()].filter(
    ({ object }) =>
      (stack === undefined || object.urn.startsWith(`urn:pulumi:${stack}::`)) &&
      (type === undefined || object.type === type),
  );
  return selector === undefined ? entries : [select(entries, selector)];
}

export function controlServer(handlers: Commands, token: string, onRequest: () => void): Server {
  return createServer((request, response) => {
    onRequest();
    handle(request, handlers, token).then(
      (reply) => send(response, reply),
      (error: unknown) => send(response, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
}

async function handle(request: IncomingMessage, handlers: Commands, token: string): Promise<Reply> {
  if (request.headers.authorization !== `Bearer ${token}`) throw new Error("wrong token");
  const name = (request.url ?? "").slice(1);
  if (request.method !== "POST" || !isCommand(name)) throw new Error(`the sandbox has no command ${name}`);
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return { result: await run(name, text === "" ? {} : JSON.parse(text), handlers) };
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(requests, name);
}

function run<C extends CommandName>(name: C, body: unknown, handlers: Commands): unknown {
  const parsed = requests[name].safeParse(body);
  if (!parsed.success) throw new Error(`${name}: ${z.prettifyError(parsed.error)}`);
  // TypeScript does not see that the handler and the schema of one name belong together.
  const handler = handlers[name] as (request: Parameters<Commands[C]>[0]) => unknown;
  return handler(parsed.data);
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead("error" in reply ? 400 : 200, { "content-type": "application/json", connection: "close" });
  response.end(JSON.stringify(reply));
}
