/** Small files that are whole or not there, and what the file system says against writing them. */
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { CloudError } from "./errors";

/** Whether this is the operating system's error of that name: `ENOENT`. */
export function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** The file's text, or nothing when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** What the file of JSON says, or nothing when there is no such file or it is no JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readIfThere(path) ?? "null") ?? undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Puts `text` in the file's place at once: a reader finds the old content or the new, after a power cut too. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  try {
    const fd = openSync(temporary, "w", 0o600);
    try {
      writeFileSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw notKept(path, error);
  }
}

/** The disk is full, or the like. Whoever throws it has left things as they were. */
export function notKept(path: string, error: unknown): CloudError {
  const why = error instanceof Error ? error.message : String(error);
  return new CloudError(
    "not-kept",
    `the sandbox could not write ${path} (${why}); nothing was done, so make room there and run again`,
  );
}
