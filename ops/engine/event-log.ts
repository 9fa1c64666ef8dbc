/** Follows the file into which the engine writes its events, one JSON document a line. */
import { open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { Event } from "./report";

const pollMs = 100;

/**
 * The engine begins the file anew when an update follows its preview; the update's program has to start before its first
 * events come, so that a shorter file is seen long before it has grown past where the preview's ended.
 *
 * Calls `onEvent` for every event written to `file`, from its start, until `ended` settles and the file is read to its end.
 * A last line without an end is a line that the engine was killed in: it is dropped.
 */
export async function followEvents(
  file: string,
  ended: Promise<unknown>,
  onEvent: (event: Event) => void,
): Promise<void> {
  let over = false;
  const end = ended.then(
    () => {
      over = true;
    },
    () => {
      over = true;
    },
  );
  const handle = await open(file, "a+");
  try {
    let rest = "";
    let position = 0;
    const buffer = Buffer.alloc(1 << 16);
    let decoder = new TextDecoder();
    for (;;) {
      const lastRound = over;
      if ((await handle.stat()).size < position) {
        position = 0;
        rest = "";
        decoder = new TextDecoder();
      }
      for (;;) {
        const { bytesRead } = await handle.read(buffer, 0, buffer.length, position);
        if (bytesRead === 0) break;
        position += bytesRead;
        const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) if (line !== "") onEvent(JSON.parse(line));
      }
      if (lastRound) return;
      await Promise.race([sleep(pollMs), end]);
    }
  } finally {
    await handle.close();
  }
}
