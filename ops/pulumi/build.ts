/** The Pulumi CLI from its Go modules, for machines that reach a Go module proxy but not Pulumi's downloads. */
import { cp, mkdir } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import which from "which";
import { checkout } from "../paths";
import type { Say } from "../say";
import { installLanguageHost } from "./language-host-install";
import { pinnedVersion } from "./version";

const engine = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const heartbeatMs = 20_000;

/** Environment that keeps everything Go writes inside `scratch`, which goes when the build is done. */
function goEnvironment(scratch: string): Record<string, string> {
  const go = path.join(scratch, "go");
  return {
    GOPATH: go,
    GOMODCACHE: path.join(go, "mod"),
    GOCACHE: path.join(go, "cache"),
    GOTMPDIR: scratch,
    TMPDIR: scratch,
    XDG_CONFIG_HOME: path.join(scratch, "config"),
    GOFLAGS: "-mod=mod -modcacherw -trimpath",
    GOENV: "off",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
}

async function buildEngine(go: string, binary: string, scratch: string): Promise<void> {
  const module = path.join(scratch, "module");
  await cp(path.join(checkout, "toolchain", "pulumi-cli"), module, { recursive: true });
  const version = `github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${pinnedVersion}`;
  await execa(go, ["build", "-ldflags", `-s -w -X ${version}`, "-o", binary, engine], {
    cwd: module,
    env: goEnvironment(scratch),
    stdin: "ignore",
  });
}

/** The lines of a failed command that say why. */
function lastLines(error: unknown): string {
  const text =
    error instanceof Error && "stderr" in error && typeof error.stderr === "string" ? error.stderr : String(error);
  return text.trim().split("\n").slice(-5).join("\n            ");
}

/**
 * Builds into `root` (`root/bin/pulumi` and `root/bin/pulumi-language-nodejs`).
 * @returns undefined when it worked, else why not.
 */
export async function buildCli(root: string, scratch: string, say: Say): Promise<string | undefined> {
  const go = await which("go", { nothrow: true });
  if (!go) return "there is no `go` on PATH";
  const bin = path.join(root, "bin");
  await mkdir(bin, { recursive: true });
  const started = Date.now();
  const elapsed = () => `${Math.round((Date.now() - started) / 1000)} s`;
  say(
    `Building the Pulumi CLI ${pinnedVersion} from its Go modules: once, 5 to 10 minutes on 2 cores, 110 MB in the end.`,
  );
  const heartbeat = setInterval(() => say(`  still building the Pulumi CLI (${elapsed()})`), heartbeatMs);
  try {
    await Promise.all([buildEngine(go, path.join(bin, "pulumi"), scratch), installLanguageHost(bin)]);
  } catch (error) {
    return lastLines(error);
  } finally {
    clearInterval(heartbeat);
  }
  say(`Built the Pulumi CLI ${pinnedVersion} in ${elapsed()}.`);
  return undefined;
}
