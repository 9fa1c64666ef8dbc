/** The sandbox as a process, and nothing to import (that is index.ts): `--directory DIR [--ports aws=41001,gcp=41002,…] [--idle SECONDS] [--plugins PULUMI_HOME]`. */
import { parseArgs } from "node:util";
import { startSandbox } from "./index";

/** `aws=41001,gcp=41002` → ports by package. */
function parsePorts(text: string): { readonly [packageName: string]: number } {
  const ports = text.split(",").map((part) => {
    const [, name, port] = /^([a-z]+)=(\d{1,5})$/.exec(part.trim()) ?? [];
    if (name === undefined || Number(port) > 65_535) throw new Error(`--ports: ${part} is not PACKAGE=PORT`);
    return [name, Number(port)] as const;
  });
  return Object.fromEntries(ports);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      directory: { type: "string" },
      ports: { type: "string" },
      idle: { type: "string" },
      plugins: { type: "string" },
    },
  });
  if (values.directory === undefined) throw new Error("--directory is needed");
  const idle = values.idle === undefined ? undefined : Number(values.idle) * 1000;
  if (idle !== undefined && !(idle > 0)) throw new Error(`--idle: ${values.idle} is no number of seconds`);
  const sandbox = await startSandbox({
    directory: values.directory,
    ...(values.ports === undefined ? {} : { ports: parsePorts(values.ports) }),
    ...(idle === undefined ? {} : { idle }),
    ...(values.plugins === undefined ? {} : { pluginHome: values.plugins }),
    sourceHash: process.env.MERIDIAN_SOURCE_HASH ?? "",
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void sandbox.close());
  console.log(`${sandbox.debugProviders} (pid ${process.pid}, ${values.directory})`);
  await sandbox.ended;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  },
);
