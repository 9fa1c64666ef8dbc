/** What runs pods, and what says how many there are and may be away. */
import type { ModelContext, Refusal } from "../../core/model";
import { defineKind, exists, namespaceOf, objectAt, refuse, valueAt } from "./object";
import { admitPod, checkPod, selectorMatches } from "./pods";

const reference = "https://kubernetes.io/docs/reference/kubernetes-api";
const template = "spec.template.spec";

export const deployment = defineKind("apps/v1:Deployment", {
  docs: `${reference}/workload-resources/deployment-v1/`,
  replaces: ["spec.selector"],
  check: ({ inputs }) => [...checkPod(inputs, template), ...onlyAlways(inputs)],
  admit: (context) => [...selectorMatches(context.inputs), ...admitPod(context, template)],
  outputs: ["status"],
  compute: ({ inputs }) => {
    const replicas = Number(valueAt(inputs, "spec.replicas") ?? 1);
    return { status: { replicas, readyReplicas: replicas, updatedReplicas: replicas } };
  },
});

function onlyAlways(inputs: Parameters<typeof objectAt>[0]): readonly Refusal[] {
  const policy = valueAt(inputs, `${template}.restartPolicy`) ?? "Always";
  return refuse(
    policy !== "Always",
    `${template}.restartPolicy`,
    `Unsupported value: "${String(policy)}": supported values: "Always"`,
  );
}

function endsSometime(inputs: Parameters<typeof objectAt>[0], at: string): readonly Refusal[] {
  const policy = valueAt(inputs, `${at}.restartPolicy`);
  const known = objectAt(inputs, at).containers !== undefined;
  return refuse(
    known && policy !== "Never" && policy !== "OnFailure",
    `${at}.restartPolicy`,
    'Required value: valid values: "OnFailure", "Never"',
  );
}

// What a job does is what it is: another template is another job.
export const job = defineKind("batch/v1:Job", {
  docs: `${reference}/workload-resources/job-v1/`,
  replaces: ["spec.template", "spec.selector", "spec.completions"],
  check: ({ inputs }) => [...checkPod(inputs, template), ...endsSometime(inputs, template)],
  admit: (context) => admitPod(context, template),
  outputs: ["status"],
  compute: () => ({ status: { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] } }),
});

const cronTemplate = "spec.jobTemplate.spec.template.spec";
const schedule = /^(@(yearly|annually|monthly|weekly|daily|midnight|hourly)|(\S+\s+){4}\S+)$/;

export const cronJob = defineKind("batch/v1:CronJob", {
  docs: `${reference}/workload-resources/cron-job-v1/`,
  check: ({ inputs }) => {
    const when = valueAt(inputs, "spec.schedule");
    return [
      ...checkPod(inputs, cronTemplate),
      ...endsSometime(inputs, cronTemplate),
      ...refuse(
        typeof when === "string" && !schedule.test(when),
        "spec.schedule",
        `Invalid value: ${JSON.stringify(when)}: expected exactly 5 fields`,
      ),
    ];
  },
  admit: (context) => admitPod(context, cronTemplate),
  outputs: ["status"],
  compute: () => ({ status: {} }),
});

/** At least one, and no more than at most. */
export function bounds(context: ModelContext, least: string, most: string): readonly Refusal[] {
  const [min, max] = [valueAt(context.inputs, `spec.${least}`), valueAt(context.inputs, `spec.${most}`)];
  return [
    ...refuse(
      typeof min === "number" && typeof max === "number" && max < min,
      `spec.${most}`,
      `Invalid value: ${max}: must be greater than or equal to \`${least}\``,
    ),
    ...refuse(typeof max === "number" && max < 1, `spec.${most}`, `Invalid value: ${max}: must be greater than 0`),
  ];
}

export const horizontalPodAutoscaler = defineKind("autoscaling/v2:HorizontalPodAutoscaler", {
  docs: `${reference}/workload-resources/horizontal-pod-autoscaler-v2/`,
  check: (context) => bounds(context, "minReplicas", "maxReplicas"),
  admit: (context) => scaleTarget(context),
  outputs: ["status"],
  compute: () => ({ status: {} }),
});

/** What is scaled has to be there, or the autoscaler does nothing and says so to nobody. */
export function scaleTarget(context: ModelContext): readonly Refusal[] {
  const { kind = "Deployment", name } = objectAt(context.inputs, "spec.scaleTargetRef");
  const id = `${namespaceOf(context.inputs)}/${String(name)}`;
  return refuse(
    kind === "Deployment" && name !== undefined && !exists(context, "apps/v1:Deployment", id),
    "spec.scaleTargetRef.name",
    `FailedGetScale: deployments.apps "${String(name)}" not found`,
  );
}

export const podDisruptionBudget = defineKind("policy/v1:PodDisruptionBudget", {
  docs: `${reference}/policy-resources/pod-disruption-budget-v1/`,
  check: ({ inputs }) => {
    const { minAvailable, maxUnavailable } = objectAt(inputs, "spec");
    const percent = (value: unknown) => typeof value !== "string" || /^\d+%$/.test(value);
    return [
      ...refuse(
        minAvailable !== undefined && maxUnavailable !== undefined,
        "spec",
        "Invalid value: minAvailable and maxUnavailable cannot be both set",
      ),
      ...refuse(
        !percent(minAvailable),
        "spec.minAvailable",
        "Invalid value: a valid percent string must be a numeric string followed by an ending '%'",
      ),
      ...refuse(
        !percent(maxUnavailable),
        "spec.maxUnavailable",
        "Invalid value: a valid percent string must be a numeric string followed by an ending '%'",
      ),
    ];
  },
  outputs: ["status"],
  compute: () => ({ status: {} }),
});
