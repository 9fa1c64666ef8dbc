/** What a running flow sees of gateways and paths that are lost. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lab } from "../../../lab/lab";
import { until } from "../../../lab/process";
import { topology } from "../fixture";
import { startFlow } from "../flow";
import { obstacle, titled } from "./obstacle";

describe.skipIf(obstacle)(titled("the mesh under a flow"), () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start({ topology: topology(), instance: "failover.spec" });
  });
  afterAll(async () => {
    await lab?.stop();
  });

  const routeTo = async (gateway: string, region: string): Promise<string> =>
    (await lab.gateway(gateway).exec(`birdc show route for ${lab.host(region).address} primary`)).stdout;

  it.each([
    ["near", "mesh-us-east-1", "mesh-us-east-2"],
    ["far", "mesh-eu-west-1", "mesh-eu-west-2"],
  ])("goes on within 3 s through the other gateway when the %s one is killed", async (_which, lost, other) => {
    const flow = startFlow(lab, "us-east", "eu-west");
    await sleep(2_000);
    await lab.gateway(lost).kill();
    await sleep(6_000);
    const { longestGapSeconds, answers } = await flow.end();
    process.stderr.write(`${lost} killed: longest gap ${longestGapSeconds.toFixed(2)} s, ${answers} answers\n`);
    expect(answers).toBeGreaterThan(100);
    expect(longestGapSeconds).toBeLessThan(3);
    expect((await lab.measure(1))[0]?.path).toContain(other);
    await lab.gateway(lost).boot();
    await lab.established();
  });

  it("goes through the third region when no direct path is left, and back, by the preferences of the stack files", async () => {
    expect(await routeTo("mesh-us-east-1", "eu-west")).toMatch(/\[eu_west_1 .*\* \(100\)/);
    const blocks = ["us-east", "eu-west"].map((region) => lab.region(region).publicBlock);
    const cut = `table ip cut {
      chain forward {
        type filter hook forward priority -300
        ip saddr { ${blocks} } ip daddr { ${blocks} } drop
      }
    }`;
    const flow = startFlow(lab, "us-east", "eu-west");
    await sleep(2_000);
    await lab.onInternet("nft --file -", { input: cut });
    await sleep(6_000);
    const { longestGapSeconds, answers } = await flow.end();
    process.stderr.write(`both direct paths cut: longest gap ${longestGapSeconds.toFixed(2)} s, ${answers} answers\n`);
    expect(await routeTo("mesh-us-east-1", "eu-west")).toMatch(/\[apac_[12] .*\* \(50\)/);
    const path = (await lab.measure(1))[0]?.path;
    expect(path).toEqual([
      expect.stringContaining("us-east"),
      expect.stringContaining("apac"),
      expect.stringContaining("eu-west"),
    ]);
    expect(longestGapSeconds).toBeLessThan(3);

    await lab.onInternet("nft delete table ip cut");
    await until("The direct path is not taken again", 60_000, async () =>
      /\* \(100\)/.test(await routeTo("mesh-us-east-1", "eu-west")) ? true : undefined,
    );
    await lab.established();
  });

  it("goes on within 3 s of the paths' return when all were away for longer than sessions last", async () => {
    const awaySeconds = 3;
    const flow = startFlow(lab, "us-east", "eu-west");
    await sleep(2_000);
    await lab.onInternet("nft --file -", {
      input: "table ip cut { chain forward { type filter hook forward priority -300; drop; }; }",
    });
    await sleep(awaySeconds * 1_000);
    await lab.onInternet("nft delete table ip cut");
    await sleep(10_000);
    const { longestGapSeconds } = await flow.end();
    process.stderr.write(`all paths away for ${awaySeconds} s: longest gap ${longestGapSeconds.toFixed(2)} s\n`);
    expect(longestGapSeconds).toBeGreaterThan(awaySeconds - 1);
    expect(longestGapSeconds).toBeLessThan(awaySeconds + 3);
    await lab.established();
  });

  it("refuses what has no way left, and lets nothing out in clear", async () => {
    const region = lab.region("eu-west");
    await Promise.all(["mesh-eu-west-1", "mesh-eu-west-2"].map((name) => lab.gateway(name).kill()));
    await until("The route does not become unreachable", 30_000, async () =>
      (await routeTo("mesh-us-east-1", "eu-west")).includes("unreachable") ? true : undefined,
    );
    expect(await routeTo("mesh-us-east-1", "eu-west")).toMatch(/\[internet .*\* \(10\)/);
    // A kernel refuses once a second and host, so the first packets may get no word.
    const capture = lab.onInternet(`exec timeout 6 tcpdump -n -i any net ${region.host.subnet}`, { reject: false });
    const { stdout, exitCode } = await lab
      .host("us-east")
      .exec(`ping -c 5 -W 1 ${region.host.address}`, { reject: false });
    expect(exitCode).not.toBe(0);
    expect(stdout).toMatch(/Unreachable/);
    expect((await capture).stdout).not.toContain("10.2.");
  });
});
