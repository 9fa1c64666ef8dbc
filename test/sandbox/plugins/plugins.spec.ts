import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { buildSync } from "esbuild";
import { describe, it } from "vitest";
import { UNKNOWN } from "../../../sandbox/core/values";
import { findPlugin } from "../../../sandbox/plugins/find";
import { Plugins } from "../../../sandbox/plugins/plugins";
import { processMark } from "../../../sandbox/server/process-mark";
import { checkOf, Home, withPlugin } from "./home";

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !holds(); tries++) await sleep(10);
}

describe.concurrent("a plugin", () => {
  it("that is not installed is not asked, and the Checks count as the model's", async ({ expect }) => {
    using tiny = withPlugin(undefined);
    expect(await tiny.check("n")).toBeUndefined();
    expect(tiny.state).toMatchObject({ state: "not-installed", path: expect.stringContaining("resource-tiny-v1.2.3") });
    expect(tiny.plugins.checks("test")).toEqual({
      packages: { tiny: { pluginAndModel: 0, modelOnly: 1 } },
      warnings: [],
    });
  });

  it("gets the engine's own request, and nothing that asks for credentials", async ({ expect }) => {
    using tiny = withPlugin({});
    expect(tiny.home.asked()).toEqual([]);
    const news = { cidrBlock: UNKNOWN, tags: { a: "1" } };
    expect(await tiny.check("n", news)).toEqual({ by: "tiny plugin 1.2.3", failures: [] });
    expect(tiny.home.asked().map(({ call }) => call)).toEqual(["start", "handshake", "check"]);
    expect(tiny.home.asked("check")[0]).toMatchObject({ urn: checkOf("n").getUrn(), news });
    const environment = tiny.home.asked("start")[0]?.environment ?? [];
    expect(environment).toContain("PATH");
    expect(environment.filter((name) => /KEY|TOKEN|CREDENTIALS|AWS|NODE/.test(name))).toEqual([]);
  });

  it("says what it refuses and warns of; stacks are counted apart, and anew with each run", async ({ expect }) => {
    using tiny = withPlugin({});
    const verdicts = await Promise.all([
      tiny.check("refused"),
      tiny.check("warned"),
      tiny.check("n", {}, "other"),
      tiny.check("confused"),
    ]);
    expect(verdicts[0]?.failures).toEqual([{ property: "cidrBlock", reason: "expected a private block." }]);
    expect(verdicts.map((verdict) => verdict !== undefined)).toEqual([true, true, true, false]);
    expect(tiny.plugins.checks("test")).toEqual({
      packages: { tiny: { pluginAndModel: 2, modelOnly: 1 } },
      warnings: ["warned: dns is deprecated"],
    });
    expect(tiny.plugins.checks("other").packages).toEqual({ tiny: { pluginAndModel: 1, modelOnly: 0 } });
    expect(tiny.state).toMatchObject({
      state: "running",
      reports: [`could not check ${checkOf("confused").getUrn()}: the client is not configured`],
    });
    tiny.plugins.begin(["test"], tiny.home.directory);
    expect(tiny.plugins.checks("test").packages).toEqual({});
    expect(tiny.plugins.checks("other").packages).not.toEqual({});
    expect(tiny.state?.reports).toEqual([]);
  });

  it("that crashes at Check is started again once, then left alone until the next run", async ({ expect }) => {
    using tiny = withPlugin({});
    const crash = "ended with exit code 2: panic: runtime error: index out of range, at the Check of";
    expect(await Promise.all([tiny.check("crash"), tiny.check("hang")])).toEqual([undefined, undefined]);
    expect(tiny.state?.reports).toEqual([expect.stringMatching(new RegExp(`^${crash} .*; it was started again$`))]);
    expect(await tiny.check("n")).toBeDefined();
    expect(await tiny.check("crash")).toBeUndefined();
    expect(tiny.state).toMatchObject({ state: "out", reports: { length: 2 } });
    expect(await tiny.check("n")).toBeUndefined();
    expect(tiny.home.asked("start")).toHaveLength(2);
    tiny.plugins.begin([], tiny.home.directory);
    expect(tiny.state).toMatchObject({ state: "idle", reports: [] });
  });

  it("that hangs costs one deadline, however many Checks wait", async ({ expect }) => {
    using tiny = withPlugin({}, { check: 200 });
    await tiny.plugins.inspect(tiny.home.directory);
    const [start] = tiny.home.asked("start");
    expect(await Promise.all(["hang", "hang", "hang"].map((name) => tiny.check(name)))).toEqual(
      Array(3).fill(undefined),
    );
    expect(await tiny.check("hang")).toBeUndefined();
    expect(tiny.home.asked("start")).toHaveLength(1);
    expect(tiny.state).toMatchObject({
      state: "out",
      reports: [`did not answer within 0.2 s at the Check of ${checkOf("hang").getUrn()}`],
    });
    await until(() => processMark(start?.pid ?? 0) === undefined);
    expect(processMark(start?.pid ?? 0)).toBeUndefined();
  });

  it.for([
    [{ start: "garbage" }, 'said "Listening on port forty-two" instead of its port'],
    [{ start: "exit" }, "ended with exit code 3: no space left on device, before it said its port"],
    [{ start: "mute" }, "did not come up within 0.7 s"],
    [{ start: "deaf" }, "did not come up within 0.7 s"],
    [{ version: "v1.2.4" }, 'says that it is version "v1.2.4", not 1.2.3'],
  ] as const)("that does %o is out, and told", async ([behaviour, report], { expect }) => {
    using tiny = withPlugin(behaviour, "start" in behaviour && report.includes("0.7") ? { start: 700 } : {});
    expect(await Promise.all([tiny.check("n"), tiny.check("n")])).toEqual([undefined, undefined]);
    expect(tiny.state).toMatchObject({ state: "out", reports: [report] });
    expect(tiny.plugins.checks("test").packages).toEqual({ tiny: { pluginAndModel: 0, modelOnly: 2 } });
    expect(tiny.home.asked("start").length).toBeLessThan(2);
  });

  it("that is no program is out, and told", async ({ expect }) => {
    using tiny = withPlugin({});
    writeFileSync(tiny.state?.path ?? "", "\u0000no program");
    expect(await tiny.check("n")).toBeUndefined();
    expect(tiny.state).toMatchObject({ state: "out", reports: { length: 1 } });
  });

  it("that nobody asks for long is ended, and started again when somebody does", async ({ expect }) => {
    using tiny = withPlugin({}, { idle: 50 });
    await tiny.check("n");
    await until(() => tiny.state?.state === "idle");
    expect(await tiny.check("n")).toBeDefined();
    expect(tiny.home.asked("start")).toHaveLength(2);
    expect(tiny.state?.reports).toEqual([]);
  });

  it("is ended with whoever started it, even by kill -9", async ({ expect }) => {
    const home = new Home();
    const path = home.install({ start: "mute" });
    const source = resolve(import.meta.dirname, "../../../sandbox/plugins/process");
    const contents = `new (require(${JSON.stringify(source)}).PluginProcess)(${JSON.stringify(path)}, "")`;
    const { outputFiles } = buildSync({
      stdin: { contents, resolveDir: import.meta.dirname },
      bundle: true,
      platform: "node",
      write: false,
    });
    const parent = spawn(process.execPath, ["-e", outputFiles[0]?.text ?? ""], { stdio: "ignore" });
    await until(() => home.asked("start").length === 1);
    const pid = home.asked("start")[0]?.pid ?? 0;
    expect(processMark(pid)).toBeDefined();
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await until(() => processMark(pid) === undefined);
    expect(processMark(pid)).toBeUndefined();
    home.remove();
  });
});

describe("where plugins are", () => {
  it("finds the one version, whole and executable, and names the others", ({ expect }) => {
    const home = new Home();
    home.install({}, "tiny", "1.2.2");
    const found = () => findPlugin(home.directory, "tiny", "1.2.3");
    expect(found()).toMatchObject({ installed: false, otherVersions: ["1.2.2"] });
    const path = home.install();
    expect(found()).toEqual({ path, installed: true, otherVersions: ["1.2.2"] });
    writeFileSync(`${home.folder()}.partial`, "");
    expect(found()).toMatchObject({ installed: false, otherVersions: ["1.2.2"] });
    expect(findPlugin(`${home.directory}/none`, "tiny", "1.2.3")).toMatchObject({
      installed: false,
      otherVersions: [],
    });
    home.remove();
  });

  it("are looked for when a run begins; kubernetes is not asked, and without a home nobody is", ({ expect }) => {
    const home = new Home();
    home.install({}, "kubernetes", "1.0.0");
    const models = ["tiny", "kubernetes"].map((name) => ({ name, version: name === "tiny" ? "1.2.3" : "1.0.0" }));
    const plugins = new Plugins(models, home.directory);
    const states = () => plugins.status().map(({ state }) => state);
    expect(states()).toEqual(["not-installed", "not-asked"]);
    home.install();
    expect(states()).toEqual(["not-installed", "not-asked"]);
    plugins.begin([], home.directory);
    expect(states()).toEqual(["idle", "not-asked"]);
    plugins.begin([], "");
    expect(states()).toEqual(["not-installed", "not-asked"]);
    plugins.close();
    home.remove();
  });
});
