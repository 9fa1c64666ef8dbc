/** What a provider is asked about one resource, and what it answers. */
import type { Change } from "./diff";
import type { Properties } from "./model";

export interface Target {
  readonly type: string;
  readonly urn: string;
}

export interface CheckRequest extends Target {
  /** Inputs of the object that the state file has under this URN; empty or absent for a new one. */
  readonly olds?: Properties;
  readonly news: Properties;
}

export interface DiffRequest extends Target {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly news: Properties;
  /** Names of inputs whose changes do not count. */
  readonly ignoreChanges?: readonly string[];
}

export interface DiffResult {
  readonly changes: readonly Change[];
  /** Paths that make the object be replaced. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

export interface CreateRequest extends Target {
  readonly inputs: Properties;
  readonly preview?: boolean;
}

export interface UpdateRequest extends Target {
  readonly id: string;
  readonly oldInputs: Properties;
  readonly oldState: Properties;
  readonly news: Properties;
  readonly preview?: boolean;
}

export interface ReadRequest extends Target {
  readonly id: string;
  readonly inputs?: Properties;
}

export interface DeleteRequest extends Target {
  readonly id: string;
  readonly inputs: Properties;
}

/** `id` is "" at preview. */
export interface Existing {
  readonly id: string;
  readonly state: Properties;
}

export interface Found extends Existing {
  readonly inputs: Properties;
}
