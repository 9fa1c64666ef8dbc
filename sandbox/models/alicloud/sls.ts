/** Log Service's newer types: jobs that copy from one log store into another. */
import { defineResource, integer, list, map, object, ref, string } from "../../core/model";
import { objects, page, text, unless } from "./fields";
import { projectType, storeType } from "./logs";

const clusterType = "alicloud:cs/managedKubernetes:ManagedKubernetes";
const roleArn = string({ required: true, pattern: /^acs:ram::\d{16}:role\/.+$/, hint: "ARN of a RAM role" });

export const etl = defineResource({
  type: "alicloud:sls/etl:Etl",
  docs: page("sls_etl"),
  location: "region",
  inputs: {
    project: ref(projectType, { required: true, replaces: true, by: "projectName" }),
    jobName: string({
      required: true,
      minLength: 2,
      maxLength: 64,
      pattern: /^[a-z0-9][a-z0-9_-]*[a-z0-9]$/,
      replaces: true,
    }),
    displayName: string({ required: true, minLength: 1, maxLength: 100 }),
    description: string(),
    configuration: object(
      {
        fromTime: integer({ required: true, min: 0, replaces: true }),
        toTime: integer({ required: true, min: 0, replaces: true }),
        lang: string({ required: true, oneOf: ["SPL"], replaces: true }),
        logstore: string({ required: true, replaces: true }),
        parameters: map(string()),
        roleArn,
        script: string({ required: true, minLength: 1 }),
        sinks: list(
          object({
            name: string({ required: true }),
            project: ref(projectType, { required: true, by: "projectName", sameRegion: false }),
            logstore: string({ required: true }),
            endpoint: string({ required: true }),
            roleArn,
            datasets: list(string(), { required: true, minItems: 1 }),
          }),
          { required: true, minItems: 1, maxItems: 20 },
        ),
      },
      { required: true },
    ),
  },
  unique: [{ fields: ["project", "jobName"], scope: "region", reason: "JobAlreadyExist: the project has this job" }],
  admit: ({ inputs, world }) => {
    const { configuration } = inputs;
    const settings = objects([configuration ?? null])[0] ?? {};
    // ACK makes the store of a cluster's audit log itself.
    const audited = world
      .objects(clusterType)
      .filter(({ inputs: cluster }) => objects([cluster.auditLogConfig ?? null])[0]?.slsProjectName === inputs.project)
      .map(({ id }) => `audit-${id}`);
    const exists = (project: string, store: string) =>
      world.find(storeType, `${project}:${store}`) !== undefined ||
      (project === inputs.project && audited.includes(store));
    const source = text(settings, "logstore");
    return [
      ...unless(
        exists(text(inputs, "project"), source),
        "configuration.logstore",
        `LogStoreNotExist: ${text(inputs, "project")} has no store ${source}`,
      ),
      ...objects(settings.sinks).flatMap((sink, index) =>
        unless(
          exists(text(sink, "project"), text(sink, "logstore")),
          `configuration.sinks[${index}].logstore`,
          `LogStoreNotExist: ${text(sink, "project")} has no store ${text(sink, "logstore")}`,
        ),
      ),
    ];
  },
  id: ({ inputs }) => `${text(inputs, "project")}:${text(inputs, "jobName")}`,
  outputs: ["createTime", "status"],
  compute: () => ({ createTime: 1_704_067_200, status: "RUNNING" }),
});
