import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { stackFilesDirectory, worldOf } from "../../policies/stack";

const region = (name: string, number: number, more = "") => `config:
  meridian:region:
    cloud: ${name === "china" ? "alicloud" : "aws"}
    location: ${name === "china" ? "cn-hangzhou" : "us-east-1"}
    account: "${String(number).repeat(12)}"
    network: { cidr: 10.${number}.0.0/16 }
    residency: { jurisdiction: ${name === "china" ? "cn, countries: [CN]" : "us, countries: [US, CA]"} }
${more}`;

describe("stack files", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "policies-"));
    writeFileSync(
      join(root, "Pulumi.yaml"),
      "name: m\nconfig: { meridian:shared: { value: { zone: meridian.example, service: m, environment: test, replication: [{ from: us, to: eu }] } } }\n",
    );
    writeFileSync(join(root, "Pulumi.us.yaml"), region("us", 1));
    writeFileSync(join(root, "Pulumi.eu.yaml"), region("eu", 2));
    writeFileSync(join(root, "Pulumi.china.yaml"), region("china", 4, "    isolated: true\n    zone: meridian.cn\n"));
    writeFileSync(join(root, "Pulumi.global.yaml"), "config: { meridian:global: { cloudflareAccount: abc } }\n");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("tell a stack who is across the border", () => {
    const us = worldOf("us", root, {});
    expect(us.self).toMatchObject({ kind: "region", cidr: "10.1.0.0/16", residency: ["US", "CA"], isolated: false });
    expect(us.foreign.map(({ name }) => name)).toEqual(["china"]);
    expect(us.foreignZones).toEqual(["meridian.cn"]);
    expect([us.partners, us.strangers].map((regions) => regions.map(({ name }) => name))).toEqual([["eu"], ["china"]]);
    expect(us.namePrefix).toBe("m-test");
    const china = worldOf("china", root, {});
    expect(china.foreign.map(({ name }) => name).sort()).toEqual(["eu", "global", "us"]);
    expect(china.foreignZones).toEqual(["meridian.example"]);
    expect(china.partners).toEqual([]);
  });

  it("are refused where they lack what rules need", () => {
    expect(() => worldOf("moon", root, {})).toThrow("no Pulumi.moon.yaml");
    writeFileSync(join(root, "Pulumi.eu.yaml"), region("eu", 2).replace("    location: us-east-1\n", ""));
    expect(() => worldOf("us", root, {})).toThrow("Pulumi.eu.yaml has no location");
    writeFileSync(join(root, "Pulumi.eu.yaml"), "config: [");
    expect(() => worldOf("us", root, {})).toThrow("Pulumi.eu.yaml can't be read");
  });

  it("have to say what the engine deploys, where the engine tells", () => {
    const deployed = {
      cloud: "aws",
      location: "us-east-1",
      account: "111111111111",
      network: { cidr: "10.1.0.0/16" },
      residency: { jurisdiction: "us", countries: ["US", "CA"] },
    };
    const env = (config: object) => ({
      PULUMI_NODEJS_STACK: "us",
      PULUMI_CONFIG: JSON.stringify({ "meridian:region": JSON.stringify(config), "aws:region": "x" }),
    });
    expect(worldOf("us", root, env(deployed)).self.name).toBe("us");
    expect(() =>
      worldOf("us", root, env({ ...deployed, residency: { jurisdiction: "us", countries: ["US", "DE"] } })),
    ).toThrow("is not what is being deployed");
  });

  it("are found from where the run started", () => {
    const layout = join(root, "layouts/other");
    const pack = join(root, "policies/world");
    mkdirSync(layout, { recursive: true });
    mkdirSync(pack, { recursive: true });
    writeFileSync(join(layout, "Pulumi.yaml"), "name: m\n");
    writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
    expect(stackFilesDirectory(join(root, "policies"), {})).toBe(root);
    expect(stackFilesDirectory(layout, {})).toBe(layout);
    expect(stackFilesDirectory(pack, { PWD: layout })).toBe(layout);
    expect(stackFilesDirectory(layout, { MERIDIAN_TOPOLOGY: root })).toBe(root);
    expect(() => stackFilesDirectory("/", {})).toThrow("set MERIDIAN_TOPOLOGY");
  });
});
