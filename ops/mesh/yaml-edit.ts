/** Sets one key of a YAML file and leaves every other character of it alone: comments, quotes, blank lines, flow style. */
import { isDeepStrictEqual } from "node:util";
import { CORE_SCHEMA, load } from "js-yaml";
import {
  type Document,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  type Pair,
  parseDocument,
  stringify,
} from "yaml";

type Path = readonly string[];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function read(text: string): unknown {
  return load(text, { schema: CORE_SCHEMA });
}

/** The value at a path; undefined where there is none. */
export function at(content: unknown, path: Path): unknown {
  let value = content;
  for (const key of path) {
    if (!isRecord(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** The same content with the key at `path` set, or without it. */
function changed(content: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const { [key]: before, ...others } = isRecord(content) ? content : {};
  const after = changed(before, rest, value);
  return after === undefined ? others : { ...others, [key]: after };
}

/** Where the last character of a node is; no comment after it counts. */
function endOf(node: unknown): number {
  const last: unknown = isCollection(node) && !node.flow ? node.items.at(-1) : undefined;
  if (last !== undefined) return isPair(last) ? endOfPair(last) : endOf(last);
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function endOfPair({ key, value }: Pair): number {
  return Math.max(endOf(key), isScalar(value) && value.value === null ? 0 : endOf(value));
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** Just after the line that an offset is in. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end < 0 ? text.length : end + 1;
}

function rendered(key: string, value: unknown, indent: number): string {
  const block = stringify(
    { [key]: value },
    { lineWidth: 0, defaultKeyType: "PLAIN", defaultStringType: "QUOTE_DOUBLE" },
  );
  return block.replace(/^(?=.)/gm, " ".repeat(indent));
}

function spliced(text: string, document: Document.Parsed, path: Path, value: unknown): string {
  const key = path.at(-1);
  if (key === undefined) return stringify(value);
  const above = path.slice(0, -1);
  const parent: unknown = above.length > 0 ? document.getIn(above, true) : document.contents;
  if (!isMap(parent) || parent.flow || parent.items.length === 0) {
    const whole = changed(isMap(parent) ? parent.toJSON() : {}, [key], value);
    return spliced(text, document, above, whole);
  }
  const { items } = parent;
  const first = startOf(items[0]?.key);
  const indent = first - lineStart(text, first);
  const pair = items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair) {
    const from = lineStart(text, startOf(pair.key));
    const to = lineEnd(text, endOfPair(pair));
    return text.slice(0, from) + (value === undefined ? "" : rendered(key, value, indent)) + text.slice(to);
  }
  const last = items.at(-1);
  const end = lineEnd(text, last ? endOfPair(last) : 0);
  const before = text.slice(0, end);
  return `${before}${before.endsWith("\n") ? "" : "\n"}${rendered(key, value, indent)}${text.slice(end)}`;
}

/**
 * @param value undefined takes the key away.
 * @throws Error when the file's layout does not let the key be set without touching another one.
 */
export function withKey(text: string, path: Path, value: unknown): string {
  const before = read(text);
  if (isDeepStrictEqual(at(before, path), value)) return text;
  const after = spliced(text, parseDocument(text), path, value);
  let content: unknown;
  try {
    content = read(after);
  } catch {
    content = undefined;
  }
  if (!isDeepStrictEqual(content, changed(before, path, value)))
    throw new Error(`the key ${path.join(".")} can not be set: anchors, or a layout that is not understood`);
  return after;
}
