/** `sandbox`: look into the sandbox's clouds, change them behind Pulumi's back, make operations fail. */
import { type Command, Option } from "@commander-js/extra-typings";
import type { Fault } from "../../sandbox/client";
import { faultKinds, faultOperations } from "../../sandbox/client";
import { UserError } from "../errors";
import { layoutKey } from "../layout";
import { runningSandbox, stopSandbox } from "../target/daemon";
import { cloudDirectory } from "../target/sandbox";
import { ask, print, table } from "./ask";
import { plugins } from "./plugins";

type Finish = (work: number | Promise<number>) => Promise<void>;
type MakeOption<T extends Option> = () => T;

/** `10`, `true`, `["a"]` and `{"a":1}` are JSON; everything else is the text itself. */
function parseValue(text: string) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const faultWords = { fail: "fail", hang: "hang", throttle: "be throttled", late: "succeed late" };

function describeFault({ id, kind, operation, type, name, times }: Fault): string {
  return `fault ${id}: ${operation} of ${type}${name ? ` named ${name}` : ""} will ${faultWords[kind]}, ${times} time(s)`;
}

export function addSandboxCommands(
  meridian: Command,
  layoutOption: MakeOption<Option<"-l, --layout <name>", undefined, string>>,
  jsonOption: MakeOption<Option<"--json">>,
  finish: Finish,
): void {
  const sandbox = meridian.command("sandbox").description("look into the sandbox's clouds, and disturb them");

  sandbox
    .command("start")
    .description("start the sandbox's process, if it does not run")
    .addOption(layoutOption())
    .action(({ layout }) =>
      finish(ask(layout, async ({ daemon }) => print(false, daemon, `The sandbox runs as process ${daemon.pid}.`))),
    );

  sandbox
    .command("stop")
    .description("end the sandbox's process; what exists in its clouds stays")
    .addOption(layoutOption())
    .action(({ layout }) =>
      finish(
        stopSandbox(cloudDirectory(layoutKey(layout))).then((stopped) =>
          print(false, stopped, stopped ? "The sandbox has ended." : "No sandbox runs."),
        ),
      ),
    );

  sandbox
    .command("status")
    .description("whether the sandbox runs, and where")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action(({ layout, json }) => finish(status(layout, json)));

  sandbox
    .command("list")
    .description("list what exists in the sandbox's clouds")
    .option("-s, --stack <name>", "only what this stack made")
    .option("--type <token>", "only this type: aws:ec2/vpc:Vpc")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action(({ layout, json, stack, type }) =>
      finish(
        ask(layout, async ({ client }) => {
          const objects = await client.call("objects", { ...(stack ? { stack } : {}), ...(type ? { type } : {}) });
          const rows = objects.map((object) => [
            object.type,
            object.id,
            object.placement.region || "global",
            object.placement.account,
          ]);
          return print(json, objects, table(["type", "id", "region", "account"], rows));
        }),
      ),
    );

  sandbox
    .command("plugins")
    .description("the provider plugins that judge inputs before the models do; how to get those that are missing")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action(({ layout, json }) => finish(plugins(layout, json)));

  addDriftCommands(sandbox, layoutOption, jsonOption, finish);
  addFaultCommands(sandbox, layoutOption, jsonOption, finish);
}

async function status(layout: string, json: boolean | undefined): Promise<number> {
  const running = runningSandbox(cloudDirectory(layoutKey(layout)));
  if (!running) return print(json, { running: false }, "No sandbox runs.");
  const state = await running.client.call("status", {});
  const words = `The sandbox runs as process ${state.pid} since ${Math.round(state.uptimeSeconds)} s, with ${state.objects} objects in ${state.directory}.`;
  return print(json, { running: true, ...state }, words);
}

function addDriftCommands(
  sandbox: Command,
  layoutOption: MakeOption<Option<"-l, --layout <name>", undefined, string>>,
  jsonOption: MakeOption<Option<"--json">>,
  finish: Finish,
): void {
  const drift = sandbox
    .command("drift")
    .description("change what exists behind Pulumi's back; `preview --refresh` sees it");

  drift
    .command("set")
    .description("set a property: drift set us-east-vpc tags.Name changed")
    .argument("<object>", "id, URN, or the end of a URN")
    .argument("<property>", "property path: tags.Name, ingress[0].fromPort")
    .argument("<value>", "JSON, or plain text")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action((selector, path, value, { layout, json }) =>
      finish(
        ask(layout, async ({ client }) => {
          const object = await client.call("setDrift", { selector, path, value: parseValue(value) });
          return print(json, object, `${object.id}: ${path} is now ${value}`);
        }),
      ),
    );

  drift
    .command("delete")
    .description("delete an object, whoever uses it")
    .argument("<object>", "id, URN, or the end of a URN")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action((selector, { layout, json }) =>
      finish(
        ask(layout, async ({ client }) => {
          const object = await client.call("removeDrift", { selector });
          return print(json, object, `${object.id} is gone`);
        }),
      ),
    );

  drift
    .command("create")
    .description("make an object that no stack knows")
    .argument("<type>", "type token: aws:s3/bucket:Bucket")
    .argument("<name>", "its name")
    .argument("<inputs>", "its inputs as JSON")
    .requiredOption("--account <id>", "account or project it belongs to")
    .requiredOption("--region <code>", "region it lies in")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action((type, name, inputs, { layout, json, account, region }) =>
      finish(
        ask(layout, async ({ client }) => {
          const object = await client.call("createDrift", {
            type,
            name,
            inputs: parseValue(inputs),
            placement: { account, region },
          });
          return print(json, object, `${object.id} exists now`);
        }),
      ),
    );
}

function addFaultCommands(
  sandbox: Command,
  layoutOption: MakeOption<Option<"-l, --layout <name>", undefined, string>>,
  jsonOption: MakeOption<Option<"--json">>,
  finish: Finish,
): void {
  const fault = sandbox.command("fault").description("make operations fail, hang, be throttled, or succeed late");

  fault
    .command("add")
    .description('say what goes wrong: fault add fail "aws:ec2/natGateway:*" --times 2')
    .argument("<kind>", faultKinds.join(", "))
    .argument("<type>", "type tokens as a pattern: aws:ec2/*")
    .addOption(
      new Option("--operation <operation>", "which operation").choices(faultOperations).default("create" as const),
    )
    .option("--name <pattern>", "only resources whose name or URN matches")
    .option("--times <count>", "how many operations it hits", Number, 1)
    .option("--seconds <seconds>", "how long a hang lasts, or a throttled request waits", Number)
    .option("--message <text>", "what the cloud says")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action((kind, type, { layout, json, operation, name, times, seconds, message }) => {
      const known = faultKinds.find((candidate) => candidate === kind);
      if (!known) throw new UserError(`There is no fault "${kind}". The faults are: ${faultKinds.join(", ")}.`);
      const optional = {
        ...(name === undefined ? {} : { name }),
        ...(seconds === undefined ? {} : { seconds }),
        ...(message === undefined ? {} : { message }),
      };
      return finish(
        ask(layout, async ({ client }) => {
          const added = await client.call("addFault", { kind: known, type, operation, times, ...optional });
          return print(json, added, describeFault(added));
        }),
      );
    });

  fault
    .command("list")
    .description("list the faults that will still happen")
    .addOption(layoutOption())
    .addOption(jsonOption())
    .action(({ layout, json }) =>
      finish(
        ask(layout, async ({ client }) => {
          const faults = await client.call("faults", {});
          return print(json, faults, faults.map(describeFault).join("\n") || "No faults.");
        }),
      ),
    );

  fault
    .command("clear")
    .description("take one fault away, or all")
    .argument("[id]", "which")
    .addOption(layoutOption())
    .action((id, { layout }) =>
      finish(
        ask(layout, async ({ client }) => {
          const cleared = await client.call("clearFaults", id === undefined ? {} : { id });
          return print(false, cleared, `${cleared} fault(s) taken away.`);
        }),
      ),
    );
}
