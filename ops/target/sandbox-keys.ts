/**
 * The sandbox's own keys of the mesh. They stand in the sandbox's copies of the stack files: no committed file changes, and the
 * private halves of real keys, which only the real backend can read, are not missed.
 */
import { createHash } from "node:crypto";
import { UserError } from "../errors";
import { completeKeys } from "../mesh/init";
import { readStackKeys, type StackKeys, writeStackKeys } from "../mesh/stack-file";
import type { Vault } from "../mesh/vault";

export interface OwnKeys {
  /** Stacks of the regions that are in the mesh. */
  readonly regions: ReadonlySet<string>;
  readonly gatewaysPerRegion: number;
  readonly vault: Vault;
}

const markLine = /^# The mesh's keys are the sandbox's own\. .*$/m;

/** Says whose the keys are, and of what the copy was made: while that stays, so does the copy. */
function mark(source: string, { gatewaysPerRegion }: OwnKeys): string {
  const made = createHash("sha256").update(source).digest("hex");
  return `# The mesh's keys are the sandbox's own. ${gatewaysPerRegion} gateways; source ${made}`;
}

export function isCurrent(copy: string, source: string, own: OwnKeys): boolean {
  return markLine.exec(copy)?.[0] === mark(source, own);
}

const none = { gateways: [], secure: undefined };

/**
 * The copy of a region's stack file with keys of its own: those that it had, and new ones where it had none.
 * @param projected the source as the engine is to read it, with the copy's salt and the source's keys.
 */
export async function withOwnKeys(
  stack: string,
  source: string,
  projected: string,
  copy: string | undefined,
  own: OwnKeys,
): Promise<string> {
  const had = copy !== undefined && markLine.test(copy) ? readStackKeys(copy) : undefined;
  const { header } = readStackKeys(projected);
  const before: StackKeys = had?.secure === undefined ? { ...none, header } : had;
  const keys = await completeKeys(stack, before, own.gatewaysPerRegion, own.vault, new Date());
  try {
    return `${writeStackKeys(projected, keys).replace(/\n*$/, "\n")}${mark(source, own)}\n`;
  } catch (error) {
    throw new UserError(`Pulumi.${stack}.yaml: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
