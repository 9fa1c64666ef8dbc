/** The database's least-privilege roles: a job that runs again whenever what it would say has changed. */
import { createHash } from "node:crypto";
import { Job } from "@pulumi/kubernetes/batch/v1/job";
import { ConfigMap } from "@pulumi/kubernetes/core/v1/configMap";
import * as pulumi from "@pulumi/pulumi";
import { databasePlan, databaseRoles } from "../../plan/database";
import { images } from "../../plan/images";
import { rolesSql } from "../../plan/sql";
import type { SecretFile } from "../integration/contract";
import { createAccount } from "./account";
import { imageIn } from "./charts";
import { type Scope, selectorOf } from "./scope";
import { mountSecrets, secretsFolder } from "./secrets";
import { restrictedContainer, restrictedPod } from "./security";
import { databaseCaFile, postgresUser, trustDatabase } from "./trust";

export const rolesComponent = "database-roles";

const namespace = "system";
const sqlFolder = "/etc/meridian/sql";
const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 10);

export function createDatabaseRoles(scope: Scope): Job {
  const { context, args, integration, name, child } = scope;
  const { database } = args;
  const plan = databasePlan(context.shared, context.region);
  const sql = rolesSql({
    database: plan.name,
    schema: plan.name,
    passwords: secretsFolder,
    replication: plan.logicalReplication ? integration.database.replication : undefined,
  });
  const files: SecretFile[] = [
    { file: "administrator", secret: database.administrator.password },
    ...databaseRoles.map((role) => ({ file: role, secret: database.roles[role] })),
  ];
  const account = createAccount(
    scope,
    namespace,
    rolesComponent,
    files.map(({ secret }) => ({ kind: "read-secret", secret })),
  );
  const secrets = mountSecrets(scope, namespace, rolesComponent, files);
  const trust = trustDatabase(scope, namespace);
  const jobName = `${rolesComponent}-${digest(sql)}`;
  const script = new ConfigMap(
    name("database-roles-sql"),
    { metadata: scope.metadata(namespace, jobName), data: { "roles.sql": sql }, immutable: true },
    child({ dependsOn: scope.inside(namespace) }),
  );
  // Other passwords are another run. Ten digits of a hash of four long random texts tell nobody any of them.
  const passwords = pulumi.unsecret(
    pulumi.all(databaseRoles.map((role) => database.roles[role].value)).apply((all) => digest(all.join())),
  );
  const labels = { ...context.naming.tags, ...selectorOf(rolesComponent), ...account.podLabels };
  return new Job(
    name("database-roles"),
    {
      metadata: scope.metadata(namespace, jobName),
      spec: {
        backoffLimit: 6,
        activeDeadlineSeconds: 600,
        template: {
          metadata: { labels, annotations: { "meridian.dev/passwords": passwords } },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: account.name,
            automountServiceAccountToken: false,
            priorityClassName: scope.priorities.standard,
            securityContext: restrictedPod(postgresUser),
            initContainers: [...trust.initContainers],
            containers: [
              {
                name: "psql",
                image: imageIn(args.registry, images.postgres),
                command: ["sh", "-ec"],
                args: [
                  `export PGPASSWORD="$(cat ${secretsFolder}/administrator)"; ` +
                    `exec psql --no-psqlrc --quiet --tuples-only --set ON_ERROR_STOP=1 --file ${sqlFolder}/roles.sql`,
                ],
                env: [
                  { name: "PGHOST", value: database.host },
                  { name: "PGPORT", value: database.port.apply(String) },
                  { name: "PGDATABASE", value: plan.name },
                  { name: "PGUSER", value: database.administrator.user },
                  { name: "PGSSLMODE", value: integration.database.sslMode },
                  { name: "PGSSLROOTCERT", value: databaseCaFile },
                  { name: "PGCONNECT_TIMEOUT", value: "10" },
                ],
                securityContext: restrictedContainer,
                resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
                volumeMounts: [
                  ...secrets.mounts,
                  ...trust.mounts,
                  { name: "sql", mountPath: sqlFolder, readOnly: true },
                ],
              },
            ],
            volumes: [...secrets.volumes, ...trust.volumes, { name: "sql", configMap: { name: jobName } }],
          },
        },
      },
    },
    child({
      dependsOn: [...scope.inside(namespace), ...account.dependsOn, ...secrets.dependsOn, ...trust.dependsOn, script],
    }),
  );
}
