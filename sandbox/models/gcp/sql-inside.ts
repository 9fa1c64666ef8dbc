/** What is inside a Cloud SQL instance: databases and users. A replica has those of its primary. */
import { boolean, integer, list, object, type Refusal, ref, string, type World } from "../../core/model";
import { defineGcp, projectOf, refuse, text } from "./common";
import { instanceType, isReplica, passwordRules } from "./sql";

const instanceOf = (world: World, name: unknown) => world.find(instanceType, String(name), "name");
const instanceField = () => ref(instanceType, { by: "name", required: true, replaces: true, sameRegion: false });
const policy = () => string({ oneOf: ["DELETE", "ABANDON"], default: "DELETE" });

function readOnly(world: World, name: unknown): Refusal[] {
  return isReplica(instanceOf(world, name))
    ? [refuse("instance", "Error 400: Invalid request: Operation is not allowed on a read replica instance, invalid")]
    : [];
}

const databaseType = "gcp:sql/database:Database";

export const sqlDatabase = defineGcp({
  type: databaseType,
  page: "sql_database",
  apis: ["sqladmin"],
  location: "global",
  takesDeletionPolicy: false,
  inputs: {
    instance: instanceField(),
    name: string({ required: true, replaces: true, maxLength: 63 }),
    charset: string({ oneOf: ["UTF8"], computed: true }),
    collation: string({ oneOf: ["en_US.UTF8"], computed: true }),
    deletionPolicy: policy(),
  },
  outputs: ["selfLink"],
  id: (context) =>
    `projects/${projectOf(context)}/instances/${context.inputs.instance}/databases/${context.inputs.name}`,
  compute: ({ id }) => ({
    charset: "UTF8",
    collation: "en_US.UTF8",
    selfLink: `https://sqladmin.googleapis.com/sql/v1beta4/${id}`,
  }),
  admit: ({ inputs, world }) => readOnly(world, inputs.instance),
});

/** Names that Cloud SQL keeps for itself. */
const reserved = ["cloudsqladmin", "cloudsqlagent", "cloudsqlreplica", "cloudsqlsuperuser", "cloudsqlimportexport"];

export const sqlUser = defineGcp({
  type: "gcp:sql/user:User",
  page: "sql_user",
  apis: ["sqladmin"],
  location: "global",
  takesDeletionPolicy: false,
  inputs: {
    instance: instanceField(),
    name: string({ required: true, replaces: true, maxLength: 63 }),
    host: string({ replaces: true, computed: true }),
    type: string({
      replaces: true,
      oneOf: ["BUILT_IN", "CLOUD_IAM_USER", "CLOUD_IAM_SERVICE_ACCOUNT", "CLOUD_IAM_GROUP"],
      computed: true,
    }),
    password: string({ secret: true, maxLength: 100 }),
    databaseRoles: list(string()),
    passwordPolicy: object({
      allowedFailedAttempts: integer({ min: 0 }),
      enableFailedAttemptsCheck: boolean(),
      passwordExpirationDuration: string({ pattern: /^\d+s$/ }),
    }),
    deletionPolicy: string({ oneOf: ["ABANDON", ""] }),
  },
  outputs: ["iamEmail", "sqlServerUserDetails"],
  id: ({ inputs }) => `${inputs.name}/${inputs.host ?? ""}/${inputs.instance}`,
  compute: () => ({ host: "", type: "BUILT_IN", iamEmail: "", sqlServerUserDetails: [] }),
  check: ({ inputs }) => {
    const name = text(inputs.name);
    return name !== undefined && reserved.includes(name)
      ? [refuse("name", `Error 400: Invalid request: User name ${name} is reserved, invalid`)]
      : [];
  },
  admit: ({ inputs, world }) => {
    const refusals = readOnly(world, inputs.instance);
    const { minLength, complexity } = passwordRules(instanceOf(world, inputs.instance));
    const password = text(inputs.password);
    const builtIn = inputs.type === undefined || inputs.type === "BUILT_IN";
    if (!builtIn || password === undefined) return refusals;
    if (password.length < Number(minLength ?? 0))
      refusals.push(
        refuse("password", `Error 400: Invalid request: Password must have ${minLength} characters, invalid`),
      );
    const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/];
    if (complexity === "COMPLEXITY_DEFAULT" && !kinds.every((kind) => kind.test(password)))
      refusals.push(
        refuse(
          "password",
          "Error 400: Invalid request: Password must have lower case, upper case, a number and another character, invalid",
        ),
      );
    return refusals;
  },
});
