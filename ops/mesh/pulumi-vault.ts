/** The stack's own secrets provider, asked through the Pulumi CLI. Secrets go through pipes: never in arguments, logs or files. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { stringify } from "yaml";
import { privateKeysName } from "../../src/plan/mesh/keys";
import { withoutKeys } from "../../src/topology/redact";
import { UserError } from "../errors";
import { readStackKeys } from "./stack-file";
import type { Header, Sealed, Vault } from "./vault";

export interface PulumiAnswer {
  readonly failed: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `pulumi` with arguments for a stack and text on its standard input. */
export type AskPulumi = (stack: string, args: readonly string[], input: string) => Promise<PulumiAnswer>;

const configKey = `meridian:${privateKeysName}`;

export class PulumiVault implements Vault {
  /** `scratch` is a directory for files that hold what a stack file holds, and are removed at once. */
  constructor(
    private readonly ask: AskPulumi,
    private readonly scratch: string,
  ) {}

  open(stack: string, { secure, header }: Sealed): Promise<string> {
    return this.withFile(stack, { config: { [configKey]: { secure } }, ...header }, async (file) => {
      const answer = await this.ask(stack, ["config", "get", configKey, ...flags(stack, file)], "");
      if (answer.failed) throw trouble("read", stack, answer);
      return answer.stdout.trim();
    });
  }

  seal(stack: string, header: Header, text: string): Promise<Sealed> {
    return this.withFile(stack, header, async (file) => {
      const answer = await this.ask(stack, ["config", "set", "--secret", configKey, ...flags(stack, file)], text);
      const written = answer.failed ? undefined : readStackKeys(readFileSync(file, "utf8"));
      if (written?.secure === undefined) throw trouble("encrypt", stack, answer);
      return { secure: written.secure, header: written.header };
    });
  }

  /** A file of its own, so that the CLI rewrites no stack file: comments and layout stay. */
  private async withFile<T>(stack: string, content: object, work: (file: string) => Promise<T>): Promise<T> {
    mkdirSync(this.scratch, { recursive: true });
    const directory = mkdtempSync(path.join(this.scratch, "keys-"));
    try {
      const file = path.join(directory, `Pulumi.${stack}.yaml`);
      writeFileSync(file, Object.keys(content).length > 0 ? stringify(content, { lineWidth: 0 }) : "");
      return await work(file);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
}

function flags(stack: string, file: string): string[] {
  return ["--stack", stack, "--config-file", file, "--non-interactive", "--color", "never"];
}

/** What the CLI says of its own accord; its standard output may hold the secret and is never told. */
function trouble(what: string, stack: string, { stderr }: PulumiAnswer): UserError {
  const said = withoutKeys(stripVTControlCharacters(stderr)).trim();
  return new UserError(`Pulumi can not ${what} the mesh's private keys of ${stack}:\n${said || "it says nothing"}`);
}

export function pulumiAsker(
  command: string,
  place: (stack: string) => { readonly directory: string; readonly environment: Readonly<Record<string, string>> },
): AskPulumi {
  return async (stack, args, input) => {
    const { directory, environment } = place(stack);
    const { failed, stdout, stderr } = await execa(command, args, {
      cwd: directory,
      env: environment,
      input,
      reject: false,
    });
    return { failed, stdout, stderr };
  };
}
