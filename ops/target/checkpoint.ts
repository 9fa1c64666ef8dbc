/** What a stack of a file backend has on record, read from its checkpoint. Quicker than `pulumi stack export`, and takes no lock. */
import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { UserError } from "../errors";

interface RecordedResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly custom: boolean;
}

interface Deployment {
  readonly resources?: readonly RecordedResource[];
  readonly pending_operations?: readonly { readonly resource: RecordedResource; readonly type: string }[];
}

export interface Lock {
  readonly pid: number;
  readonly hostname: string;
  readonly timestamp: string;
}

function readable(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

export class Checkpoint {
  private readonly file: string;
  private readonly locksDirectory: string;

  constructor(backend: string, project: string, stack: string) {
    this.file = path.join(backend, ".pulumi", "stacks", project, `${stack}.json`);
    this.locksDirectory = path.join(backend, ".pulumi", "locks", "organization", project, stack);
  }

  exists(): boolean {
    return existsSync(this.file);
  }

  /**
   * Puts the engine's backup in the place of a record that a full disk has cut. Returns whether it did.
   * @throws UserError where the backup is no better.
   */
  restoreTorn(): boolean {
    if (readable(this.file)) return false;
    const backup = `${this.file}.bak`;
    if (!readable(backup))
      throw new UserError(`${this.file} is cut, and so is its backup; \`./meridian clean\` begins the sandbox anew.`);
    copyFileSync(backup, this.file);
    return true;
  }

  private deployment(): Deployment {
    return JSON.parse(readFileSync(this.file, "utf8")).checkpoint.latest ?? {};
  }

  /** Resources that the clouds hold: no components, no providers. */
  resources(): readonly RecordedResource[] {
    return (this.deployment().resources ?? []).filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
  }

  /** Operations that were under way when the engine was ended. */
  pending(): readonly { readonly resource: RecordedResource; readonly type: string }[] {
    return this.deployment().pending_operations ?? [];
  }

  locks(): readonly Lock[] {
    if (!existsSync(this.locksDirectory)) return [];
    return readdirSync(this.locksDirectory)
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(path.join(this.locksDirectory, name), "utf8")));
  }
}
