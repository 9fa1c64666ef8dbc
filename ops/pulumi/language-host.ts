/**
 * A language host for Node.js over Pulumi's LanguageRuntime protocol: starts programs and policy packs for an engine that
 * was built from Go modules, where the official host is not to be had. With the official CLI it is never used.
 * The engine starts it as `pulumi-language-nodejs ENGINE-ADDRESS` and reads the port from the first line of its output.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import language from "@pulumi/pulumi/proto/language_pb";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";

const engineAddress = process.argv.at(-1) ?? "";

/** Exit code of `cmd/run` when it has already told the user what is wrong. */
const alreadyReported = 32;

const children = new Set<ChildProcess>();

function start(args: string[], cwd: string, env: NodeJS.ProcessEnv, stdio: "inherit" | "pipe"): ChildProcess {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", stdio, stdio] });
  children.add(child);
  child.once("close", () => children.delete(child));
  return child;
}

/** Finds a module of the SDK as the program at `directory` would find it. */
function sdkModule(directory: string, module: string): string {
  return createRequire(path.join(directory, "noop.js")).resolve(`@pulumi/pulumi/${module}`);
}

function runArguments(request: language.RunRequest): string[] {
  const options: [string, string][] = [
    ["monitor", request.getMonitorAddress()],
    ["engine", engineAddress],
    ["organization", request.getOrganization()],
    ["project", request.getProject()],
    ["root-directory", request.getInfo()?.getRootDirectory() ?? ""],
    ["stack", request.getStack()],
    ["pwd", request.getPwd()],
    ["parallel", String(request.getParallel())],
  ];
  return [
    ...options.filter(([, value]) => value !== "").flatMap(([key, value]) => [`--${key}`, value]),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getProgram() || ".",
    ...request.getArgsList(),
  ];
}

function run(
  call: ServerUnaryCall<language.RunRequest, language.RunResponse>,
  answer: sendUnaryData<language.RunResponse>,
): void {
  const { request } = call;
  const program = request.getInfo()?.getProgramDirectory() || request.getPwd();
  const child = start(
    [sdkModule(program, "cmd/run"), ...runArguments(request)],
    request.getPwd(),
    {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    "inherit",
  );
  call.on("cancelled", () => child.kill());
  child.once("error", (error) =>
    answer({ code: status.INTERNAL, details: `could not start ${process.execPath}: ${error.message}` }),
  );
  child.once("close", (code, signal) => {
    const response = new language.RunResponse();
    if (code === alreadyReported) response.setBail(true);
    else if (code !== 0)
      response.setError(signal ? `the program was ended by ${signal}` : `the program exited with code ${code}`);
    answer(null, response);
  });
}

function runPlugin(call: ServerWritableStream<language.RunPluginRequest, language.RunPluginResponse>): void {
  const { request } = call;
  const directory = request.getInfo()?.getProgramDirectory() || request.getProgram();
  const runner = request.getKind() === "analyzer" ? "cmd/run-policy-pack" : "cmd/run-plugin";
  const environment = Object.fromEntries(
    request.getEnvList().map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
  const child = start(
    [sdkModule(directory, runner), ...request.getArgsList(), directory],
    request.getPwd(),
    environment,
    "pipe",
  );
  const send = (fill: (response: language.RunPluginResponse) => void) => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout?.on("data", (bytes: Uint8Array) => send((response) => response.setStdout(bytes)));
  child.stderr?.on("data", (bytes: Uint8Array) => send((response) => response.setStderr(bytes)));
  call.on("cancelled", () => child.kill());
  child.once("error", (error) => call.destroy(error));
  child.once("close", (code) => {
    send((response) => response.setExitcode(code ?? 1));
    call.end();
  });
}

const answerWith =
  <Request, Response>(make: () => Response): handleUnaryCall<Request, Response> =>
  (_call, answer) =>
    answer(null, make());

function stop(): void {
  for (const child of children) child.kill();
  process.exit(0);
}

/** Ends with the engine: an engine that was killed can not say goodbye, and its programs must not outlive it. */
function endWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, 500).unref();
}

const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(LanguageRuntimeService, {
  handshake: answerWith(() => new language.LanguageHandshakeResponse()),
  getPluginInfo: answerWith(() => new plugin.PluginInfo()),
  getRequiredPlugins: answerWith(() => new language.GetRequiredPluginsResponse()),
  getRequiredPackages: answerWith(() => new language.GetRequiredPackagesResponse()),
  getProgramDependencies: answerWith(() => new language.GetProgramDependenciesResponse()),
  about: answerWith(() => {
    const response = new language.AboutResponse();
    response.setExecutable(process.execPath);
    response.setVersion(process.version);
    return response;
  }),
  cancel: answerWith(() => {
    for (const child of children) child.kill();
    return new Empty();
  }),
  run,
  runPlugin,
});
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
endWithParent();
