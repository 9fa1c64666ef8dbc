import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Manager, parseCall } from "../../lab/gateway/manager";
import { expand, parseEnvironment, parseUnit, seconds, words } from "../../lab/gateway/unit";
import { allGateways } from "../../lab/plan";
import { renderGateway } from "../../src/plan/mesh/render";
import { plan } from "./fixture";

const bird = `[Unit]
Description=BIRD Internet Routing Daemon

[Service]
EnvironmentFile=/etc/bird/envvars
EnvironmentFile=-/etc/default/bird
ExecStartPre=/usr/lib/bird/prepare-environment
ExecStartPre=-/usr/sbin/bird -p
ExecReload=/usr/sbin/birdc configure
ExecStart=/usr/sbin/bird -f -u $BIRD_RUN_USER -g "\${GROUP}s" $BIRD_ARGS
Restart=on-abort
RestartSec=1min 30s
`;

describe("a unit file", () => {
  it("is read into commands and what to do when they end", () => {
    expect(parseUnit("bird.service", bird)).toEqual({
      name: "bird.service",
      type: "simple",
      environmentFiles: [
        { path: "/etc/bird/envvars", mayBeAbsent: false },
        { path: "/etc/default/bird", mayBeAbsent: true },
      ],
      environment: {},
      before: [
        { argv: ["/usr/lib/bird/prepare-environment"], mayFail: false },
        { argv: ["/usr/sbin/bird", "-p"], mayFail: true },
      ],
      start: [
        { argv: ["/usr/sbin/bird", "-f", "-u", "$BIRD_RUN_USER", "-g", `\${GROUP}s`, "$BIRD_ARGS"], mayFail: false },
      ],
      reload: [{ argv: ["/usr/sbin/birdc", "configure"], mayFail: false }],
      stop: [],
      restart: "on-failure",
      restartSeconds: 90,
      remains: false,
    });
  });

  it("gives way to a drop-in after it: an empty value takes back what was said", () => {
    const unit = parseUnit("bird.service", `${bird}\n[Service]\nExecStart=\nExecStart=/bin/true\nRestart=no\n`);
    expect(unit.start).toEqual([{ argv: ["/bin/true"], mayFail: false }]);
    expect(unit.restart).toBe("no");
  });

  it("of a timer says when its service runs first, and again", () => {
    const text = "[Timer]\nOnBootSec=5s\nOnUnitInactiveSec=1min\n";
    expect(parseUnit("x.timer", text).timer).toEqual({ firstSeconds: 5, thenSeconds: 60 });
    expect(parseUnit("x.timer", "[Timer]\nOnCalendar=daily\n").timer).toBeUndefined();
  });

  it("of a kind that the lab can't run is refused", () => {
    expect(() => parseUnit("x.service", "[Service]\nType=forking\n")).toThrow("no services of type forking");
    expect(() => parseUnit("x.service", "[Service]\nRestartSec=soon\n")).toThrow('"soon" is no time span');
  });

  it("that a gateway has is understood: all of them", () => {
    const [gateway] = allGateways(plan());
    const units = (gateway ? renderGateway(gateway.plan) : []).filter(({ path: file }) =>
      file.startsWith("/etc/systemd/"),
    );
    expect(units.length).toBeGreaterThan(0);
    for (const { path: file, content } of units) {
      const unit = parseUnit(path.basename(file), content);
      expect([unit.name, unit.start.length > 0 || unit.timer !== undefined]).toEqual([unit.name, true]);
    }
  });
});

describe("a command line", () => {
  it("is cut into words, quotes kept together", () => {
    expect(words(`a  "b c" 'd "e"' f"g h"`)).toEqual(["a", "b c", 'd "e"', "fg h"]);
  });

  it("takes variables: as many words as a bare one has, one for one in braces", () => {
    expect(expand(["x", "$A", `y\${A}`, "$NONE", "$5"], { A: "1 2" })).toEqual(["x", "1", "2", "y1 2", "$5"]);
  });

  it("takes them from environment files", () => {
    expect(parseEnvironment('# no\nBIRD_RUN_USER=bird\nBIRD_ARGS="-d -l"\n\nnot a line\n')).toEqual({
      BIRD_RUN_USER: "bird",
      BIRD_ARGS: "-d -l",
    });
  });

  it.each([
    ["90", 90],
    ["100ms", 0.1],
    ["1min 30s", 90],
    ["2h", 7200],
  ])("names a time: %s", (span, expected) => {
    expect(seconds(span)).toBeCloseTo(expected);
  });
});

describe("a call of systemctl", () => {
  it("is a verb and whole names", () => {
    expect(parseCall(["enable", "--now", "--quiet", "a.timer", "b"])).toEqual({
      verb: "enable",
      units: ["a.timer", "b.service"],
      now: true,
    });
  });
});

describe("the lab's systemctl", () => {
  let directory: string;
  let manager: Manager;
  const unit = (name: string, text: string) => writeFileSync(path.join(directory, name), text);
  const log = () => readFileSync(path.join(directory, "log"), "utf8").trim().split("\n");
  const say = (word: string) => `/bin/sh -c 'echo ${word} >> ${path.join(directory, "log")}'`;

  beforeEach(() => {
    directory = mkdtempSync(path.join(os.tmpdir(), "meridian-units-"));
    manager = new Manager(() => undefined, [directory]);
    writeFileSync(path.join(directory, "log"), "");
  });
  afterEach(async () => {
    await manager.call(["stop", "a.service"]).catch(() => undefined);
    await manager.call(["stop", "a.timer"]).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  });

  it("starts, reloads and stops a service by its unit", async () => {
    unit(
      "a.service",
      `[Service]\nExecStartPre=${say("before")}\nExecStart=/bin/sleep 60\nExecReload=${say("again")}\n`,
    );
    expect(await manager.call(["is-active", "a"])).toEqual({ code: 3, text: "inactive" });
    expect(await manager.call(["start", "a"])).toEqual({ code: 0, text: "" });
    expect(await manager.call(["is-active", "a"])).toEqual({ code: 0, text: "active" });
    expect((await manager.call(["reload-or-restart", "a"])).code).toBe(0);
    expect(log()).toEqual(["before", "again"]);
    await manager.call(["stop", "a"]);
    expect((await manager.call(["is-active", "a"])).code).toBe(3);
  });

  it("starts what is asked to be reloaded and does not run, and starts anew what can't be reloaded", async () => {
    unit("a.service", `[Service]\nExecStartPre=${say("start")}\nExecStart=/bin/sleep 60\n`);
    await manager.call(["reload-or-restart", "a"]);
    await manager.call(["reload-or-restart", "a"]);
    expect(log()).toEqual(["start", "start"]);
    expect((await manager.call(["reload", "a"])).code).toBe(1);
  });

  it("starts a service again that has ended, when its unit says so", async () => {
    unit("a.service", `[Service]\nExecStart=${say("run")}\nRestart=always\nRestartSec=10ms\n`);
    await manager.call(["start", "a"]);
    await vi.waitFor(() => expect(log().length).toBeGreaterThan(2), 5000);
  });

  it("lets a service that may end be ended", async () => {
    unit("a.service", `[Service]\nExecStart=${say("run")}\n`);
    await manager.call(["start", "a"]);
    await vi.waitFor(async () => expect((await manager.call(["is-active", "a"])).code).toBe(3), 5000);
    expect(log()).toEqual(["run"]);
  });

  it("tells the failure of a command, and of one that may fail not", async () => {
    unit("a.service", "[Service]\nType=oneshot\nExecStart=/bin/false\n");
    expect(await manager.call(["start", "a"])).toEqual({ code: 1, text: "a.service: /bin/false ended with 1" });
    unit("b.service", "[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=-/bin/false\n");
    expect(await manager.call(["start", "b"])).toEqual({ code: 0, text: "" });
    expect((await manager.call(["is-active", "b"])).code).toBe(0);
    unit("c.service", "[Service]\nType=oneshot\nExecStart=/no/such/program\n");
    expect((await manager.call(["start", "c"])).code).toBe(1);
  });

  it("runs a timer's service again and again, until the timer is stopped", async () => {
    unit("a.service", `[Service]\nType=oneshot\nExecStart=${say("tick")}\n`);
    unit("a.timer", "[Timer]\nOnActiveSec=10ms\nOnUnitInactiveSec=10ms\n");
    expect((await manager.call(["enable", "--now", "a.timer"])).code).toBe(0);
    await vi.waitFor(() => expect(log().length).toBeGreaterThan(2), 5000);
    await manager.call(["disable", "--now", "a.timer"]);
    expect((await manager.call(["is-active", "a.timer"])).code).toBe(3);
  });

  it("reads units anew, and their drop-ins", async () => {
    unit("a.service", `[Service]\nType=oneshot\nExecStart=${say("one")}\n`);
    await manager.call(["start", "a"]);
    await mkdir(path.join(directory, "a.service.d"));
    unit("a.service.d/more.conf", `[Service]\nExecStart=\nExecStart=${say("two")}\n`);
    await manager.call(["daemon-reload"]);
    await manager.call(["start", "a"]);
    expect(log()).toEqual(["one", "two"]);
  });

  it("refuses what it does not know", async () => {
    expect(await manager.call(["start", "none"])).toEqual({ code: 5, text: "Unit none.service not found." });
    expect(await manager.call(["isolate", "none"])).toEqual({
      code: 1,
      text: `the lab's systemctl knows no "isolate"`,
    });
  });
});
