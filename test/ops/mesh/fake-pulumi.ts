/** A Pulumi that keeps secrets as it does, in the file that it is told, and remembers whatever it was given. */
import { readFileSync, writeFileSync } from "node:fs";
import type { AskPulumi } from "../../../ops/mesh/pulumi-vault";
import { at, read, withKey } from "../../../ops/mesh/yaml-edit";

const key = ["config", "meridian:meshPrivateKeys", "secure"];

export class FakePulumi {
  /** Every plain text that it encrypted. */
  readonly texts: string[] = [];
  /** Arguments of every call. */
  readonly calls: (readonly string[])[] = [];
  /** The next call fails with these words. */
  trouble: string | undefined;

  readonly ask: AskPulumi = async (_stack, args, input) => {
    this.calls.push(args);
    const said = this.trouble;
    this.trouble = undefined;
    const file = args[args.indexOf("--config-file") + 1] ?? "";
    const text = readFileSync(file, "utf8");
    if (said !== undefined) return { failed: true, stdout: input, stderr: said };
    if (args[1] === "get") {
      const index = /^v1:fake:(\d+)$/.exec(String(at(read(text), key)))?.[1];
      return { failed: false, stdout: `${this.texts[Number(index)]}\n`, stderr: "" };
    }
    this.texts.push(input);
    const salted = withKey(text, ["encryptionsalt"], at(read(text), ["encryptionsalt"]) ?? "v1:salt");
    writeFileSync(file, withKey(salted, key, `v1:fake:${this.texts.length - 1}`));
    return { failed: false, stdout: "", stderr: "" };
  };

  /** Every private half that it has ever seen. */
  halves(): string[] {
    return [...new Set(this.texts.flatMap((text) => Object.values<string>(JSON.parse(text))))];
  }
}
