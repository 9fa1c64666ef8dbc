/** A rule, and what the policy SDK makes of it. */
import type { PolicyResource, ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { StackFileError, type World } from "./stack";
import { type Subject, stackName, subjectOf } from "./subject";
import { cannotTell, report, type Verdict } from "./verdict";

export interface Rule {
  readonly name: string;
  readonly description: string;
  /** Controls and articles that the rule serves. */
  readonly controls: readonly string[];
  /** Asked for every resource that is registered, before anything is done, on its inputs. */
  judge?(subject: Subject): Verdict;
  /** Asked once, at the end, with everything in the stack: what was only read included. Outputs instead of inputs. */
  judgeStack?(resources: readonly PolicyResource[], world: World): readonly StackFinding[];
}

export interface StackFinding {
  readonly resource: PolicyResource;
  readonly verdict: Verdict;
}

/** How a rule comes to know the world of a stack. */
export type Worlds = (stack: string) => World;

function shown(resource: { readonly name: string; readonly type: string }): string {
  return `${resource.name} (${resource.type})`;
}

/** What goes wrong inside a rule is refused, never let through: the SDK would make mere advice of an unknown value. */
function unless<T>(attempt: () => T, refuse: (why: Verdict) => void): T | undefined {
  try {
    return attempt();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    refuse(cannotTell(error instanceof StackFileError ? reason : `the rule failed: ${reason}`));
    return undefined;
  }
}

export function toPolicy(rule: Rule, worlds: Worlds): ResourceValidationPolicy | StackValidationPolicy {
  const { judge, judgeStack } = rule;
  const stackPart = judgeStack && {
    validateStack({ resources }: { resources: PolicyResource[] }, violated: ReportViolation) {
      const [first] = resources;
      if (!first) return;
      unless(
        () => {
          for (const { resource, verdict } of judgeStack(resources, worlds(stackName(first.urn)))) {
            report(verdict, shown(resource), violated, resource.urn);
          }
        },
        (why) => report(why, rule.name, violated),
      );
    },
  };
  return {
    name: rule.name,
    description: `${rule.description} (${rule.controls.join(", ")})`,
    enforcementLevel: "mandatory",
    severity: "critical",
    ...(judge && {
      validateResource(args, violated) {
        const verdict = unless(
          () => judge(subjectOf(args, worlds(stackName(args.urn)), rule.name)),
          (why) => report(why, shown(args), violated),
        );
        if (verdict?.verdict === "not-applicable") args.notApplicable(verdict.reason);
        if (verdict) report(verdict, shown(args), violated);
      },
    }),
    ...stackPart,
  };
}
