/** Where the Pulumi CLI comes from, and what is said where it can not be had. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pulumiCli } from "../../../ops/pulumi/cli";
import { pinnedVersion } from "../../../ops/pulumi/version";

vi.mock("../../../ops/pulumi/download", () => ({
  downloadCli: async () => "get.pulumi.com can not be reached (getaddrinfo ENOTFOUND)",
}));

let directory: string;
const said: string[] = [];
const say = (line: string) => said.push(line);

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), "meridian-cli-"));
  said.length = 0;
  vi.stubEnv("PATH", path.join(directory, "bin"));
  vi.stubEnv("PULUMI_HOME", path.join(directory, "home"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

function executable(file: string, says: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho ${says}\n`);
  chmodSync(file, 0o755);
  return file;
}

test("the one on PATH comes first", async () => {
  const command = executable(path.join(directory, "bin", "pulumi"), "v3.300.1");
  executable(path.join(directory, "bin", "pulumi-language-nodejs"), "");
  executable(path.join(directory, "home", "versions", pinnedVersion, "bin", "pulumi"), `v${pinnedVersion}`);
  expect(await pulumiCli(say)).toEqual({ command, origin: "path" });
});

test("one on PATH that is too old is passed over, with a word", async () => {
  executable(path.join(directory, "bin", "pulumi"), "v3.100.0");
  executable(path.join(directory, "bin", "pulumi-language-nodejs"), "");
  const command = executable(
    path.join(directory, "home", "versions", pinnedVersion, "bin", "pulumi"),
    `v${pinnedVersion}`,
  );
  expect(await pulumiCli(say)).toEqual({ command, origin: "pulumi-home" });
  expect(said.join("\n")).toContain("3.100.0");
});

test("without CLI, download and Go there is one error that says what to install, and nothing is left", async () => {
  await expect(pulumiCli(say)).rejects.toThrowError(
    expect.objectContaining({
      name: "UserError",
      message: expect.stringMatching(
        /get\.pulumi\.com can not be reached[\s\S]*no `go` on PATH[\s\S]*Install either of the two/,
      ),
    }),
  );
  const cache = path.join(directory, "home", "meridian");
  expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
});

test("a build that fails leaves nothing half done", async () => {
  executable(path.join(directory, "bin", "go"), "no space left on device >&2; exit 1");
  await expect(pulumiCli(say)).rejects.toThrowError(/no space left on device/);
  expect(readdirSync(path.join(directory, "home", "meridian"))).toEqual([]);
});
