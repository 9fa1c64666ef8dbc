/**
 * The least-privilege roles of a region's Postgres, as SQL for psql. Pure, and the same text whenever it runs, however often.
 *
 * Passwords are in no text: psql reads each from the file that the secret manager's driver mounts. A statement that fails is
 * written into the server's log with its literals, so a password is set from inside a block that swallows its own text.
 */
import { type DatabaseRole, databaseRoles } from "./database";

/** How a cloud lets a role stream changes: by membership in a role of its own, or by Postgres' attribute. */
export type ReplicationGrant = { readonly kind: "member"; readonly of: string } | { readonly kind: "attribute" };

export interface RolesSqlOptions {
  readonly database: string;
  /** Schema that the service's tables live in. */
  readonly schema: string;
  /** Folder with one file per role, each with its password. */
  readonly passwords: string;
  /** What lets the role `replication` stream; undefined where no class leaves or enters, and then it can't log in either. */
  readonly replication: ReplicationGrant | undefined;
}

/** Most connections of each role: together fewer than the smallest instance takes. */
const connections: Readonly<Record<DatabaseRole, number>> = { owner: 5, app: 300, reader: 30, replication: 10 };

const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

function createRole(role: DatabaseRole, canLogin: boolean): string {
  return [
    `SELECT format('CREATE ROLE %I', ${literal(role)})`,
    `  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(role)}) \\gexec`,
    `ALTER ROLE ${identifier(role)} ${canLogin ? "LOGIN" : "NOLOGIN"} CONNECTION LIMIT ${connections[role]};`,
  ].join("\n");
}

function setPassword(role: DatabaseRole, passwords: string): string {
  return [
    `\\set password \`cat ${passwords}/${role}\``,
    "SELECT set_config('meridian.password', :'password', false) IS NOT NULL AS read;",
    "DO $set$ BEGIN",
    `  EXECUTE format('ALTER ROLE %I PASSWORD %L', ${literal(role)}, current_setting('meridian.password'));`,
    "EXCEPTION WHEN OTHERS THEN",
    `  RAISE EXCEPTION 'the password of ${role} could not be set (%)', SQLSTATE;`,
    "END $set$;",
    "SELECT set_config('meridian.password', '', false) IS NOT NULL AS forgotten;",
    "\\unset password",
  ].join("\n");
}

function replicationRight(replication: ReplicationGrant | undefined): string[] {
  if (!replication) return [];
  return replication.kind === "member"
    ? [`GRANT ${identifier(replication.of)} TO "replication";`]
    : ['ALTER ROLE "replication" REPLICATION;'];
}

/**
 * Who may do what: `owner` owns the schema and what is made in it, `app` reads and writes rows, `reader` and `replication`
 * read them. Everybody else, the role PUBLIC, may do nothing.
 */
function grants(database: string, schema: string): string[] {
  const [d, s] = [identifier(database), identifier(schema)];
  const readers = '"reader", "replication"';
  const onNew = (rights: string) => `ALTER DEFAULT PRIVILEGES FOR ROLE "owner" IN SCHEMA ${s} ${rights};`;
  return [
    // Only a member of a role can give things to it. Since Postgres 16 the maker of a role is none by itself.
    'GRANT "owner" TO CURRENT_USER;',
    `REVOKE ALL ON DATABASE ${d} FROM PUBLIC;`,
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
    `GRANT CONNECT ON DATABASE ${d} TO "owner", "app", ${readers};`,
    `GRANT CREATE, TEMPORARY ON DATABASE ${d} TO "owner";`,
    `CREATE SCHEMA IF NOT EXISTS ${s} AUTHORIZATION "owner";`,
    'SET ROLE "owner";',
    `REVOKE ALL ON SCHEMA ${s} FROM PUBLIC;`,
    `GRANT USAGE ON SCHEMA ${s} TO "app", ${readers};`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${s} TO "app";`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${s} TO "app";`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA ${s} TO ${readers};`,
    onNew('GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "app"'),
    onNew('GRANT USAGE, SELECT ON SEQUENCES TO "app"'),
    onNew(`GRANT SELECT ON TABLES TO ${readers}`),
    // Unlike tables, functions are everybody's when they are made, and only without a schema can that be taken back.
    'ALTER DEFAULT PRIVILEGES FOR ROLE "owner" REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;',
    onNew('GRANT EXECUTE ON FUNCTIONS TO "app"'),
    "RESET ROLE;",
  ];
}

function settings(schema: string): string[] {
  const path = identifier(schema);
  return [
    ...databaseRoles.map((role) => `ALTER ROLE ${identifier(role)} SET search_path = ${path};`),
    `ALTER ROLE "app" SET statement_timeout = '30s';`,
    `ALTER ROLE "app" SET idle_in_transaction_session_timeout = '60s';`,
    `ALTER ROLE "app" SET lock_timeout = '10s';`,
    `ALTER ROLE "reader" SET statement_timeout = '60s';`,
    'ALTER ROLE "reader" SET default_transaction_read_only = on;',
  ];
}

/** A script for `psql --set ON_ERROR_STOP=1`, run by the cloud's administrator inside the database. */
export function rolesSql({ database, schema, passwords, replication }: RolesSqlOptions): string {
  const logsIn = (role: DatabaseRole) => role !== "replication" || replication !== undefined;
  return `${[
    "-- Made by src/plan/sql.ts.",
    // One run at a time, and the other waits: a role is one row that two would write.
    `SELECT pg_advisory_lock(hashtext('meridian roles')) IS NOT NULL AS alone;`,
    "SET password_encryption = 'scram-sha-256';",
    ...databaseRoles.map((role) => createRole(role, logsIn(role))),
    ...databaseRoles.filter(logsIn).map((role) => setPassword(role, passwords)),
    ...replicationRight(replication),
    ...grants(database, schema),
    ...settings(schema),
  ].join("\n")}\n`;
}
