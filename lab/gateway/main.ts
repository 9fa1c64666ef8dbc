/**
 * A gateway's machine: process 2 of its own process namespace, in its own network and mount namespace. Reads what the machine is born with from
 * standard input (src: lab/gateway/machine.ts), then does what cloud-init and systemd would do.
 */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { type Birth, bootedFile, makeMachine, systemdSocket } from "./machine";
import { Manager } from "./manager";

/** A call is one argument a line, and an empty line after the last. */
function serve(manager: Manager): Promise<void> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let said = "";
    socket.on("error", () => undefined);
    socket.on("data", (data) => {
      said += data.toString();
      if (!said.endsWith("\n\n")) return;
      manager
        .call(said.trim().split("\n"))
        .catch((error: unknown) => ({ code: 1, text: String(error) }))
        .then(({ code, text: words }) => socket.end(`${code}\n${words === "" ? "" : `${words}\n`}`));
    });
  });
  return new Promise((resolve) => server.listen(systemdSocket, resolve));
}

async function run(): Promise<void> {
  const birth: Birth = JSON.parse(await text(process.stdin));
  const userData = makeMachine(birth);
  await serve(new Manager((line) => process.stdout.write(`${line}\n`)));
  const boot = spawn(userData, { stdio: ["ignore", "inherit", "inherit"] });
  boot.once("error", ({ message }) => process.stdout.write(`user data: ${message}\n`));
  boot.once("close", (code) => writeFileSync(bootedFile, String(code ?? "killed")));
}

run().catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
