/** What a workload identity pool takes for the origin's job, and nothing else for it. Pure. */
import type { Caller } from "../../../plan/transfer";

/** CEL's string literals; what goes in here are names without quotes or backslashes, so JSON's will do. */
const literal = (text: string): string => JSON.stringify(text);

/**
 * The subject is at most 127 characters, and an ARN of a session is longer: account and role will do, for a session of that
 * role is the job.
 */
export function attributes(caller: Caller): { readonly mapping: Record<string, string>; readonly condition: string } {
  switch (caller.kind) {
    case "aws-role": {
      const sessions = `arn:aws:sts::${caller.account}:assumed-role/${caller.role}/`;
      return {
        mapping: { "google.subject": 'assertion.account + "/" + assertion.arn.extract("assumed-role/{role}/")' },
        condition: `assertion.account == ${literal(caller.account)} && assertion.arn.startsWith(${literal(sessions)})`,
      };
    }
    case "service-account":
      return {
        mapping: { "google.subject": "assertion.sub" },
        condition: `assertion.sub == ${literal(caller.subject)}`,
      };
  }
}

/** What the mapping above makes of the job. */
export const subjectOf = (caller: Caller): string =>
  caller.kind === "aws-role" ? `${caller.account}/${caller.role}` : caller.subject;

/** Overwriting deletes, in Cloud Storage's eyes; where nothing is ever written again, no role that deletes is given. */
export const rolesFor = (immutable: boolean): readonly string[] =>
  immutable ? ["roles/storage.objectCreator", "roles/storage.objectViewer"] : ["roles/storage.objectUser"];
