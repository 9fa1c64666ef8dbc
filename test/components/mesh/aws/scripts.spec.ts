/** The gateway's programs on AWS, run by bash with stand-ins for AWS's client and the metadata service. */
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { awsScripts, multipart } from "../../../../src/components/mesh/aws/scripts";
import { userData } from "../../../../src/plan/mesh/boot";

const location = "eu-west-1";
const { fetch, takeRoutes, packages } = awsScripts(location, "meridian-production-eu-west-mesh-1");

let folder: string;
const program = (name: string, body: string) => {
  writeFileSync(join(folder, name), body);
  chmodSync(join(folder, name), 0o755);
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "meridian-aws-"));
  program(
    "curl",
    `#!/bin/bash
case "\${@: -1}" in
  */api/token) echo token ;;
  */meta-data/mac) echo 02:00 ;;
  */macs/02:00/interface-id) echo eni-me ;;
  */macs/02:00/vpc-id) echo vpc-1 ;;
  *) exit 22 ;;
esac
`,
  );
  program(
    "aws",
    `#!/bin/bash
echo "$AWS_DEFAULT_REGION $*" >> "${folder}/calls"
case "$*" in
  *get-secret-value*) echo '{"key":"k"}' ;;
  *describe-route-tables*) cat "${folder}/tables" ;;
  *replace-route*) [ ! -f "${folder}/refuse" ] || [[ "$*" != *rtb-2* ]] ;;
esac
`,
  );
  program("take-routes", takeRoutes);
  program("fetch", fetch);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: string, tables: string) {
  writeFileSync(join(folder, "tables"), tables);
  writeFileSync(join(folder, "calls"), "");
  const { status, stdout } = spawnSync(join(folder, name), {
    encoding: "utf8",
    env: { PATH: `${folder}:${process.env.PATH}` },
  });
  return { status, stdout, calls: readFileSync(join(folder, "calls"), "utf8").trim().split("\n").sort() };
}

describe("take-routes", () => {
  it("turns what leads elsewhere, by the list that it leads to", () => {
    const { status, calls } = run("take-routes", "rtb-1\tpl-1\nrtb-2\tpl-1,pl-2\nrtb-3\t\n");
    expect(status).toBe(0);
    expect(calls.filter((call) => call.includes("replace-route"))).toEqual(
      ["rtb-1 pl-1", "rtb-2 pl-1", "rtb-2 pl-2"].map((pair) => {
        const [table, list] = pair.split(" ");
        return expect.stringMatching(
          new RegExp(`^${location} .*${table} --destination-prefix-list-id ${list} --network-interface-id eni-me$`),
        );
      }),
    );
    expect(calls.find((call) => call.includes("describe-route-tables"))).toMatch(
      /Name=vpc-id,Values=vpc-1 .*NetworkInterfaceId != 'eni-me'/,
    );
  });

  it("is content where all leads here", () => {
    const { status, stdout, calls } = run("take-routes", "rtb-1\t\nrtb-2\t\n");
    expect({ status, stdout, calls: calls.length }).toEqual({ status: 0, stdout: "", calls: 1 });
  });

  it("tells of a route that it could not take, and takes the others", () => {
    writeFileSync(join(folder, "refuse"), "");
    const { status, stdout, calls } = run("take-routes", "rtb-1\tpl-1\nrtb-2\tpl-1\n");
    rmSync(join(folder, "refuse"));
    expect(status).toBe(1);
    expect(stdout).toMatch(/takes 2 routes, of which failed 1/);
    expect(calls.filter((call) => call.includes("replace-route"))).toHaveLength(2);
  });
});

it("fetches the secret's value and nothing around it", () => {
  const { status, stdout } = run("fetch", "");
  expect({ status, stdout }).toEqual({ status: 0, stdout: '{"key":"k"}\n' });
});

describe("user data", () => {
  const text = multipart(location, userData({ fetch, takeRoutes, packages }));

  it("is small and plain enough for EC2 and cloud-init", () => {
    expect(Buffer.byteLength(text)).toBeLessThan(16_384);
    // No part says another encoding.
    expect(text).toMatch(/^[\t\n\x20-\x7e]+$/);
  });

  it("runs the gateway's script at every boot, after the way in for people", () => {
    const parts = text.split("\n--==MERIDIAN==").map((part) => /filename="(.+)"\n\n(.+)\n/.exec(part)?.slice(1));
    expect(parts.filter(Boolean)).toEqual([
      ["every-boot.yaml", "#cloud-config"],
      ["10-session-manager", "#!/bin/bash"],
      ["20-gateway", "#!/bin/bash"],
    ]);
    expect(text).toContain("[scripts-user, always]");
    expect(text.trimEnd().endsWith("\n--==MERIDIAN==--")).toBe(true);
  });

  it("tries the gateway's script until it works", () => {
    const twice = `[ -f "${folder}/tried" ] && exit 0\ntouch "${folder}/tried"\nexit 1\n`;
    const [, body = ""] = multipart(location, twice).split('filename="20-gateway"\n\n');
    const [script = ""] = body.split("\n--==MERIDIAN==");
    const { status } = spawnSync("bash", ["-c", script], {
      timeout: 5000,
      env: { PATH: process.env.PATH, MERIDIAN_RETRY_SECONDS: "0" },
    });
    expect(status).toBe(0);
    expect(readFileSync(join(folder, "tried"), "utf8")).toBe("");
  });

  it("is bash that bash can read", () => {
    const bodies = text.split("\n--==MERIDIAN==").map((part) => part.slice(part.indexOf("\n\n") + 2));
    const scripts = [fetch, takeRoutes, ...bodies.filter((body) => body.startsWith("#!"))];
    expect(scripts).toHaveLength(4);
    for (const input of scripts) expect(() => execFileSync("bash", ["-n"], { input })).not.toThrow();
  });
});
