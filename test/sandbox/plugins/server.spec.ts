/** A plugin behind the real sandbox: the engine's Check goes to both. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { SandboxClient } from "../../../sandbox/client";
import { UNKNOWN } from "../../../sandbox/core/values";
import { startSandbox } from "../../../sandbox/server/sandbox";
import { fromStruct } from "../../../sandbox/server/struct";
import { network, tiny } from "../core/cloud";
import { Engine } from "../server/engine";
import { Home } from "./home";

it("judges first, the model after it; the inputs are the model's, and status and checks tell", async () => {
  const home = new Home();
  const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
  const sandbox = await startSandbox({ directory, packages: [tiny] });
  const control = new SandboxClient(sandbox.daemon);
  const engine = new Engine(sandbox.daemon.ports.tiny ?? 0);
  await engine.configure({ region: "here" });
  const failures = async (name: string, news: object) =>
    (await engine.check(network.type, name, { ...news })).getFailuresList().map((failure) => failure.toObject());

  const net = { cidrBlock: "10.0.0.0/16" };
  expect(await failures("refused", net)).toEqual([]);
  home.install();
  expect(await control.call("beginRun", { home: home.directory, stacks: ["test"] })).toBeNull();
  expect(await failures("refused", { cidrBlock: "10.0.0.1/16" })).toEqual([
    { property: "cidrBlock", reason: "expected a private block. (tiny plugin 1.2.3)" },
    { property: "cidrBlock", reason: expect.stringMatching(/has host bits set.* \(the sandbox's model\)$/) },
  ]);
  expect(await failures("agreed", {})).toEqual([
    { property: "cidrBlock", reason: "Missing, and it is  required. (tiny plugin 1.2.3 and the sandbox's model)" },
  ]);
  const checked = await engine.check(network.type, "n", { ...net, tags: UNKNOWN });
  expect(fromStruct(checked.getInputs())).toEqual({ ...net, tags: UNKNOWN, dns: true });
  expect(home.asked("check").at(-1)?.news).toEqual({ ...net, tags: UNKNOWN });

  const status = [expect.objectContaining({ package: "tiny", version: "1.2.3", state: "running", reports: [] })];
  expect(await control.call("checks", { stacks: ["test", "none"] })).toEqual({
    stacks: {
      test: { packages: { tiny: { pluginAndModel: 3, modelOnly: 0 } }, warnings: [] },
      none: { packages: {}, warnings: [] },
    },
    plugins: status,
  });
  expect(await control.call("plugins", { home: home.directory })).toEqual(status);
  expect((await control.call("status", {})).plugins).toEqual(status);
  expect(await engine.create(network.type, "n", net)).toMatchObject({ inputs: { ...net, dns: true } });

  engine.client.close();
  await sandbox.close();
  home.remove();
  rmSync(directory, { recursive: true });
});
