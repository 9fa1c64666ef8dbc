/**
 * The project directory that the engine reads in the sandbox: the stack files as they are, without their secrets header.
 * Pulumi writes a stack's secrets provider into its stack file; what belongs to the sandbox must not end up in files that
 * are committed, and a cloud's KMS key must not be asked for a sandbox.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { writeWhole } from "../mesh/stack-file";
import { isCurrent, type OwnKeys, withOwnKeys } from "./sandbox-keys";

const stackFile = /^Pulumi(\.[A-Za-z0-9._-]+)?\.yaml$/;
const secretsHeader = /^(encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm;
const saltLine = /^encryptionsalt:.*$/m;

function projected(file: string, source: string, target: string, text: string, copy: string | undefined): string {
  const bare = text.replace(secretsHeader, "");
  if (file === "Pulumi.yaml") {
    return bare.replace(/^main: *(.*)$/m, (_line, main: string) => {
      const program = path.resolve(path.dirname(source), main.trim());
      return `main: ${path.relative(path.dirname(target), program)}`;
    });
  }
  const salt = copy === undefined ? undefined : saltLine.exec(copy)?.[0];
  return salt ? `${bare.replace(/\n*$/, "\n")}${salt}\n` : bare;
}

/** The region's stack that a file is of, if it is one of the mesh. */
function memberOf(file: string, own: OwnKeys | undefined): string | undefined {
  const stack = /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1];
  return stack !== undefined && own?.regions.has(stack) ? stack : undefined;
}

/**
 * Brings `target` in line with `source`; keeps the sandbox's own salts and keys of the mesh, and makes those that are missing; writes only
 * what differs, each file whole. One process at a time.
 */
export async function syncProject(source: string, target: string, own?: OwnKeys): Promise<void> {
  mkdirSync(target, { recursive: true });
  const files = readdirSync(source).filter((file) => stackFile.test(file));
  for (const file of files) {
    const from = path.join(source, file);
    const to = path.join(target, file);
    const text = readFileSync(from, "utf8");
    const copy = existsSync(to) ? readFileSync(to, "utf8") : undefined;
    const stack = memberOf(file, own);
    if (own && stack !== undefined && copy !== undefined && isCurrent(copy, text, own)) continue;
    const plain = projected(file, from, to, text, copy);
    const wanted = own && stack !== undefined ? await withOwnKeys(stack, text, plain, copy, own) : plain;
    if (copy !== wanted) writeWhole(to, wanted);
  }
  for (const file of readdirSync(target)) if (!files.includes(file)) rmSync(path.join(target, file));
}
