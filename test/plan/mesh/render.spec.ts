/** The rendered files, by example and as the tools themselves read them. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Gateway, meshPlan } from "../../../src/plan/mesh";
import { userData } from "../../../src/plan/mesh/boot";
import { bundle } from "../../../src/plan/mesh/bundle";
import { renderGateway } from "../../../src/plan/mesh/render";
import { fleet } from "../../../src/topology/fleet";
import { meshTopology, withKeys } from "../../fixtures/mesh";

const [gateway = expect.fail()] = meshPlan(meshTopology()).flatMap(({ gateways }) => gateways);
const files = new Map(renderGateway(gateway).map((file) => [file.path, file]));
const content = (name: string) => files.get(name)?.content ?? expect.fail(name);

/** Whether a tool is here: it comes with Debian's packages of a gateway, which nobody needs to have. */
const has = (tool: string) => spawnSync("sh", ["-c", `command -v ${tool}`]).status === 0;

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), "mesh-"));
  for (const file of files.values()) {
    const target = path.join(directory, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.content, { mode: file.mode });
  }
});
afterAll(() => rmSync(directory, { recursive: true }));
const placed = (name: string) => path.join(directory, name);

describe("a gateway's files", () => {
  it("have a WireGuard interface for each far gateway, with its block and no route, name or private key", () => {
    expect(content("/etc/wireguard/wg2-1.conf")).toBe(`# To mesh-eu-west-1
[Interface]
ListenPort = 52009
MTU = 1400
Table = off
PostUp = wg set %i private-key /run/meridian/key
PostUp = ip address add 192.168.252.5/32 peer 192.168.252.9/32 dev %i
PostUp = /usr/local/lib/meridian/shape %i

[Peer]
PublicKey = ${gateway.tunnels[0]?.publicKey}
AllowedIPs = 10.1.0.0/16, 10.2.0.0/16, 10.3.0.0/16, 192.168.252.9/32
PersistentKeepalive = 25
`);
    const tunnels = [...files.keys()].filter((name) => name.startsWith("/etc/wireguard/"));
    expect(tunnels.map((name) => path.basename(name))).toEqual(
      ["wg1-2", "wg2-1", "wg2-2", "wg3-1", "wg3-2"].map((name) => `${name}.conf`),
    );
  });

  it("make each class of traffic sure of its share of the path: 40, 30, 20 per cent of 10 Gbit/s", () => {
    const rates = [...content("/etc/meridian/traffic-control/wg2-1").matchAll(/classid (1:\d0) htb rate (\d+)bit/g)];
    expect(rates.map(([, id, rate]) => [id, Number(rate)])).toEqual([
      ["1:10", 4e9],
      ["1:20", 3e9],
      ["1:30", 2e9],
    ]);
  });

  it("let in nothing but the mesh's port from peers, routing in tunnels, the siblings and the region's monitoring", () => {
    const rules = content("/etc/nftables.conf");
    const input = /chain input \{([^}]|\{[^}]*\})*?\n {2}\}/.exec(rules)?.[0] ?? "";
    expect(input).toContain("policy drop");
    const accepted = input.split("\n").filter((line) => line.includes("accept"));
    expect(accepted.filter((line) => /0\.0\.0\.0|port (22|ssh)/.test(line))).toEqual([]);
    expect(
      accepted.filter(
        (line) =>
          !/"lo"|established|ct state untracked iifname != "wg\*" udp dport 52000-53023|icmp|"wg\*"|@siblings|10\.1\.0\.0/.test(
            line,
          ),
      ),
    ).toEqual([]);
    // What is not tracked and not from a tunnel is what this rule let pass: the mesh's port, from who is in the map.
    expect(rules).toContain('iifname != "wg*" udp dport 51820 udp dport set ip saddr map @tunnel_of notrack accept');
    expect(rules.match(/notrack/g)).toHaveLength(4);
  });

  it("prefer a way by the stack files' figures", () => {
    const bird = content("/etc/bird/bird.conf");
    expect(bird).toContain("if net = 10.2.0.0/16 then { bgp_local_pref = 100; preference = 100; accept; }");
    expect(bird).toContain("if net ~ [ 10.3.0.0/16 ] then { bgp_local_pref = 50; preference = 50; accept; }");
    expect(bird).toContain("ipv4 { preference 10; };");
    expect(bird).toContain("confederation 65000;");
  });

  it("hold no secret, come as one piece with the key, and are the same for the same plan", () => {
    const key = "cGVyaGFwcyB0aGlzIGlzIGEgcHJpdmF0ZSBrZXkuLi4=";
    const packed: { key: string; files: string } = JSON.parse(bundle(gateway, key));
    expect(packed.key).toBe(key);
    const unpacked = gunzipSync(Buffer.from(packed.files, "base64")).toString();
    expect(JSON.parse(unpacked)).toEqual(renderGateway(gateway));
    expect(unpacked).not.toContain(key);
    expect(bundle(gateway, key)).toBe(bundle(gateway, key));
  });

  it("fit the smallest of the clouds' secret managers with 64 regions: 30,720 bytes (Alibaba Cloud KMS)", () => {
    const all = fleet(64);
    const whole = { ...all, regions: all.regions.map((region) => withKeys(region)) };
    const sizes = meshPlan(whole).flatMap(({ gateways }) => gateways.map((one) => bundle(one, "k".repeat(44)).length));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(30_720);
  });
});

describe("a gateway's first boot", () => {
  const script = userData({ fetch: "#!/bin/sh\necho '{}'\n", takeRoutes: "#!/bin/sh\nexit 0\n", packages: ["awscli"] });

  it("is the same whatever the mesh is, and within the clouds' limits: 16,384 bytes (EC2)", () => {
    expect(script.length).toBeLessThan(16_384);
    expect(script).toContain("awscli");
    for (const { name } of meshTopology().regions) expect(script).not.toContain(name);
  });

  it("is a script that the shell can read, and so are all programs", () => {
    execFileSync("bash", ["-n"], { input: script });
    const programs = [...files.values()].filter(({ content: text }) => text.startsWith("#!/bin/"));
    expect(programs).toHaveLength(8);
    for (const program of programs) execFileSync("bash", ["-n"], { input: program.content });
    expect(() => userData({ fetch: "MERIDIAN_END_OF_FILE", takeRoutes: "", packages: [] })).toThrow(RangeError);
  });

  it("unpacks a bundle: files with their modes, the key beside them, and what is no more goes", () => {
    const root = mkdtempSync(path.join(tmpdir(), "unpack-"));
    const program = /^cat > \S*unpack\.new << '(\w+)'\n([\s\S]*?)\n\1\n/m.exec(script)?.[2] ?? expect.fail();
    // The program writes to absolute paths; here all of them lie below a folder.
    const moved = program.replaceAll('"/', `"${root}/`);
    const run = (mesh: Gateway, key: string) => {
      const whole: { key: string; files: string } = JSON.parse(bundle(mesh, key));
      const list: { path: string }[] = JSON.parse(gunzipSync(Buffer.from(whole.files, "base64")).toString());
      const below = list.map((file) => ({ ...file, path: `${root}${file.path}` }));
      const input = JSON.stringify({ key, files: Buffer.from(JSON.stringify(below)).toString("base64") });
      return execFileSync(
        "python3",
        [
          "-c",
          moved.replace('gzip.decompress(base64.b64decode(bundle["files"]))', 'base64.b64decode(bundle["files"])'),
        ],
        { input, encoding: "utf8" },
      ).trim();
    };
    expect(run(gateway, "one")).toBe("yes");
    expect(run(gateway, "one")).toBe("no");
    expect(readFileSync(path.join(root, "run/meridian/key"), "utf8")).toBe("one\n");
    expect(run(gateway, "two")).toBe("yes");
    const fewer = { ...gateway, tunnels: gateway.tunnels.slice(1) };
    expect(run(fewer, "two")).toBe("yes");
    expect(spawnSync("ls", [path.join(root, "etc/wireguard")], { encoding: "utf8" }).stdout).not.toContain("wg2-1");
    rmSync(root, { recursive: true });
  });
});

describe("the tools themselves", () => {
  it.skipIf(!has("bird"))("bird takes its configuration", () => {
    const { status, stderr } = spawnSync("bird", ["-p", "-c", placed("/etc/bird/bird.conf")], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it.skipIf(!has("wg-quick"))("wg-quick takes its files", () => {
    const stripped = execFileSync("wg-quick", ["strip", placed("/etc/wireguard/wg2-1.conf")], { encoding: "utf8" });
    expect(stripped).toContain("ListenPort = 52009");
    expect(stripped).not.toContain("PostUp");
  });

  it.skipIf(!has("nft") || process.getuid?.() !== 0)("nft takes its rules", () => {
    const { status, stderr } = spawnSync("nft", ["--check", "--file", placed("/etc/nftables.conf")], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
