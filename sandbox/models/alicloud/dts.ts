/** Data Transmission Service: what copies one database into another, across locations too. */
import { findLocation, locationsOf } from "../../../src/facts/locations";
import {
  boolean,
  defineResource,
  integer,
  json,
  type Properties,
  type Refusal,
  ref,
  type StoredObject,
  string,
  type World,
} from "../../core/model";
import { alphanumericId, objects, page, text, unless } from "./fields";
import { rdsInstanceType } from "./rds";
import { rdsAccountType, rdsDatabaseType } from "./rds-contents";

const synchronizationInstanceType = "alicloud:dts/synchronizationInstance:SynchronizationInstance";
const classes = ["micro", "small", "medium", "large", "xlarge", "xxlarge"];

const regionRefusals = (inputs: Properties, property: string): readonly Refusal[] =>
  unless(
    text(inputs, property) === "" || findLocation("alicloud", text(inputs, property)) !== undefined,
    property,
    `InvalidRegionId: there is no region ${text(inputs, property)}; there are ${locationsOf("alicloud")
      .map(({ code }) => code)
      .join(", ")}`,
  );

export const synchronizationInstance = defineResource({
  type: synchronizationInstanceType,
  docs: page("dts_synchronization_instance"),
  location: "region",
  inputs: {
    sourceEndpointEngineName: string({ required: true, oneOf: ["PostgreSQL", "MySQL"], replaces: true }),
    sourceEndpointRegion: string({ required: true, replaces: true }),
    destinationEndpointEngineName: string({ required: true, oneOf: ["PostgreSQL", "MySQL"], replaces: true }),
    destinationEndpointRegion: string({ required: true, replaces: true }),
    paymentType: string({ required: true, oneOf: ["PayAsYouGo", "Subscription"], replaces: true }),
    paymentDuration: integer({ min: 1 }),
    paymentDurationUnit: string({ oneOf: ["Month", "Year"] }),
    instanceClass: string({ oneOf: classes, computed: true }),
    syncArchitecture: string({ oneOf: ["oneway", "bidirectional"], replaces: true }),
    autoPay: string({ oneOf: ["true", "false"] }),
    autoStart: string({ oneOf: ["true", "false"] }),
    quantity: integer({ min: 1 }),
  },
  check: ({ inputs, given }) => [
    ...regionRefusals(inputs, "sourceEndpointRegion"),
    ...regionRefusals(inputs, "destinationEndpointRegion"),
    ...unless(
      inputs.paymentType !== "Subscription" || given("paymentDuration"),
      "paymentDuration",
      "MissingParameter: a Subscription needs it",
    ),
  ],
  admit: ({ inputs, self }) =>
    unless(
      self === undefined ||
        classes.indexOf(text(inputs, "instanceClass")) >= classes.indexOf(text(self.state, "instanceClass")),
      "instanceClass",
      `InvalidInstanceClass: a link only grows; it is ${text(self?.state ?? {}, "instanceClass")}`,
    ),
  id: alphanumericId("dts"),
  outputs: ["status"],
  compute: () => ({ instanceClass: "medium", status: "NotConfigured" }),
});

type Side = "source" | "destination";
const endpoint = (side: Side, name: string) => `${side}Endpoint${name}`;

const endpointFields = (side: Side, engine: string) => ({
  [endpoint(side, "EngineName")]: string({ required: true, oneOf: [engine], replaces: true }),
  [endpoint(side, "InstanceType")]: string({ required: true, oneOf: ["RDS"], replaces: true }),
  [endpoint(side, "InstanceId")]: ref(rdsInstanceType, { required: true, replaces: true, sameRegion: false }),
  [endpoint(side, "Region")]: string({ required: true, replaces: true }),
  [endpoint(side, "DatabaseName")]: string({ required: true, replaces: true }),
  [endpoint(side, "UserName")]: string({ required: true, replaces: true }),
  [endpoint(side, "Password")]: string({ required: true, secret: true }),
  [endpoint(side, "Ssl")]: string({ oneOf: ["0", "1"], computed: true }),
});

/** What DTS finds out about an endpoint before it starts (its precheck). */
function endpointRefusals(world: World, inputs: Properties, side: Side): readonly Refusal[] {
  const at = (name: string) => text(inputs, endpoint(side, name));
  const instance = world.find(rdsInstanceType, at("InstanceId"));
  if (!instance) return [];
  const account = world.find(rdsAccountType, `${instance.id}:${at("UserName")}`);
  const database = world.find(rdsDatabaseType, `${instance.id}:${at("DatabaseName")}`);
  const onlyTls = objects(instance.state.pgHbaConfs).every(({ type }) => type === "hostssl");
  return [
    ...unless(
      instance.placement.region === at("Region"),
      endpoint(side, "Region"),
      `InvalidRegion: ${instance.id} lies in ${instance.placement.region}`,
    ),
    ...unless(
      account?.inputs.accountType === "Super",
      endpoint(side, "UserName"),
      `CHECK_USER_PRIVILEGE: ${at("UserName")} is no privileged account of ${instance.id}`,
    ),
    ...unless(
      account === undefined || account.inputs.accountPassword === inputs[endpoint(side, "Password")],
      endpoint(side, "Password"),
      `CHECK_CONNECT: password authentication failed for ${at("UserName")}`,
    ),
    ...unless(
      database !== undefined,
      endpoint(side, "DatabaseName"),
      `CHECK_DATABASE: ${instance.id} has no database ${at("DatabaseName")}`,
    ),
    ...unless(
      !onlyTls || at("Ssl") === "1",
      endpoint(side, "Ssl"),
      `CHECK_CONNECT: no pg_hba.conf entry for a connection without SSL to ${instance.id}`,
    ),
  ];
}

const parameter = (instance: StoredObject | undefined, name: string): unknown =>
  objects(instance?.inputs.parameters).find((entry) => entry.name === name)?.value;

export const synchronizationJob = defineResource({
  type: "alicloud:dts/synchronizationJob:SynchronizationJob",
  docs: page("dts_synchronization_job"),
  location: "region",
  inputs: {
    dtsInstanceId: ref(synchronizationInstanceType, { required: true, replaces: true }),
    dtsJobName: string({ required: true, minLength: 1, maxLength: 128 }),
    ...endpointFields("source", "POSTGRESQL"),
    ...endpointFields("destination", "PostgreSQL"),
    dbList: json({ required: true }),
    structureInitialization: boolean({ required: true, replaces: true }),
    dataInitialization: boolean({ required: true, replaces: true }),
    dataSynchronization: boolean({ required: true, replaces: true }),
    instanceClass: string({ oneOf: classes, computed: true }),
    checkpoint: string({ computed: true, replaces: true }),
    delayNotice: boolean({ replaces: true }),
    delayRuleTime: string({ replaces: true }),
    errorNotice: boolean({ replaces: true }),
    status: string({ oneOf: ["Synchronizing", "Suspending"], computed: true }),
  },
  unique: [
    { fields: ["dtsInstanceId"], scope: "region", reason: "InvalidDtsInstanceId: the link has its job already" },
  ],
  check: ({ inputs, given }) => [
    ...unless(
      inputs.delayNotice !== true || given("delayRuleTime"),
      "delayRuleTime",
      "MissingParameter: delayNotice needs it",
    ),
    ...unless(
      !/-/.test(text(inputs, "sourceEndpointDatabaseName")),
      "sourceEndpointDatabaseName",
      "InvalidDatabaseName: DTS copies no database with a hyphen in its name",
    ),
  ],
  admit: ({ inputs, world }) => {
    const [source, destination] = (["source", "destination"] as const).map((side) =>
      world.find(rdsInstanceType, text(inputs, endpoint(side, "InstanceId"))),
    );
    const version = (instance: StoredObject | undefined) =>
      Number.parseInt(text(instance?.inputs ?? {}, "engineVersion"), 10);
    return [
      ...endpointRefusals(world, inputs, "source"),
      ...endpointRefusals(world, inputs, "destination"),
      ...unless(
        parameter(source, "wal_level") === "logical",
        "sourceEndpointInstanceId",
        `CHECK_WAL_LEVEL: wal_level of ${source?.id} is not logical`,
      ),
      ...unless(
        version(destination) >= version(source),
        "destinationEndpointInstanceId",
        `CHECK_VERSION: PostgreSQL ${version(destination)} is older than the source's ${version(source)}`,
      ),
      ...unless(
        source?.id !== destination?.id,
        "destinationEndpointInstanceId",
        "CHECK_SAME_INSTANCE: a database is not copied onto itself",
      ),
    ];
  },
  id: alphanumericId("job"),
  outputs: [],
  compute: () => ({
    checkpoint: "",
    destinationEndpointSsl: "0",
    instanceClass: "medium",
    sourceEndpointSsl: "0",
    status: "Synchronizing",
  }),
});
