/** Puts the language host beside a CLI that was built from Go modules, and keeps it as its source is. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { checkout } from "../paths";

const source = path.join(checkout, "ops", "pulumi", "language-host.ts");

function sourceMark(): string {
  return `// ${createHash("sha256").update(readFileSync(source)).digest("hex")}`;
}

/** Bundles the host, with all it needs in it, so that one file serves every checkout. Does nothing where it is up to date. */
export async function installLanguageHost(directory: string): Promise<void> {
  const file = path.join(directory, "pulumi-language-nodejs");
  const mark = sourceMark();
  if (existsSync(file) && readFileSync(file, "utf8").slice(0, 200).includes(mark)) return;
  const { build } = await import("esbuild");
  const result = await build({
    entryPoints: [source],
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    banner: { js: `#!/usr/bin/env node\n${mark}` },
    write: false,
    logLevel: "silent",
  });
  const [output] = result.outputFiles;
  if (!output) throw new Error(`esbuild made nothing of ${source}`);
  const temporary = `${file}.${process.pid}`;
  await writeFile(temporary, output.contents);
  await chmod(temporary, 0o755);
  await rename(temporary, file);
}
