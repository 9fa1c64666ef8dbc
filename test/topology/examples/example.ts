/** What an example of a rule is, and the lines of the shipped files that many of them edit. */
import { type Edits, layouts } from "../files";

export const [, allAws = "", , activePassive = ""] = layouts;

export interface Example {
  readonly rule: string;
  readonly case: string;
  readonly edits: Edits;
  readonly from?: string;
  /** `file key` of every problem, in order. */
  readonly at: readonly string[];
  /** What the first problem's expectation says. */
  readonly says: RegExp;
}

export const firstEdge = "{ dataClass: users, from: us-east, to: eu-west, legalBasis: us-contracts }";
export const usersEuToApac = "{ dataClass: users, from: eu-west, to: apac, legalBasis: scc-2021-914 }";
export const usersEuToUs = "{ dataClass: users, from: eu-west, to: us-east, legalBasis: scc-2021-914 }";
export const edge = (text: string): Edits => ({ "Pulumi.yaml": [[firstEdge, text]] });
export const region = (name: string, find: string | RegExp, replace: string): Edits => ({
  [`Pulumi.${name}.yaml`]: [[find, replace]],
});
