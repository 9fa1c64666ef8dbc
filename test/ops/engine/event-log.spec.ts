/** Following a file that somebody else writes. */
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { followEvents } from "../../../ops/engine/event-log";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "meridian-events-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test("events come in order, also those written in pieces and after the engine has ended", async () => {
  const file = path.join(directory, "events.json");
  const seen: number[] = [];
  const ended = (async () => {
    writeFileSync(file, '{"sequence":1}\n{"sequ');
    await sleep(150);
    appendFileSync(file, 'ence":2}\n');
    await sleep(150);
    appendFileSync(file, '{"sequence":3}\n{"torn');
  })();
  await followEvents(file, ended, ({ sequence }) => seen.push(sequence));
  expect(seen).toEqual([1, 2, 3]);
});

test("the update's events follow the preview's, although the engine begins the file anew", async () => {
  const file = path.join(directory, "events.json");
  const seen: number[] = [];
  const ended = (async () => {
    writeFileSync(file, '{"sequence":1}\n{"sequence":2}\n');
    await vi.waitFor(() => expect(seen).toEqual([1, 2]), { timeout: 10_000 });
    writeFileSync(file, '{"sequence":3}\n');
    await vi.waitFor(() => expect(seen).toEqual([1, 2, 3]), { timeout: 10_000 });
    appendFileSync(file, '{"sequence":4}\n{"sequence":5}\n');
  })();
  await followEvents(file, ended, ({ sequence }) => seen.push(sequence));
  expect(seen).toEqual([1, 2, 3, 4, 5]);
});

test("an engine that never wrote has no events", async () => {
  const seen: unknown[] = [];
  await followEvents(path.join(directory, "events.json"), Promise.reject(new Error("killed")), (event) =>
    seen.push(event),
  );
  expect(seen).toEqual([]);
});
