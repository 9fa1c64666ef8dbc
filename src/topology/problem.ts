/** What is wrong with the stack files, and the one error that carries all of it. */

export interface Problem {
  /** File name inside the topology's directory: `Pulumi.eu-west.yaml`. */
  readonly file: string;
  /** 1-based line of the key, or of the place where a missing key belongs; 0 where the file is missing. */
  readonly line: number;
  /** Path of the key: `meridian:region.network.cidr`; "" for the file as a whole. */
  readonly key: string;
  /** What stands there; undefined when nothing does. */
  readonly value: unknown;
  /** What would be right. */
  readonly expected: string;
}

function shown(value: unknown): string {
  if (value === undefined) return "missing";
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    return "a value that contains itself"; // an alias inside its own anchor
  }
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}

/** One readable line for each problem: `Pulumi.us-east.yaml:12 meridian:region.tier is "primry": expected …`. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ file, line, key, value, expected }) => {
      const where = line > 0 ? `${file}:${line}` : file;
      return key === "" ? `${where}: expected ${expected}` : `${where} ${key} is ${shown(value)}: expected ${expected}`;
    })
    .join("\n");
}

/** The stack files are wrong; `problems` says everything that is. */
export class TopologyError extends Error {
  override readonly name = "TopologyError";

  constructor(readonly problems: readonly Problem[]) {
    super(formatProblems(problems));
  }
}
