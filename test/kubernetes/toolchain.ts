/**
 * The API server and etcd from their Go modules, and the definitions that the charts bring: built once into the Pulumi home,
 * beside the CLI. Everything that Go writes meanwhile goes when that is done.
 */

import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import which from "which";
import { cacheDirectory, checkout } from "../../ops/paths";

export const kubernetesVersion = "1.35.4";

export interface Toolchain {
  readonly apiServer: string;
  readonly etcd: string;
  /** Folder of YAML files, each with one definition or more. */
  readonly definitions: string;
}

/** Modules whose files define custom resources, and where in them. */
const definitionFolders: Readonly<Record<string, readonly string[]>> = {
  "github.com/cert-manager/cert-manager": ["deploy/crds"],
  "github.com/envoyproxy/gateway": [
    "charts/gateway-helm/charts/crds/crds",
    "charts/gateway-helm/charts/crds/crds/generated",
  ],
  "github.com/kedacore/keda/v2": ["config/crd/bases"],
};

const source = (name: string) => path.join(checkout, "toolchain", name);
const home = () => path.join(cacheDirectory(), `kubernetes-${kubernetesVersion}`);

/** Versions by module, as the pinning `go.mod` says. */
export async function pinnedDefinitions(): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(path.join(source("kubernetes-definitions"), "go.mod"), "utf8");
  return new Map([...text.matchAll(/^\t(\S+) (v\S+)$/gm)].map(([, module = "", version = ""]) => [module, version]));
}

/** Why it can't be had here, or nothing. */
export async function missing(): Promise<string | undefined> {
  if (existsSync(home())) return undefined;
  return (await which("go", { nothrow: true })) ? undefined : "there is no `go` on PATH to build kube-apiserver with";
}

/** Takes 5 to 10 minutes the first time, and nothing after. */
export async function toolchain(): Promise<Toolchain> {
  const root = home();
  if (!existsSync(root)) await build(root);
  return {
    apiServer: path.join(root, "kube-apiserver"),
    etcd: path.join(root, "etcd"),
    definitions: path.join(root, "definitions"),
  };
}

async function build(root: string): Promise<void> {
  await mkdir(cacheDirectory(), { recursive: true });
  const scratch = await mkdtemp(path.join(cacheDirectory(), "kubernetes-build-"));
  try {
    const done = path.join(scratch, "done");
    const go = goIn(scratch);
    console.log(`Building kube-apiserver ${kubernetesVersion} and etcd: once, 5 to 10 minutes on 2 cores.`);
    const [major, minor] = kubernetesVersion.split(".");
    const say = (key: string, value: string) => `-X k8s.io/component-base/version.${key}=${value}`;
    const version = [
      say("gitVersion", `v${kubernetesVersion}`),
      say("gitMajor", major ?? ""),
      say("gitMinor", minor ?? ""),
    ].join(" ");
    const module = path.join(scratch, "kubernetes");
    await cp(source("kubernetes"), module, { recursive: true });
    const binary = (name: string, main: string, flags: string) =>
      go(module, "build", "-ldflags", `-s -w ${flags}`, "-o", path.join(done, name), main);
    await binary("etcd", "go.etcd.io/etcd/server/v3", "");
    await binary("kube-apiserver", "k8s.io/kubernetes/cmd/kube-apiserver", version);
    await copyDefinitions(go, scratch, path.join(done, "definitions"));
    await rename(done, root);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

type Go = (cwd: string, ...args: string[]) => Promise<string>;

function goIn(scratch: string): Go {
  const own = path.join(scratch, "go");
  const env = {
    GOPATH: own,
    GOMODCACHE: path.join(own, "mod"),
    GOCACHE: path.join(own, "cache"),
    GOTMPDIR: scratch,
    TMPDIR: scratch,
    XDG_CONFIG_HOME: path.join(scratch, "config"),
    GOFLAGS: "-mod=mod -modcacherw -trimpath",
    GOENV: "off",
    GOWORK: "off",
    CGO_ENABLED: "0",
  };
  return async (cwd, ...args) => (await execa("go", args, { cwd, env, stdin: "ignore" })).stdout;
}

async function copyDefinitions(go: Go, scratch: string, target: string): Promise<void> {
  const module = path.join(scratch, "definitions");
  await cp(source("kubernetes-definitions"), module, { recursive: true });
  await mkdir(target, { recursive: true });
  for (const [name, version] of await pinnedDefinitions()) {
    const { Dir: directory } = JSON.parse(await go(module, "mod", "download", "-json", `${name}@${version}`));
    for (const folder of definitionFolders[name] ?? []) {
      for (const file of await readdir(path.join(directory, folder))) {
        if (file.endsWith(".yaml")) await copyFile(path.join(directory, folder, file), path.join(target, file));
      }
    }
  }
}
