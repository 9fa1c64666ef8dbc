/**
 * A YAML file with the positions of its keys. js-yaml, which the Pulumi SDK has loaded anyway, reads it in a few
 * milliseconds; the `yaml` package knows every position and every syntax error but takes ten times as long, so it is
 * asked only once there is something to complain about.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, load, YAMLException } from "js-yaml";
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Problem } from "./problem";

export type Path = readonly PropertyKey[];

/** Files by their names, wherever they are. */
export interface Files {
  /** @throws where they can't be listed. */
  names(): readonly string[];
  /** @throws where it can't be read. */
  read(file: string): string;
}

export function filesIn(directory: string): Files {
  return {
    names: () => readdirSync(directory),
    read: (file) => readFileSync(join(directory, file), "utf8"),
  };
}

export interface Source {
  readonly file: string;
  /** The file's content as plain data; undefined when it is no YAML. */
  readonly content: unknown;
  /** Syntax errors; with any, the content is not to be relied on. */
  readonly problems: readonly Problem[];
  /** 1-based line of the key at a path, or of the nearest key above it that exists. */
  line(path: Path): number;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** One key further: where it stands, and what is below it. */
function step(node: unknown, key: PropertyKey): { at: unknown; below: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    return pair && { at: pair.key, below: pair.value };
  }
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return item === undefined ? undefined : { at: item, below: item };
  }
  return undefined;
}

function offsetAt(document: Document, path: Path): number {
  let node: unknown = document.contents;
  let offset = offsetOf(node) ?? 0;
  for (const key of path) {
    const next = step(node, key);
    if (next === undefined) break;
    offset = offsetOf(next.at) ?? offset;
    node = next.below;
  }
  return offset;
}

interface Positions {
  readonly document: Document;
  readonly lines: LineCounter;
}

function positionsOf(text: string): Positions {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
}

/** Of a file's syntax errors: a bracket that is not closed makes an error of each line after it. */
const syntaxErrorsTold = 3;

function syntaxErrors(file: string, positions: Positions, error: unknown): Problem[] {
  const found = positions.document.errors.map(({ pos, message }) => ({
    line: positions.lines.linePos(pos[0]).line,
    message,
  }));
  if (found.length === 0) {
    const line = error instanceof YAMLException && error.mark !== undefined ? error.mark.line + 1 : 1;
    found.push({ line, message: error instanceof YAMLException ? error.reason : String(error) });
  }
  const told = found.slice(0, syntaxErrorsTold);
  const left = found.length - told.length;
  if (left > 0)
    told.push({ line: found[told.length]?.line ?? 1, message: `${left} more, which may follow from these` });
  return told.map(({ line, message }) => ({ file, line, key: "", value: undefined, expected: `YAML; ${message}` }));
}

export function parseSource(file: string, text: string): Source {
  let positions: Positions | undefined;
  const known = () => {
    positions ??= positionsOf(text);
    return positions;
  };
  const line = (path: Path) => known().lines.linePos(offsetAt(known().document, path)).line;
  try {
    return { file, content: load(text, { schema: CORE_SCHEMA }), problems: [], line };
  } catch (error) {
    return { file, content: undefined, problems: syntaxErrors(file, known(), error), line };
  }
}

export function readSource(files: Files, file: string): Source {
  let text: string;
  try {
    text = files.read(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = { file, line: 0, key: "", value: undefined, expected: `a file that can be read: ${reason}` };
    return { file, content: undefined, problems: [problem], line: () => 0 };
  }
  return parseSource(file, text);
}
