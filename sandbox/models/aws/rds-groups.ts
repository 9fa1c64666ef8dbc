/** What RDS instances are made with: subnets and parameters. */
import { versionsIn } from "../../../src/facts/versions";
import { boolean, list, object, type Properties, type ResourceModel, ref, string } from "../../core/model";
import { arn, fill, items, page, refuse, refuseIf, regional, tagged, text, texts, types } from "./common";

const name = () =>
  string({ computed: true, replaces: true, maxLength: 255, pattern: /^[ .0-9a-z_-]+$/, conflictsWith: ["namePrefix"] });
const named = (inputs: Properties, resourceName: string, hex: string) =>
  text(inputs, "name") ?? `${text(inputs, "namePrefix") ?? `${resourceName.toLowerCase()}-`}${hex}`;

export const subnetGroup: ResourceModel = regional(
  tagged({
    type: types.rdsSubnetGroup,
    docs: page("db_subnet_group"),
    inputs: {
      name: name(),
      namePrefix: string({ computed: true, replaces: true, maxLength: 229 }),
      description: string({ default: "Managed by Pulumi", minLength: 1 }),
      subnetIds: list(ref(types.subnet), { required: true, set: true, minItems: 1 }),
    },
    id: (context) => named(context.inputs, context.resourceName, context.hex(7)),
    outputs: ["arn", "supportedNetworkTypes", "vpcId"],
    compute: (context) => {
      const { id, inputs, world } = context;
      return {
        arn: arn(context, "rds", `subgrp:${id}`),
        supportedNetworkTypes: ["IPV4"],
        vpcId: text(world.find(types.subnet, texts(inputs, "subnetIds")[0] ?? "")?.state, "vpcId") ?? "",
        ...fill(inputs, { name: id, namePrefix: "" }),
      };
    },
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "DBSubnetGroupAlreadyExists: The DB subnet group already exists.",
      },
    ],
    admit: ({ inputs, world }) => {
      const subnets = texts(inputs, "subnetIds").map((id) => world.find(types.subnet, id));
      const zones = new Set(subnets.map((subnet) => text(subnet?.state, "availabilityZone") ?? ""));
      if (new Set(subnets.map((subnet) => text(subnet?.state, "vpcId"))).size > 1)
        return refuse("subnetIds", "InvalidParameterValue: The subnets are not all in the same VPC.");
      return refuseIf(
        zones.size < 2,
        "subnetIds",
        `DBSubnetGroupDoesNotCoverEnoughAZs: The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${[...zones].join(", ")}. Add subnets to cover at least 2 AZs.`,
      );
    },
  }),
);

/** Parameters of PostgreSQL that RDS takes, by whether a running server takes them; not all that there are. */
const parameters: Readonly<Record<"static" | "dynamic", ReadonlySet<string>>> = {
  static: new Set([
    "max_connections",
    "max_replication_slots",
    "max_wal_senders",
    "max_worker_processes",
    "rds.logical_replication",
    "shared_buffers",
    "shared_preload_libraries",
    "track_commit_timestamp",
  ]),
  dynamic: new Set([
    "autovacuum",
    "idle_in_transaction_session_timeout",
    "log_connections",
    "log_disconnections",
    "log_lock_waits",
    "log_min_duration_statement",
    "log_statement",
    "pgaudit.log",
    "rds.force_ssl",
    "statement_timeout",
    "work_mem",
  ]),
};

const families = versionsIn("aws", "postgres").map((version) => `postgres${version}`);

export const parameterGroup: ResourceModel = regional(
  tagged({
    type: types.rdsParameterGroup,
    docs: page("db_parameter_group"),
    inputs: {
      name: name(),
      namePrefix: string({ computed: true, replaces: true, maxLength: 229 }),
      family: string({ required: true, replaces: true, oneOf: families }),
      description: string({ default: "Managed by Pulumi", replaces: true }),
      parameters: list(
        object({
          name: string({ required: true }),
          value: string({ required: true }),
          applyMethod: string({ default: "immediate", oneOf: ["immediate", "pending-reboot"] }),
        }),
        { set: true },
      ),
      skipDestroy: boolean(),
    },
    id: (context) => named(context.inputs, context.resourceName, context.hex(7)),
    outputs: ["arn"],
    compute: (context) => ({
      arn: arn(context, "rds", `pg:${context.id}`),
      ...fill(context.inputs, { name: context.id, namePrefix: "" }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "region",
        reason: "DBParameterGroupAlreadyExists: Parameter group already exists",
      },
    ],
    check: ({ inputs }) =>
      items(inputs.parameters).flatMap((item, index) => {
        const { name: parameter, applyMethod } = item as Properties;
        if (typeof parameter !== "string") return [];
        const isStatic = parameters.static.has(parameter);
        return [
          ...refuseIf(
            !isStatic && !parameters.dynamic.has(parameter),
            `parameters[${index}].name`,
            `InvalidParameterValue: Could not find parameter with name: ${parameter}`,
          ),
          ...refuseIf(
            isStatic && applyMethod === "immediate",
            `parameters[${index}].applyMethod`,
            `InvalidParameterCombination: cannot use immediate apply method for static parameter`,
          ),
        ];
      }),
  }),
);
