/** What a stack of a file backend has on record, read from its checkpoint. Quicker than `pulumi stack export`, and takes no lock. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

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
