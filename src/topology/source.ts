/** A YAML file with the positions of its keys. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from "yaml";
import type { Problem } from "./problem";

export type Path = readonly PropertyKey[];

export interface Source {
  readonly file: string;
  /** The file's content as plain data; undefined when it is no YAML. */
  readonly content: unknown;
  /** Syntax errors; with any, the content is not to be relied on. */
  readonly problems: readonly Problem[];
  /** 1-based line of the key at a path, or of the nearest key above it that exists. */
  line(path: Path): number;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function step(node: Node | null, key: PropertyKey): { at: unknown; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(
      (item: Pair) => (isScalar(item.key) ? String(item.key.value) : item.key) === String(key),
    );
    return pair && { at: pair.key, value: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? undefined : { at: item, value: item };
  }
  return undefined;
}

function offsetAt(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const key of path) {
    const next = isNode(node) ? step(node, key) : undefined;
    if (next === undefined) break;
    offset = offsetOf(next.at) ?? offset;
    node = next.value;
  }
  return offset;
}

/** Anchors could make the content exponentially larger than the file; nobody needs more than a few. */
const maxAliasCount = 100;

export function parseSource(file: string, text: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const problems: Problem[] = document.errors.map(({ pos, message }) => ({
    file,
    line: lines.linePos(pos[0]).line,
    key: "",
    value: undefined,
    expected: `YAML: ${message}`,
  }));
  let content: unknown;
  if (problems.length === 0) {
    try {
      content = document.toJS({ maxAliasCount });
    } catch (error) {
      problems.push({
        file,
        line: 1,
        key: "",
        value: undefined,
        expected: `YAML: ${error instanceof Error ? error.message : error}`,
      });
    }
  }
  return { file, content, problems, line: (path) => lines.linePos(offsetAt(document, path)).line };
}

export function readSource(directory: string, file: string): Source {
  let text: string;
  try {
    text = readFileSync(join(directory, file), "utf8");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = { file, line: 0, key: "", value: undefined, expected: `a file that can be read: ${reason}` };
    return { file, content: undefined, problems: [problem], line: () => 0 };
  }
  return parseSource(file, text);
}
