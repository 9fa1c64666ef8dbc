/** What a rule can say of a resource. A rule that can't tell has not passed: it is reported as a violation that says why. */
import type { ReportViolation } from "@pulumi/policy";

export type Verdict =
  | { readonly verdict: "compliant" }
  | { readonly verdict: "not-applicable"; readonly reason: string }
  | { readonly verdict: "violation" | "cannot-tell"; readonly reasons: readonly string[] };

export const compliant: Verdict = { verdict: "compliant" };

export function notApplicable(reason: string): Verdict {
  return { verdict: "not-applicable", reason };
}

export function violation(...reasons: string[]): Verdict {
  return { verdict: "violation", reasons };
}

export function cannotTell(...reasons: string[]): Verdict {
  return { verdict: "cannot-tell", reasons };
}

/** A violation for each reason, compliant without any. */
export function none(reasons: readonly string[]): Verdict {
  return reasons.length === 0 ? compliant : { verdict: "violation", reasons };
}

export function report(verdict: Verdict, subject: string, violated: ReportViolation, urn?: string): void {
  if (verdict.verdict !== "violation" && verdict.verdict !== "cannot-tell") return;
  const prefix = verdict.verdict === "cannot-tell" ? "cannot tell, so refused: " : "";
  for (const reason of verdict.reasons) violated(`${subject}: ${prefix}${reason}`, urn);
}
