/**
 * The project directory that the engine reads in the sandbox: the stack files as they are, without their secrets header.
 * Pulumi writes a stack's secrets provider into its stack file; what belongs to the sandbox must not end up in files that
 * are committed, and a cloud's KMS key must not be asked for a sandbox.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const stackFile = /^Pulumi(\.[A-Za-z0-9._-]+)?\.yaml$/;
const secretsHeader = /^(encryptionsalt|encryptedkey|secretsprovider):.*\n?/gm;
const saltLine = /^encryptionsalt:.*$/m;

function projected(file: string, source: string, target: string): string {
  const text = readFileSync(source, "utf8").replace(secretsHeader, "");
  if (file === "Pulumi.yaml") {
    return text.replace(/^main: *(.*)$/m, (_line, main: string) => {
      const program = path.resolve(path.dirname(source), main.trim());
      return `main: ${path.relative(path.dirname(target), program)}`;
    });
  }
  const salt = existsSync(target) ? saltLine.exec(readFileSync(target, "utf8"))?.[0] : undefined;
  return salt ? `${text.replace(/\n*$/, "\n")}${salt}\n` : text;
}

/** Brings `target` in line with `source`; keeps the sandbox's own salts; writes only what differs. */
export function syncProject(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  const files = readdirSync(source).filter((file) => stackFile.test(file));
  for (const file of files) {
    const to = path.join(target, file);
    const text = projected(file, path.join(source, file), to);
    if (!existsSync(to) || readFileSync(to, "utf8") !== text) writeFileSync(to, text);
  }
  for (const file of readdirSync(target)) if (!files.includes(file)) rmSync(path.join(target, file));
}
