/** Topologies for tests: a shipped one with edits, in memory or in a temporary directory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { loadTopology, type Problem, TopologyError } from "../../src/topology/load";
import { type Files, filesIn } from "../../src/topology/source";

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

function changed(file: string, text: string, changes: readonly Edit[]): string {
  return changes.reduce((before, [find, replace]) => {
    const after = before.replace(find, () => replace);
    if (after === before) throw new Error(`${file} has no ${find}`);
    return after;
  }, text);
}

/** The stack files of `from` with the edits made, by their names. */
function editedTexts(edits: Edits, from: string): Map<string, string> {
  const stackFiles = readdirSync(from).filter((file) => /^Pulumi(\.[^.]+)?\.yaml$/.test(file));
  const texts = new Map(stackFiles.map((file) => [file, readFileSync(join(from, file), "utf8")]));
  for (const [file, changes] of Object.entries(edits)) {
    const text = texts.get(file);
    if (text === undefined) throw new Error(`there is no ${file}`);
    if (changes === null) texts.delete(file);
    else texts.set(file, changed(file, text, changes));
  }
  return texts;
}

/** A directory with the stack files of `from`, with the edits made. */
export function edited(edits: Edits, from = root): string {
  const directory = emptyDirectory();
  for (const [file, text] of editedTexts(edits, from)) writeFileSync(join(directory, file), text);
  return directory;
}

/** Files that are on no disk. */
export function inMemory(texts: ReadonlyMap<string, string>): Files {
  return {
    names: () => [...texts.keys()],
    read(file) {
      const text = texts.get(file);
      if (text === undefined) throw new Error(`there is no ${file}`);
      return text;
    },
  };
}

/** Everything that is wrong with a directory's topology; nothing when it loads. */
export function problemsIn(directory: string, files = filesIn(directory)): readonly Problem[] {
  try {
    loadTopology(directory, [], files);
    return [];
  } catch (error) {
    if (error instanceof TopologyError) return error.problems;
    throw error;
  }
}

/** The problems of the default topology (or another) after edits. */
export function problemsOf(edits: Edits, from = root): readonly Problem[] {
  return problemsIn(from, inMemory(editedTexts(edits, from)));
}

/** 1-based line of the first line of a file that contains the text. */
export function lineOf(directory: string, file: string, text: string): number {
  return (
    readFileSync(join(directory, file), "utf8")
      .split("\n")
      .findIndex((line) => line.includes(text)) + 1
  );
}
