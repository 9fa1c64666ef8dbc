/** IAM documents as AWS reads them, as far as the models ask. */
import type { Refusal } from "../../core/model";
import { refuse } from "./common";

export interface Statement {
  readonly Sid?: unknown;
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Principal?: unknown;
  readonly NotPrincipal?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Condition?: unknown;
}

export function statementsOf(document: string): readonly Statement[] {
  const { Statement } = JSON.parse(document) as { Statement?: Statement | readonly Statement[] };
  return Statement === undefined ? [] : ([Statement].flat() as Statement[]);
}

/** One value or a list of them, as texts. */
export const listed = (value: unknown): readonly string[] =>
  [value].flat().filter((item): item is string => typeof item === "string");

/** Principals of a kind; `"*"` is anyone. */
export function principals({ Principal }: Statement, kind: "AWS" | "Service"): readonly string[] {
  if (Principal === "*") return ["*"];
  return listed((Principal as Readonly<Record<string, unknown>> | undefined)?.[kind]);
}

/** Whether an action's pattern (`kms:*`, `s3:Get*`) takes an action in. */
export function takesIn(pattern: string, action: string): boolean {
  const expression = pattern.toLowerCase().split("*").map(literal).join(".*").replaceAll("\\?", ".");
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}

const literal = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

/** Statements that allow an action to a principal, whatever their conditions. */
export function allowing(
  document: string,
  action: string,
  kind: "AWS" | "Service",
  principal: (name: string) => boolean,
): readonly Statement[] {
  return statementsOf(document).filter(
    (statement) =>
      statement.Effect === "Allow" &&
      listed(statement.Action).some((pattern) => takesIn(pattern, action)) &&
      principals(statement, kind).some(principal),
  );
}

/** What a policy on a resource has to have besides being JSON. `code` is the service's own word for a bad one. */
export function malformedResourcePolicy(
  property: string,
  document: string | undefined,
  code: string,
): readonly Refusal[] {
  if (document === undefined) return [];
  const statements = statementsOf(document);
  if (statements.length === 0) return refuse(property, `${code}: The policy has no statement`);
  for (const { Effect, Action, NotAction, Principal, NotPrincipal, Resource, NotResource } of statements) {
    if (Effect !== "Allow" && Effect !== "Deny") return refuse(property, `${code}: Invalid effect: ${String(Effect)}`);
    if (Action === undefined && NotAction === undefined)
      return refuse(property, `${code}: Missing required field Action`);
    if (Principal === undefined && NotPrincipal === undefined)
      return refuse(property, `${code}: Missing required field Principal`);
    if (Resource === undefined && NotResource === undefined)
      return refuse(property, `${code}: Missing required field Resource`);
  }
  const ids = statements.map(({ Sid }) => Sid).filter((id) => id !== undefined);
  if (new Set(ids).size < ids.length)
    return refuse(property, `${code}: Statement IDs (SID) in a single policy must be unique.`);
  return [];
}
