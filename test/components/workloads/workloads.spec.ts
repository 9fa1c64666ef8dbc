import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Value } from "../../../sandbox/core/model";
import { getAt, parsePath } from "../../../sandbox/core/values";
import { type Cloud, clouds } from "../../../src/facts/locations";
import { namespacePurposes } from "../../../src/plan/workloads";
import { fixtureShared } from "../../fixtures/topology";
import { regionOn } from "../../fixtures/workloads";
import type { Registration } from "../harness";
import { type Registered, workloadsOf, workloadsOn } from "./objects";

const on = {} as Record<Cloud, Registered>;
beforeAll(async () => {
  for (const cloud of clouds) on[cloud] = await workloadsOn(cloud);
});

/** What is at a path of an object (`spec.rules[0].name`); the test says of which type. */
function at<T = string>(value: unknown, steps: string): T {
  const found = getAt(value as Value, parsePath(steps) ?? []);
  if (found === undefined) throw new Error(`there is nothing at ${steps}`);
  return found as T;
}

const kindOf = ({ inputs }: Registration) => String(inputs.kind ?? "Release");
const ofKind = ({ kubernetes }: Registered, kind: string) =>
  kubernetes.filter((one) => kindOf(one) === kind).map(({ inputs }) => inputs);

function named(registered: Registered, kind: string, name: string): Record<string, unknown> {
  const [found, ...others] = ofKind(registered, kind).filter((inputs) => at(inputs, "metadata.name") === name);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} objects ${kind} ${name}`);
  return found;
}

const pod = "spec.template.spec";
const variables = (object: unknown): Record<string, string> => {
  const list = at<{ name: string; value: string }[]>(object, `${pod}.containers[0].env`);
  return Object.fromEntries(list.map(({ name, value }) => [name, value]));
};

/** Every value under a key of this name, at any depth. */
function everywhere<T>(value: unknown, key: string): T[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.entries(value);
  return inner.flatMap(([name, one]) => [...(name === key ? [one as T] : []), ...everywhere<T>(one, key)]);
}

const hosts: Readonly<Record<Cloud, RegExp>> = {
  aws: /^(111122223333|602401143452)\.dkr\.ecr\.us-east-1\.amazonaws\.com\//,
  gcp: /^europe-west3-docker\.pkg\.dev\/meridian-eu-west\//,
  alicloud: /^meridian-registry-vpc\.cn-hangzhou\.cr\.aliyuncs\.com\//,
};

/** How each cloud's driver is told of the database's password. */
const told: Readonly<Record<Cloud, readonly [string, Readonly<Record<string, string>>]>> = {
  aws: ["aws", { objectName: "id-of-database-app", objectType: "secretsmanager", objectAlias: "database-password" }],
  gcp: ["gke", { resourceName: "id-of-database-app/versions/latest", path: "database-password" }],
  alicloud: ["alibabacloud", { objectName: "database-app", objectType: "kms", objectAlias: "database-password" }],
};

const annotation = "service.beta.kubernetes.io";
const ingress: Readonly<Record<Cloud, object>> = {
  aws: {
    loadBalancerClass: "service.k8s.aws/nlb",
    annotations: {
      [`${annotation}/aws-load-balancer-eip-allocations`]: "eip-1",
      [`${annotation}/aws-load-balancer-subnets`]: "public-0",
    },
  },
  gcp: { loadBalancerIP: "203.0.113.7" },
  alicloud: {
    annotations: { [`${annotation}/alibaba-cloud-loadbalancer-id`]: "meridian-production-china-ingress-id" },
  },
};

describe.each(clouds)("on %s", (cloud) => {
  it("everything is in the region's own cluster, once", () => {
    const { kubernetes } = on[cloud];
    const provider = `${regionOn[cloud]().name}-kubernetes`;
    expect(kubernetes.filter((one) => one.provider !== provider)).toEqual([]);
    expect(new Set(kubernetes.map(({ name }) => name)).size).toBe(kubernetes.length);
  });

  it("another cluster is another provider, and a kubeconfig that only reads otherwise is not", () => {
    const [provider] = on[cloud].all.filter(({ type }) => type === "pulumi:providers:kubernetes");
    const { name, number } = regionOn[cloud]();
    expect(provider?.inputs).toEqual({
      kubeconfig: expect.stringContaining(name),
      clusterIdentifier: `https://oidc.example.com/${name} https://10.${number}.0.2`,
      enableServerSideApply: "true",
      deleteUnreachable: "true",
    });
  });

  it("no password is in any object", () => {
    expect(JSON.stringify(on[cloud].all)).not.toContain("Password-of-");
  });

  it("every image comes from the region's registry, and China's charts too", () => {
    const inputs = on[cloud].kubernetes.map((one) => one.inputs);
    const places = [...everywhere<unknown>(inputs, "image"), ...everywhere<unknown>(inputs, "repository")];
    const texts = places.filter((value) => typeof value === "string");
    expect(texts.length).toBeGreaterThan(12);
    for (const text of texts) expect(text).toMatch(hosts[cloud]);
    for (const { chart, version } of ofKind(on[cloud], "Release")) {
      expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
      if (regionOn[cloud]().isolated) expect(String(chart).replace(/^oci:\/\//, "")).toMatch(hosts[cloud]);
    }
  });

  it("secrets are files, by the cloud's own driver", () => {
    const provided = named(on[cloud], "SecretProviderClass", "service");
    const parameters = at<Record<string, string>>(provided, "spec.parameters");
    const files: Record<string, string>[] = JSON.parse(parameters.objects ?? parameters.secrets ?? "[]");
    const password = files.find(({ objectAlias, path }) => (objectAlias ?? path) === "database-password");
    expect([at(provided, "spec.provider"), password]).toEqual(told[cloud]);
    const deployment = named(on[cloud], "Deployment", "service");
    expect(at(deployment, `${pod}.volumes[0].csi`)).toEqual({
      driver: cloud === "gcp" ? "secrets-store-gke.csi.k8s.io" : "secrets-store.csi.k8s.io",
      readOnly: true,
      volumeAttributes: { secretProviderClass: "service" },
    });
    const known = variables(deployment);
    expect(known.DATABASE_PASSWORD_FILE).toBe("/var/run/secrets/meridian/database-password");
    expect(known.CACHE_AUTH).toBe(cloud === "gcp" ? "identity" : "password");
    expect(known.CACHE_PASSWORD_FILE !== undefined).toBe(cloud !== "gcp");
  });

  it("pods have a file with the authority of each store whose certificate no system knows", () => {
    const files = {
      database: "/var/run/meridian/database/server-ca.pem",
      cache: "/var/run/meridian/cache/server-ca.pem",
    };
    const cacheFile = { aws: undefined, gcp: files.cache, alicloud: files.database }[cloud];
    for (const name of ["service", "worker"]) {
      const deployment = named(on[cloud], "Deployment", name);
      const known = variables(deployment);
      expect(known.DATABASE_SSL_ROOT_CERT).toBe(files.database);
      expect(known.CACHE_SSL_ROOT_CERT).toBe(cacheFile);
      const mounts = at<{ name: string; mountPath: string }[]>(deployment, `${pod}.containers[0].volumeMounts`);
      const volumes = at<{ name: string; configMap?: { name: string } }[]>(deployment, `${pod}.volumes`);
      for (const told of [known.DATABASE_SSL_ROOT_CERT, known.CACHE_SSL_ROOT_CERT].filter((one) => one !== undefined)) {
        const mount = mounts.find(({ mountPath }) => told === `${mountPath}/server-ca.pem`);
        expect(volumes.filter((volume) => volume.name === mount?.name)).toHaveLength(1);
      }
    }
    const given = ofKind(on[cloud], "ConfigMap").filter((inputs) => at(inputs, "metadata.name") === "cache-ca");
    expect(given.map(({ data }) => data)).toEqual(
      cloud === "gcp" ? [{ "server-ca.pem": expect.stringContaining("MIIC") }] : [],
    );
  });

  it("volumes are encrypted with the region's key", () => {
    const { parameters } = named(on[cloud], "StorageClass", "meridian");
    expect(Object.values(parameters as object)).toContain("key-disks");
    expect(JSON.stringify(parameters)).toContain("meridian-residency");
  });

  it("each workload may do what it is for, and no other", () => {
    const brief = on[cloud].identities.map(({ serviceAccount, namespace, permissions }) => [
      `${namespace}/${serviceAccount}`,
      permissions.filter(({ kind }) => kind === "read-secret").length,
      permissions.map(({ kind }) => kind).filter((kind) => kind !== "read-secret"),
    ]);
    const own = cloud === "gcp" ? 1 : 2;
    const [read, write] = ["read-objects", "write-objects"];
    expect(brief).toEqual([
      ["meridian-system/database-roles", 5, []],
      ["meridian/service", own, [write, read, write, "use-cache"]],
      ["meridian/worker", own, [write, write, write, "use-cache"]],
    ]);
    for (const { serviceAccount } of on[cloud].identities)
      expect(named(on[cloud], "ServiceAccount", serviceAccount)).toMatchObject({
        metadata: { annotations: { "example.com/role": serviceAccount } },
        automountServiceAccountToken: false,
      });
  });

  it("the ingress answers on the network's reserved address", () => {
    const proxy = named(on[cloud], "EnvoyProxy", "ingress");
    expect(at<object>(proxy, "spec.provider.kubernetes.envoyService")).toMatchObject(ingress[cloud]);
    const bound = on[cloud].all.filter(({ type }) => type === "alicloud:ecs/eipAssociation:EipAssociation");
    expect(bound.map(({ inputs }) => inputs.allocationId)).toEqual(cloud === "alicloud" ? ["eip-1"] : []);
  });
});

describe("namespaces", () => {
  it("are restricted, counted, and closed both ways until something is named", () => {
    for (const purpose of namespacePurposes) {
      const namespace = purpose === "apps" ? "meridian" : `meridian-${purpose}`;
      const labels = at<Record<string, string>>(named(on.gcp, "Namespace", namespace), "metadata.labels");
      for (const mode of ["enforce", "audit", "warn"])
        expect(labels[`pod-security.kubernetes.io/${mode}`]).toBe("restricted");
      const inside = (kind: string) =>
        ofKind(on.gcp, kind).filter((inputs) => at(inputs, "metadata.namespace") === namespace);
      expect(inside("ResourceQuota")).toHaveLength(1);
      expect(inside("LimitRange")).toHaveLength(1);
      const denies = inside("NetworkPolicy").filter((inputs) => at(inputs, "metadata.name") === "default-deny");
      expect(denies.map(({ spec }) => spec)).toEqual([
        { podSelector: {}, policyTypes: ["Ingress", "Egress"], ingress: [], egress: [] },
      ]);
    }
  });

  it("let pods of the service reach this region's stores and no other's", () => {
    const egress = at<unknown>(named(on.aws, "NetworkPolicy", "out"), "spec.egress");
    for (const { cidr, except } of everywhere<{ cidr: string; except?: string[] }>(egress, "ipBlock")) {
      if (cidr === "0.0.0.0/0") expect(except).toContain("10.0.0.0/8");
      else expect(cidr).toMatch(/^(10\.1\.0\.0\/16|169\.254\.)/);
    }
    expect(everywhere(egress, "port")).toEqual([5432, 6379, 443, 80]);
  });
});

describe("the service", () => {
  it("is asked for itself only, is spread, and leaves in time", () => {
    const deployment = named(on.gcp, "Deployment", "service");
    for (const probe of ["startupProbe", "livenessProbe", "readinessProbe"])
      expect(at(deployment, `${pod}.containers[0].${probe}.httpGet.path`)).toBe("/health");
    const spread = at<{ topologyKey: string; whenUnsatisfiable: string }[]>(
      deployment,
      `${pod}.topologySpreadConstraints`,
    );
    expect(spread.map(({ topologyKey, whenUnsatisfiable }) => [topologyKey, whenUnsatisfiable])).toEqual([
      ["topology.kubernetes.io/zone", "DoNotSchedule"],
      ["kubernetes.io/hostname", "ScheduleAnyway"],
    ]);
    expect(at(deployment, `${pod}.terminationGracePeriodSeconds`)).toBe(300);
    expect(at<number>(deployment, `${pod}.containers[0].lifecycle.preStop.sleep.seconds`)).toBeLessThan(300);
    expect(at(named(on.gcp, "PodDisruptionBudget", "service"), "spec.maxUnavailable")).toBe("25%");
    expect(deployment.spec).not.toHaveProperty("replicas");
  });

  it("is told where it is", () => {
    expect(variables(named(on.alicloud, "Deployment", "worker"))).toMatchObject({
      MERIDIAN_REGION: "china",
      MERIDIAN_LOCALE: "zh-CN",
      MERIDIAN_HOST: "api-cn.meridian.cn",
      TZ: "Asia/Shanghai",
      DATABASE_USER: "app",
      CACHE_TLS: "true",
    });
    expect(variables(named(on.aws, "Deployment", "service")).DATABASE_SSL_MODE).toBe("verify-full");
  });

  it.each([
    ["service", "requestsWaiting", "sum", [10, 100]],
    ["worker", "jobsWaiting", "max", [2, 5]],
  ])("and its workers grow by CPU, memory and their queue: %s", (name, field, over, [min, max]) => {
    const scaled = named(on.gcp, "ScaledObject", name);
    expect(scaled.spec).toMatchObject({ minReplicaCount: min, maxReplicaCount: max });
    expect(at(scaled, "spec.triggers")).toMatchObject([
      { type: "cpu", metricType: "Utilization", metadata: { value: "70" } },
      { type: "memory", metricType: "Utilization", metadata: { value: "70" } },
      { type: "metrics-api", metadata: { valueLocation: field, targetValue: "100", aggregationType: over } },
    ]);
    expect(at(scaled, "spec.advanced.horizontalPodAutoscalerConfig.behavior")).toMatchObject({
      scaleUp: { policies: [{ type: "Percent", value: 100, periodSeconds: 300 }] },
      scaleDown: {
        stabilizationWindowSeconds: 600,
        policies: [{ type: "Percent", value: 40, periodSeconds: 600 }],
        tolerance: "0.571",
      },
    });
  });

  it("does not show its figures to the world", () => {
    const route = named(on.gcp, "HTTPRoute", "service");
    expect(at(route, "spec.rules")).toMatchObject([
      { matches: [{ path: { type: "Exact", value: "/scaling" } }], filters: [{ extensionRef: { name: "hidden" } }] },
      { matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs: [{ name: "service", port: 8080 }] },
    ]);
    expect(named(on.gcp, "HTTPRouteFilter", "hidden").spec).toEqual({ directResponse: { statusCode: 404 } });
  });
});

describe("the database's authority", () => {
  it.each(["aws", "alicloud"] as const)(
    "on %s is fetched once for each pod, and not again when its node starts again",
    (cloud) => {
      const folder = mkdtempSync(join(tmpdir(), "meridian-ca-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const program = (name: string, script: string) =>
        writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      const init = at(named(on[cloud], "Deployment", "service"), `${pod}.initContainers[0].args[0]`);
      const start = () =>
        execFileSync("sh", ["-ec", init.replaceAll("/var/run/meridian/database", folder)], {
          env: { PATH: `${folder}:${process.env.PATH}`, SERVER_CA: "https://example.com/bundle" },
          timeout: 5000,
        });
      program("wget", `echo "$6" > "$5"`);
      program("unzip", `cat "$2"`);
      start();
      const bundle = () => readFileSync(join(folder, "server-ca.pem"), "utf8");
      expect(bundle()).toBe("https://example.com/bundle\n");
      program("wget", "exit 1");
      start();
      expect(bundle()).toBe("https://example.com/bundle\n");
    },
  );
});

describe("the certificate", () => {
  afterEach(() => pulumi.runtime.setAllConfig({}));

  it("of an isolated region comes from its own CA", () => {
    const server = (cloud: Cloud) => at(named(on[cloud], "Issuer", "acme"), "spec.acme.server");
    expect(server("alicloud")).toBe("https://acme.ca.example.cn/directory");
    expect(server("gcp")).toContain("letsencrypt");
    expect(at(named(on.alicloud, "Certificate", "ingress-tls"), "spec.dnsNames")).toEqual(["api-cn.meridian.cn"]);
  });

  it("is bound to an account at the CA where the stack file names one, its key being a secret of the stack", async () => {
    pulumi.runtime.setConfig("meridian:acmeKey", "c2VjcmV0");
    const acme = { directory: "https://acme.ca.example.cn/directory", externalAccount: "kid-1" };
    const registered = await workloadsOf(regionOn.alicloud({ ingress: { acme } }));
    expect(at(named(registered, "Issuer", "acme"), "spec.acme.externalAccountBinding")).toEqual({
      keyID: "kid-1",
      keySecretRef: { name: "acme-external-account", key: "key" },
    });
    // Marked as a secret, so that the state file has it encrypted.
    const { stringData } = named(registered, "Secret", "acme-external-account");
    expect(stringData).toMatchObject({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" });
  });
});

describe("the database's roles", () => {
  const jobOf = (registered: Registered) => ofKind(registered, "Job")[0];
  const nameOf = (registered: Registered) => at(jobOf(registered), "metadata.name");

  it("are made anew by another job when what is said of them changes", async () => {
    const before = nameOf(on.gcp);
    expect(before).toMatch(/^database-roles-[0-9a-f]{10}$/);
    const users = {
      store: "postgres" as const,
      replication: "bidirectional" as const,
      conflict: "last-write-wins" as const,
      recoveryPointSeconds: 300,
      personal: true,
      critical: false,
    };
    const edge = { dataClass: "users", from: "eu-west", to: "us-east", legalBasis: "scc-2021-914" };
    const shared = fixtureShared({ dataClasses: { users }, replication: [edge] });
    expect(nameOf(await workloadsOf(regionOn.gcp(), shared))).not.toBe(before);
  });

  it("are made by one that checks whom it talks to", () => {
    const modes = clouds.map((cloud) => [cloud, variables(jobOf(on[cloud])).PGSSLMODE]);
    expect(Object.fromEntries(modes)).toEqual({ aws: "verify-full", gcp: "verify-ca", alicloud: "verify-full" });
    expect(at(jobOf(on.aws), `${pod}.initContainers`)).toHaveLength(1);
    expect(at(jobOf(on.alicloud), `${pod}.initContainers[0].args[0]`)).toContain("unzip");
    expect(at(jobOf(on.gcp), `${pod}.initContainers`)).toEqual([]);
  });
});
