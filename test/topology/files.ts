/** Topologies on disk for tests: a shipped one copied to a temporary directory, with edits. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { loadTopology, type Problem, TopologyError } from "../../src/topology/load";

export const root = join(import.meta.dirname, "../..");
export const layouts = ["all-gcp", "all-aws", "aws-four-region", "active-passive"].map((name) =>
  join(root, "layouts", name),
);

/** Text to find (once) and what to put there. */
export type Edit = readonly [find: string | RegExp, replace: string];

/** Edits by file name; `null` removes the file. */
export type Edits = Readonly<Record<string, readonly Edit[] | null>>;

export function emptyDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "meridian-topology-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A copy of the stack files of `from` with the edits made. */
export function edited(edits: Edits, from = root): string {
  const directory = emptyDirectory();
  for (const file of readdirSync(from)) {
    if (/^Pulumi(\.[^.]+)?\.yaml$/.test(file)) cpSync(join(from, file), join(directory, file));
  }
  for (const [file, changes] of Object.entries(edits)) {
    const path = join(directory, file);
    if (changes === null) {
      rmSync(path);
      continue;
    }
    let text = readFileSync(path, "utf8");
    for (const [find, replace] of changes) {
      const next = text.replace(find, () => replace);
      if (next === text) throw new Error(`${file} has no ${find}`);
      text = next;
    }
    writeFileSync(path, text);
  }
  return directory;
}

/** Everything that is wrong with a directory's topology; nothing when it loads. */
export function problemsIn(directory: string): readonly Problem[] {
  try {
    loadTopology(directory);
    return [];
  } catch (error) {
    if (error instanceof TopologyError) return error.problems;
    throw error;
  }
}

/** The problems of the default topology (or another) after edits. */
export function problemsOf(edits: Edits, from = root): readonly Problem[] {
  return problemsIn(edited(edits, from));
}

/** 1-based line of the first line of a file that contains the text. */
export function lineOf(directory: string, file: string, text: string): number {
  return (
    readFileSync(join(directory, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}
