/** `clean`: ends the sandboxes and the lab, and removes everything that running Meridian made in the checkout. */
import { existsSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import { Lab } from "../../lab/lab";
import { workDirectory } from "../paths";
import { stopSandbox } from "../target/daemon";
import { cloudDirectory } from "../target/sandbox";

export async function clean(): Promise<number> {
  const sandboxes = path.join(workDirectory, "sandbox");
  for (const layout of existsSync(sandboxes) ? readdirSync(sandboxes) : []) {
    await stopSandbox(cloudDirectory(layout));
  }
  if (existsSync(path.join(workDirectory, "lab"))) await Lab.remove();
  await rm(workDirectory, { recursive: true, force: true });
  process.stdout.write(
    "Removed .meridian: the sandboxes, their state, the lab, and what was built. Stack files and node_modules stay.\n",
  );
  return 0;
}
