/** Pulumi homes with stand-ins for provider plugins, and the Checks that are sent to them. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import proto from "@pulumi/pulumi/proto/provider_pb";
import type { Properties } from "../../../sandbox/core/model";
import type { PluginTimes } from "../../../sandbox/plugins/plugin";
import { Plugins } from "../../../sandbox/plugins/plugins";
import { toStruct } from "../../../sandbox/server/struct";
import { network } from "../core/cloud";
import { urnOf } from "../core/harness";

const standIn = resolve(import.meta.dirname, "../../fixtures/provider-plugin.cjs");

export interface Behaviour {
  /** What it says it is. */
  readonly version?: string;
  readonly start?: "garbage" | "exit" | "mute" | "deaf";
}

export interface Asked {
  readonly call: string;
  readonly pid: number;
  readonly environment?: readonly string[];
  readonly urn?: string;
  readonly news?: Properties;
}

export class Home {
  readonly directory = mkdtempSync(join(tmpdir(), "pulumi-home-"));

  folder(name = "tiny", version = "1.2.3"): string {
    return join(this.directory, "plugins", `resource-${name}-v${version}`);
  }

  /** Answers the executable. */
  install(behaviour: Behaviour = {}, name = "tiny", version = "1.2.3"): string {
    mkdirSync(this.folder(name, version), { recursive: true });
    const path = join(this.folder(name, version), `pulumi-resource-${name}`);
    writeFileSync(path, `#!/usr/bin/env node\nrequire(${JSON.stringify(standIn)})(${JSON.stringify(behaviour)});\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** What the plugin has heard. */
  asked(call?: string): Asked[] {
    const file = join(this.folder(), "asked.jsonl");
    if (!existsSync(file)) return [];
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    return lines.map((line) => JSON.parse(line)).filter((asked: Asked) => call === undefined || asked.call === call);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }
}

const generous: PluginTimes = { start: 15_000, check: 15_000, idle: 60_000 };

/** Plugins of the tiny cloud in a home where it is installed, or isn't. */
export function withPlugin(behaviour: Behaviour | undefined, times: Partial<PluginTimes> = {}) {
  const home = new Home();
  if (behaviour) home.install(behaviour);
  const models = [{ name: "tiny", version: "1.2.3" }];
  const plugins = new Plugins(models, home.directory, { ...generous, ...times });
  return {
    home,
    plugins,
    check: (name: string, news: Properties = {}, stack = "test") => plugins.check("tiny", checkOf(name, news, stack)),
    get state() {
      return plugins.status()[0];
    },
    [Symbol.dispose]: () => {
      plugins.close();
      home.remove();
    },
  };
}

export function checkOf(name: string, news: Properties = {}, stack = "test"): proto.CheckRequest {
  const urn = urnOf(network.type, name, stack);
  return new proto.CheckRequest().setUrn(urn).setType(network.type).setNews(toStruct(news));
}
