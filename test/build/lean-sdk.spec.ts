/** Each in a process of its own: what is loaded is a fact of a process. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { expect, it } from "vitest";

const root = path.join(import.meta.dirname, "../..");

function node(script: string): string {
  const args = ["--require", path.join(root, "build/lean-sdk.cjs"), "--eval", script];
  return execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" }).trim();
}

it("a program that makes no function into text loads neither TypeScript nor npm's arborist", () => {
  const loaded = node(
    'require("@pulumi/pulumi"); console.log(Object.keys(require.cache).filter((file) => /node_modules\\/(typescript|@npmcli)\\//.test(file)).length)',
  );
  expect(loaded).toBe("0");
});

it("a function is made into text all the same", () => {
  const text = node(
    'require("@pulumi/pulumi").runtime.serializeFunction(() => 41 + 1).then(({ text }) => console.log(text))',
  );
  expect(text).toContain("41 + 1");
});
