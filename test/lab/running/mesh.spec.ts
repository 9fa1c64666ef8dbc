/** The default topology's mesh, running: through the tunnels, and nothing but WireGuard outside of them. */

import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab } from "../../../lab/lab";
import { allGateways, namespaces } from "../../../lab/plan";
import { until } from "../../../lab/process";
import { renderGateway } from "../../../src/plan/mesh/render";
import { topology } from "../fixture";
import { obstacle, titled } from "./obstacle";

const pairs = [
  ["us-east", "eu-west"],
  ["us-east", "apac"],
  ["eu-west", "apac"],
] as const;

describe.skipIf(obstacle)(titled("the mesh in the lab"), () => {
  let lab: Lab;
  let directory: string;

  beforeAll(async () => {
    directory = mkdtempSync(path.join(os.tmpdir(), "meridian-lab-"));
    lab = await Lab.start({ topology: topology(), instance: "mesh.spec" });
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  it("stands, whoever looks at it", async () => {
    expect((await lab.status()).problems).toEqual([]);
    const found = await Lab.find("mesh.spec");
    expect(found?.plan).toEqual(lab.plan);
    expect((await found?.gateway("mesh-apac-2").exec("hostname"))?.stdout).toBe("mesh-apac-2");
  });

  it("leads from each region to each other by one gateway of each, in about the time that was planned", async () => {
    const reports = await lab.measure();
    expect(reports.map(({ from, to }) => [from, to])).toEqual(pairs);
    for (const { from, to, roundTripMs, plannedMs = 0, path: gateways } of reports) {
      expect(gateways).toHaveLength(2);
      expect(gateways[0]).toMatch(new RegExp(`^mesh-${from}-[12]$`));
      expect(gateways[1]).toMatch(new RegExp(`^mesh-${to}-[12]$`));
      expect(roundTripMs).toBeGreaterThanOrEqual(plannedMs);
      expect(roundTripMs).toBeLessThan(1.5 * plannedMs + 30);
    }
  });

  it("has on every gateway, and on no machine but it, the very files that are rendered for the clouds", async () => {
    for (const machine of lab.gateways) {
      const files = renderGateway(machine.gateway.plan);
      const { stdout } = await machine.exec(`cat ${files.map(({ path: file }) => file).join(" ")}`);
      expect(`${stdout}\n`).toBe(files.map(({ content }) => content).join(""));
    }
    expect(existsSync("/etc/meridian/tunnels")).toBe(false);
  });

  it.each(pairs)("shows WireGuard alone, and no clear text, between %s and %s", async (one, other) => {
    const marker = `clear-text-of-${one}-and-${other}`;
    const outside = path.join(directory, `${one}-${other}-outside.pcap`);
    const inside = path.join(directory, `${one}-${other}-inside.pcap`);
    const { uplink, number } = lab.region(one);
    const { address, exec } = lab.host(other);
    expect(uplink.interface).toBe(`r${number}`);
    const captures = [
      lab.onInternet(`exec tcpdump --immediate-mode -U -i ${uplink.interface} -w ${outside}`, { reject: false }),
      lab.host(one).exec(`exec tcpdump --immediate-mode -U -i eth0 -w ${inside}`, { reject: false }),
    ];
    await Promise.all(captures.map(({ stderr }) => once(stderr, "data")));
    const listener = exec(`exec socat -u TCP-LISTEN:7777,reuseaddr,bind=${address} -`);
    await until("Nobody listens", 10_000, async () =>
      (await exec("ss -Hltn sport = 7777")).stdout === "" ? undefined : true,
    );
    await lab.host(one).exec(`ping -c 3 -i 0.2 -p ${Buffer.from("ping").toString("hex")} ${address}`);
    const lines = `${marker}\n`.repeat(200);
    await lab.host(one).exec(`socat -u - TCP:${address}:7777`, { input: lines });
    expect(`${(await listener).stdout}\n`).toBe(lines);
    await until("The capture does not show what was sent", 10_000, () =>
      readFileSync(inside).includes(marker) ? true : undefined,
    );
    for (const capture of captures) capture.kill("SIGINT");
    await Promise.all(captures);

    const count = async (filter: string) =>
      Number((await lab.onInternet(`tcpdump -n -r ${outside} '${filter}' | wc -l`)).stdout);
    expect(await count("udp port 51820")).toBeGreaterThan(10);
    expect(await count("not (udp port 51820)")).toBe(0);
    expect(readFileSync(outside).includes(marker)).toBe(false);
    expect(readFileSync(outside).includes("pingpingping")).toBe(false);
    // The captures would have shown it.
    expect(readFileSync(inside).includes(marker)).toBe(true);
    expect(readFileSync(inside).includes("pingpingping")).toBe(true);
  });

  it("lets nothing out while a tunnel is away: no packet that belongs in it, and no word of a closed port", async () => {
    const machine = lab.gateway("mesh-apac-2");
    const { localPort, interface: tunnel } =
      machine.gateway.plan.tunnels.find(({ gateway }) => gateway === "mesh-eu-west-1") ?? expect.fail();
    const { uplink } = lab.region("apac");
    await machine.exec(`ip link delete ${tunnel}`);
    await until("WireGuard does not let go of its port", 10_000, async () =>
      (await machine.exec(`ss -Hlun sport = ${localPort}`)).stdout === "" ? true : undefined,
    );
    const calls = "udp dst port 51820 and src 198.18.2.11 and dst 198.18.3.12";
    const capture = lab.onInternet(
      `exec tcpdump --immediate-mode -l -n -i ${uplink.interface} '(${calls}) or not udp port 51820'`,
      { reject: false },
    );
    await once(capture.stderr, "data");
    await lab
      .gateway("mesh-eu-west-1")
      .exec(`ping -c 5 -i 0.2 -W 1 ${machine.gateway.plan.tunnelAddress}`, { reject: false });
    capture.kill("SIGINT");
    const seen = (await capture).stdout.split("\n").filter(Boolean);
    await machine.exec("/usr/local/lib/meridian/apply");
    await lab.established();
    expect(seen.filter((line) => / > 198\.18\.3\.12\.51820: UDP/.test(line)).length).toBeGreaterThan(3);
    expect(seen.filter((line) => !/\.51820: UDP/.test(line))).toEqual([]);
  });

  it("knows who is active, in whichever order keepalived's programs end", async () => {
    const gateways = [lab.gateway("mesh-us-east-1"), lab.gateway("mesh-us-east-2")];
    const isActive = async (machine: (typeof gateways)[number]) =>
      (await machine.exec("test -f /run/meridian/active", { reject: false })).exitCode === 0;
    const before = await Promise.all(gateways.map(isActive));
    expect(before.filter(Boolean)).toHaveLength(1);
    await Promise.all(
      gateways.map((machine, at) => machine.exec(`/usr/local/lib/meridian/${before[at] ? "deactivate" : "activate"}`)),
    );
    expect(await Promise.all(gateways.map(isActive))).toEqual(before);
  });

  it("takes a bundle that is delivered, and lets go of the lock that refreshing takes", async () => {
    const machine = lab.gateway("mesh-eu-west-2");
    const key = lab.keyed?.privateKeys.get("mesh-eu-west-2") ?? "";
    const file = "/etc/bird/bird.conf";
    await machine.exec(`echo '# not as rendered' >> ${file}`);
    await machine.deliver(machine.gateway.plan, key);
    expect((await machine.exec(`tail -n 1 ${file}`)).stdout).not.toContain("not as rendered");
    expect((await machine.exec("flock --nonblock /run/meridian/refresh.lock true", { reject: false })).exitCode).toBe(
      0,
    );
    await lab.established();
  });

  it("keeps private keys in the machines' memory", async () => {
    const keys = [...(lab.keyed?.privateKeys.values() ?? [])];
    expect(keys).toHaveLength(6);
    const written = (await lab.onInternet(`cat ${lab.names.directory}/lab.json ${lab.names.directory}/logs/*.log`))
      .stdout;
    const arguments_ = (await lab.onInternet("cat /proc/[0-9]*/cmdline | tr '\\0' ' '", { reject: false })).stdout;
    for (const key of keys) {
      expect(written).not.toContain(key);
      expect(arguments_).not.toContain(key);
    }
  });

  it("has nothing of China", async () => {
    expect(namespaces(lab.plan).filter((name) => /china/.test(name))).toEqual([]);
    for (const machine of lab.gateways) {
      const { stdout } = await machine.exec(
        "cat /etc/hosts /etc/wireguard/* /etc/bird/bird.conf /etc/meridian/tunnels; ip -o address; ip route; birdc show route; wg show; nft list ruleset",
      );
      expect(stdout).not.toMatch(/china|10\.4\.\d/);
    }
  });

  it("loses a gateway that is killed, says so, goes on by its sibling, and takes a new one in its place", async () => {
    const machine = lab.gateway("mesh-us-east-1");
    const other = lab.region("eu-west").host.address;
    await machine.kill();
    await until("The sibling does not take over", 30_000, async () => {
      const { exitCode } = await lab.host("us-east").exec(`ping -c 1 -W 1 ${other}`, { reject: false });
      return exitCode === 0 ? true : undefined;
    });
    expect((await lab.status()).problems).toContain("mesh-us-east-1 does not run");
    expect((await lab.measure(1))[0]?.path[0]).toBe("mesh-us-east-2");
    await machine.boot();
    await lab.established();
    expect(allGateways(lab.plan)).toHaveLength((await lab.status()).gateways.filter(({ running }) => running).length);
  });
});
