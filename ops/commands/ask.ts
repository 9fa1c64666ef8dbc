/** Questions to the sandbox of a layout, and their answers in words or as JSON. */
import { UserError } from "../errors";
import { layoutKey } from "../layout";
import { makeTable } from "../render/table";
import { type RunningSandbox, startSandbox } from "../target/daemon";
import { cloudDirectory } from "../target/sandbox";

export function print(json: boolean | undefined, value: unknown, words: string): number {
  process.stdout.write(json ? `${JSON.stringify(value, null, 2)}\n` : `${words}\n`);
  return 0;
}

/** Asks the sandbox of a layout; what it refuses is the user's to mend. */
export async function ask<T>(layout: string, question: (sandbox: RunningSandbox) => Promise<T>): Promise<T> {
  const sandbox = await startSandbox(cloudDirectory(layoutKey(layout)));
  try {
    return await question(sandbox);
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}

export function table(head: string[], rows: (string | number)[][]): string {
  const drawn = makeTable(head);
  drawn.push(...rows);
  return drawn.toString();
}
