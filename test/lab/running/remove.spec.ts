/** What a lab's removal waits for. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { identify, lives } from "../../../lab/identity";
import { Lab } from "../../../lab/lab";
import { labNames } from "../../../lab/names";
import { createNamespace, existing, initOf, processesIn } from "../../../lab/namespace";
import { obstacle, titled } from "./obstacle";

const instance = "remove.spec";
const namespace = `${labNames(instance).prefix}machine`;

describe.skipIf(obstacle)(titled("a lab's removal"), () => {
  let visitor: ChildProcess | undefined;

  beforeEach(() => createNamespace(namespace));
  afterEach(async () => {
    visitor?.kill("SIGCONT");
    await Lab.remove(instance);
  });

  /** A machine's first process can't end before the visitor's child is gone, and a stopped visitor does not let it go. */
  it("answers when what it killed has ended, not when it has left its network", async () => {
    const machine = ["unshare", "--pid", "--fork", "--kill-child=KILL", "sleep", "600"];
    spawn("ip", ["netns", "exec", namespace, ...machine], { stdio: "ignore" });
    const pid = await vi.waitUntil(() => initOf(namespace), { timeout: 5_000 });
    const first = identify(pid);
    if (!first) throw new Error("the machine has ended");
    visitor = spawn("nsenter", ["--pid", "--target", String(pid), "sh", "-c", "echo here; exec sleep 600"]);
    if (visitor.stdout) await once(visitor.stdout, "data");
    visitor.kill("SIGSTOP");

    let removed = false;
    const removal = Lab.remove(instance).then(() => {
      removed = true;
    });
    await vi.waitUntil(async () => (await processesIn(namespace)).length === 0, { timeout: 5_000 });
    expect(lives(first)).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(removed).toBe(false);

    visitor.kill("SIGCONT");
    await removal;
    expect(lives(first)).toBe(false);
    expect(existing(namespace)).toEqual([]);
  });
});
