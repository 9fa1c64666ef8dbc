/** The roles as text, and in a real Postgres where there is one on PATH. */
import { chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import which from "which";
import { databaseRoles } from "../../src/plan/database";
import { type RolesSqlOptions, rolesSql } from "../../src/plan/sql";

const options: RolesSqlOptions = {
  database: "meridian",
  schema: "meridian",
  passwords: "/var/run/secrets/meridian",
  replication: { kind: "member", of: "rds_replication" },
};

describe("the text", () => {
  it("is the same every time, and has no password", () => {
    const sql = rolesSql(options);
    expect(rolesSql(options)).toBe(sql);
    expect(sql).not.toMatch(/PASSWORD '/);
    for (const role of databaseRoles) expect(sql).toContain(`\`cat /var/run/secrets/meridian/${role}\``);
  });

  it("gives the right to stream as each cloud does, and to nobody where nothing streams", () => {
    expect(rolesSql(options)).toContain('GRANT "rds_replication" TO "replication"');
    expect(rolesSql({ ...options, replication: { kind: "attribute" } })).toContain(
      'ALTER ROLE "replication" REPLICATION',
    );
    const none = rolesSql({ ...options, replication: undefined });
    expect(none).toContain('ALTER ROLE "replication" NOLOGIN');
    expect(none).not.toMatch(/rds_replication|REPLICATION;|secrets\/meridian\/replication/);
  });

  it("quotes names", () => {
    expect(rolesSql({ ...options, schema: 'a"b' })).toContain('CREATE SCHEMA IF NOT EXISTS "a""b"');
  });
});

const tools = ["initdb", "pg_ctl", "postgres", "psql"];
const absent = tools.filter((tool) => !which.sync(tool, { nothrow: true }));
const title = absent.length > 0 ? `in Postgres (left out: no ${absent.join(", ")} on PATH)` : "in Postgres";

describe.skipIf(absent.length > 0)(title, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "meridian-sql-"));
  const file = (name: string) => path.join(folder, name);
  // Postgres does not run as root: there it runs as `nobody`, to whom the folder is given.
  const nobody = 65534;
  const asServer = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const env = { PGHOST: folder, PGPORT: "5432", LC_ALL: "C" };

  /** What Postgres says to each statement. One psql connects as each user in turn, until one is turned away. */
  async function say(statements: readonly (readonly [user: string, sql: string, password?: string])[]) {
    const next = "---- next";
    const script = statements.map(([user, sql, password = ""]) => {
      const uri = `postgresql://${user}:${encodeURIComponent(password).replaceAll("'", "%27")}@/meridian`;
      return `\\echo ${next}\n\\warn ${next}\n\\connect '${uri}?host=${encodeURIComponent(folder)}'\n${sql};\n`;
    });
    const args = ["-X", "-q", "-A", "-t", "-U", "postgres", "-d", "meridian"];
    const { stdout, stderr } = await execa("psql", args, { env, input: script.join(""), reject: false });
    const refusals = stderr.split(next).slice(1);
    const rows = stdout.split(next).slice(1);
    return statements.map((_, index) => ({ rows: rows[index]?.trim(), refusal: refusals[index]?.trim() }));
  }
  const roles = (sql: string) => {
    writeFileSync(file("roles.sql"), sql);
    return execa(
      "psql",
      ["-X", "-q", "-t", "-v", "ON_ERROR_STOP=1", "-U", "administrator", "-d", "meridian", "-f", file("roles.sql")],
      { env },
    );
  };
  const secret = (role: string) => `it's-${role}-9`;

  beforeAll(async () => {
    if ("uid" in asServer) chownSync(folder, nobody, nobody);
    const run = (command: string, args: string[]) => execaSync(command, args, { ...asServer, env, cwd: folder });
    run("initdb", ["-D", file("data"), "-U", "postgres", "-A", "trust", "--no-sync"]);
    writeFileSync(
      file("hba"),
      "local all postgres trust\nlocal all administrator trust\nlocal all all scram-sha-256\n",
    );
    const settings = `-k ${folder} -c listen_addresses= -c hba_file=${file("hba")} -c fsync=off -c log_statement=ddl`;
    run("pg_ctl", ["-D", file("data"), "-w", "-l", file("log"), "-o", settings, "start"]);
    mkdirSync(file("passwords"));
    for (const role of databaseRoles) writeFileSync(file(`passwords/${role}`), `${secret(role)}\n`);
    const prepare = [
      "CREATE ROLE administrator LOGIN CREATEDB CREATEROLE",
      "CREATE ROLE rds_replication",
      "GRANT rds_replication TO administrator WITH ADMIN OPTION",
      "CREATE DATABASE meridian OWNER administrator",
    ];
    const commands = prepare.flatMap((sql) => ["-c", sql]);
    await execa("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-U", "postgres", ...commands], { env });
    const sql = rolesSql({ ...options, passwords: file("passwords") });
    await roles(sql);
    await roles(sql);
  }, 60_000);

  afterAll(() => {
    execaSync("pg_ctl", ["-D", file("data"), "-m", "immediate", "stop"], {
      ...asServer,
      env,
      cwd: folder,
      reject: false,
    });
    rmSync(folder, { recursive: true, force: true });
  });

  it("lets each role do what it is for, and no more, though it was run twice", async () => {
    const as = (role: string, sql: string) => [role, sql, secret(role)] as const;
    const allowed = [
      as("owner", "CREATE TABLE jobs (id bigserial PRIMARY KEY, done boolean DEFAULT false)"),
      as("app", "INSERT INTO jobs DEFAULT VALUES; UPDATE jobs SET done = true"),
      as("reader", "SELECT count(*) FROM jobs"),
      as("replication", "SELECT count(*) FROM jobs"),
      ["postgres", "SELECT pg_has_role('replication', 'rds_replication', 'member')"],
    ] as const;
    const forbidden = [
      as("app", "CREATE TABLE mine ()"),
      as("app", "DROP TABLE jobs"),
      as("app", "CREATE TABLE public.mine ()"),
      as("reader", "DELETE FROM jobs"),
      as("reader", "CREATE TEMPORARY TABLE mine ()"),
      as("replication", "UPDATE jobs SET done = false"),
    ];
    const answers = await say([...allowed, ...forbidden, ["app", "SELECT 1", "wrong"]]);
    const said = answers.splice(0, allowed.length);
    expect(said).toEqual(["", "", "1", "1", "t"].map((rows) => ({ rows, refusal: "" })));
    for (const [role, sql] of forbidden)
      expect(answers.shift(), `${role}: ${sql}`).toEqual({
        rows: "",
        refusal: expect.stringMatching(/permission denied|must be owner|read-only/),
      });
    expect(answers).toEqual([{ rows: "", refusal: expect.stringContaining("password authentication failed") }]);
  });

  it("writes no password into the server's log, not even when one can not be set", async () => {
    const sql = rolesSql({ ...options, passwords: file("passwords") });
    const failing = roles(
      sql.replace("format('ALTER ROLE %I PASSWORD %L', 'app'", "format('ALTER ROLE %I PASSWORD %L', 'none'"),
    );
    await expect(failing).rejects.toThrow(/the password of app could not be set/);
    const log = readFileSync(file("log"), "utf8");
    expect(log).toContain("could not be set");
    for (const role of databaseRoles) expect(log).not.toContain(`${role}-9`);
  });
});
