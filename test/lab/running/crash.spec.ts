/** A lab whose making was killed is taken away whole, and nothing beside it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LabError } from "../../../lab/error";
import { identify, lives } from "../../../lab/identity";
import { Lab } from "../../../lab/lab";
import { labNames } from "../../../lab/names";
import { existing, processesIn } from "../../../lab/namespace";
import { checkout } from "../../../lab/paths";
import { until } from "../../../lab/process";
import { obstacle, titled } from "./obstacle";

const instance = "crash.spec";
const names = labNames(instance);
/** Begins as a lab's names do, and is none of this lab's. */
const foreign = `mlab-ffffff-${process.pid}`;

const ip = (...args: string[]) => execFileSync("ip", args, { encoding: "utf8" });
/** Answers when the making has said a line that begins with `word`. */
function startUntil(word: string): Promise<ChildProcess> {
  const arguments_ = [path.join(checkout, "build", "fresh.cjs"), "test/lab/running/start.ts", instance];
  const child = spawn(process.execPath, arguments_, { cwd: checkout, stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith(word)) resolve(child);
    });
    child.once("exit", (code) => reject(new Error(`the lab's making ended with ${code}`)));
  });
}

describe.skipIf(obstacle)(titled("a lab whose making is killed"), () => {
  let sleeper: ChildProcess;

  beforeEach(() => {
    ip("netns", "add", foreign);
    ip("-netns", foreign, "link", "add", "mine0", "type", "veth", "peer", "name", "mine1");
    sleeper = spawn("ip", ["netns", "exec", foreign, "sleep", "600"], { stdio: "ignore" });
  });
  afterEach(async () => {
    sleeper.kill("SIGKILL");
    ip("netns", "delete", foreign);
    await Lab.remove(instance);
  });

  it.each(["Making", "Booting", "Waiting"])(
    "at “%s” leaves nothing after `down`, which touches nothing else",
    async (word) => {
      const links = ip("-o", "link");
      const child = await startUntil(word);
      if (word !== "Making") {
        await until("No process of the lab runs", 10_000, async () =>
          (await Promise.all(existing(names.prefix).map(processesIn))).flat().length > 10 ? true : undefined,
        );
      }
      await expect(Lab.remove(instance)).rejects.toThrow(LabError);
      const made = existing(names.prefix);
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      const running = (await Promise.all(existing(names.prefix).map(processesIn)))
        .flat()
        .flatMap((pid) => identify(pid) ?? []);
      expect(await Lab.find(instance)).toBeUndefined();

      const removed = await Lab.remove(instance);
      expect(removed.namespaces).toEqual(expect.arrayContaining([...made]));
      expect(existing(names.prefix)).toEqual([]);
      // `down` has seen what it killed end; what was just ending by itself it has not.
      await vi.waitFor(() => expect(running.filter(lives)).toEqual([]));
      expect(existsSync(names.directory)).toBe(false);
      expect(ip("-o", "link")).toBe(links);

      expect(existing(foreign)).toEqual([foreign]);
      expect(ip("-netns", foreign, "-o", "link")).toContain("mine0");
      expect(await processesIn(foreign)).toEqual([sleeper.pid]);
      expect(await Lab.remove(instance)).toEqual({ namespaces: [], processes: 0 });
    },
  );
});
