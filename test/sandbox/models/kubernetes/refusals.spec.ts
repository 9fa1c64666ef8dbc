/** What an API server, or the kubelet after it, has against objects. */
import { beforeEach, describe, expect, it } from "vitest";
import { kubernetes } from "../../../../sandbox/models/kubernetes";
import { amount } from "../../../../sandbox/models/kubernetes/quantity";
import { type Driver, driver } from "../../core/harness";

const types = {
  namespace: "kubernetes:core/v1:Namespace",
  account: "kubernetes:core/v1:ServiceAccount",
  limits: "kubernetes:core/v1:LimitRange",
  quota: "kubernetes:core/v1:ResourceQuota",
  service: "kubernetes:core/v1:Service",
  priority: "kubernetes:scheduling.k8s.io/v1:PriorityClass",
  deployment: "kubernetes:apps/v1:Deployment",
  job: "kubernetes:batch/v1:Job",
  cron: "kubernetes:batch/v1:CronJob",
  autoscaler: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  budget: "kubernetes:policy/v1:PodDisruptionBudget",
  policy: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  scaled: "kubernetes:keda.sh/v1alpha1:ScaledObject",
  gateway: "kubernetes:gateway.networking.k8s.io/v1:Gateway",
  route: "kubernetes:gateway.networking.k8s.io/v1:HTTPRoute",
  certificate: "kubernetes:cert-manager.io/v1:Certificate",
  release: "kubernetes:helm.sh/v3:Release",
} as const;

let cluster: Driver;
const metadata = { name: "a", namespace: "apps" };
const labels = { app: "a" };

beforeEach(() => {
  cluster = driver(kubernetes, { account: "one", region: "" });
  cluster.make(types.namespace, "apps", {
    metadata: { name: "apps", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
});

const container = {
  name: "a",
  image: "registry.example.com/a:1",
  securityContext: {
    allowPrivilegeEscalation: false,
    runAsNonRoot: true,
    capabilities: { drop: ["ALL"] },
    seccompProfile: { type: "RuntimeDefault" },
  },
};

const deploymentOf = (pod: Record<string, unknown> = {}, own: Record<string, unknown> = {}) =>
  ({
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ ...container, ...own }], ...pod } },
    },
  }) as never;

describe("a deployment", () => {
  const refused = (pod?: Record<string, unknown>, own?: Record<string, unknown>) => () =>
    cluster.make(types.deployment, "d", deploymentOf(pod, own));

  it("is made with what it needs, and its selector stays", () => {
    const made = cluster.make(types.deployment, "d", deploymentOf());
    expect(made.id).toBe("apps/a");
    expect(cluster.diff(made, { ...made.inputs, metadata: { ...metadata, labels } }).replaces).toEqual([]);
    const other = { selector: { matchLabels: { app: "b" } }, template: { metadata: { labels: { app: "b" } } } };
    const spec = { ...(made.inputs.spec as object), ...other };
    expect(cluster.diff(made, { ...made.inputs, spec } as never).replaces).toEqual(["spec.selector.matchLabels.app"]);
  });

  it("knows its fields by the API server's schema, at any depth", () => {
    const failures = (own: Record<string, unknown>) => cluster.failures(types.deployment, deploymentOf({}, own));
    expect(failures({ port: [] })).toEqual([expect.stringContaining("did you mean ports?")]);
    expect(failures({ ports: [{ containerPort: "80" }] })).toEqual([expect.stringContaining("expected an integer")]);
    expect(failures({ ports: [{ name: "http" }] })).toEqual([expect.stringContaining("containerPort: missing")]);
    expect(failures({ imagePullPolicy: "Sometimes" })).toHaveLength(1);
    expect(failures({ resources: { requests: { memory: "1 GB" } } })).toEqual([expect.stringContaining("a quantity")]);
    expect(failures({ livenessProbe: { httpGet: { port: true } } })).toEqual([expect.stringContaining("whole number")]);
  });

  it("has parts that fit one another", () => {
    expect(refused({}, { resources: { requests: { cpu: "1" }, limits: { cpu: "500m" } } })).toThrow(
      /less than or equal/,
    );
    expect(refused({}, { volumeMounts: [{ name: "data", mountPath: "/data" }] })).toThrow(/Not found: "data"/);
    expect(
      refused({ terminationGracePeriodSeconds: 5 }, { lifecycle: { preStop: { sleep: { seconds: 9 } } } }),
    ).toThrow(/terminationGracePeriodSeconds \(5\)/);
    expect(refused({ restartPolicy: "Never" })).toThrow(/supported values: "Always"/);
    expect(refused({ containers: [container, container] })).toThrow(/Duplicate value: name/);
    const other = {
      metadata,
      spec: {
        selector: { matchLabels: { app: "b" } },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    };
    expect(() => cluster.make(types.deployment, "d", other)).toThrow(/does not match template `labels`/);
  });

  it("finds what its pods want to mount, to be and to rank as", () => {
    expect(refused({ serviceAccountName: "who" })).toThrow(/serviceaccount "who" not found/);
    expect(refused({ priorityClassName: "urgent" })).toThrow(/no PriorityClass with name urgent/);
    expect(refused({ volumes: [{ name: "v", configMap: { name: "none" } }] })).toThrow(/configmap "none" not found/);
    const csi = { driver: "secrets-store.csi.k8s.io", volumeAttributes: { secretProviderClass: "none" } };
    expect(refused({ volumes: [{ name: "v", csi }] })).toThrow(/secretproviderclass "none" not found/);
    cluster.make(types.account, "s", { metadata: { name: "who", namespace: "apps" } });
    cluster.make(types.priority, "p", { metadata: { name: "urgent" }, value: 10 });
    expect(refused({ serviceAccountName: "who", priorityClassName: "urgent" })).not.toThrow();
  });

  it("keeps to the Pod Security standard of its namespace", () => {
    expect(refused({}, { securityContext: {} })).toThrow(
      /violates PodSecurity "restricted:latest": allowPrivilegeEscalation.*capabilities.*runAsNonRoot.*seccompProfile/,
    );
    expect(refused({ hostNetwork: true })).toThrow(/hostNetwork/);
    expect(refused({ volumes: [{ name: "v", hostPath: { path: "/" } }] })).toThrow(/restricted volume types/);
    cluster.make(types.namespace, "free", { metadata: { name: "free" } });
    const free = {
      ...(deploymentOf({}, { securityContext: {} }) as object),
      metadata: { name: "a", namespace: "free" },
    };
    expect(() => cluster.make(types.deployment, "f", free as never)).not.toThrow();
  });
});

describe("a job", () => {
  it("ends sometime, and another template is another job", () => {
    const spec = (image: string) => ({
      template: { spec: { containers: [{ ...container, image }], restartPolicy: "Never" } },
    });
    const made = cluster.make(types.job, "j", { metadata, spec: spec("a:1") });
    expect(cluster.diff(made, { ...made.inputs, spec: spec("a:2") })).toMatchObject({
      replaces: ["spec.template.spec.containers[0].image"],
      deleteBeforeReplace: true,
    });
    const endless = { metadata: { ...metadata, name: "b" }, spec: { template: { spec: { containers: [container] } } } };
    expect(cluster.failures(types.job, endless)).toEqual([expect.stringContaining('"OnFailure", "Never"')]);
    const cron = { metadata, spec: { schedule: "* * *", jobTemplate: { spec: spec("a:1") } } };
    expect(cluster.failures(types.cron, cron)).toEqual([expect.stringContaining("exactly 5 fields")]);
  });
});

describe("limits and ranks", () => {
  it("are quantities that fit one another", () => {
    expect([amount("500m"), amount("1Gi"), amount("2e3"), amount("1.5k"), amount("x")]).toEqual([
      0.5,
      1073741824,
      2000,
      1500,
      undefined,
    ]);
    expect(cluster.failures(types.quota, { metadata, spec: { hard: { pods: "ten" } } })).toHaveLength(1);
    const limits = (most: string) => ({
      metadata,
      spec: { limits: [{ type: "Container", defaultRequest: { memory: "1Gi" }, default: { memory: most } }] },
    });
    expect(cluster.failures(types.limits, limits("512Mi"))).toEqual([
      expect.stringContaining("greater than default limit"),
    ]);
    expect(cluster.failures(types.limits, limits("2Gi"))).toEqual([]);
  });

  it("of priority are below the system's own, and stay", () => {
    const failures = (name: string, value: number) => cluster.failures(types.priority, { metadata: { name }, value });
    expect(failures("high", 1_000_000_001)).toEqual([expect.stringContaining("maximum allowed value")]);
    expect(failures("system-high", 1)).toEqual([expect.stringContaining("reserved for system use")]);
    const made = cluster.make(types.priority, "p", { metadata: { name: "high" }, value: 1 });
    expect(() => cluster.change(made, { ...made.inputs, value: 2 })).toThrow(/may not be changed in an update/);
  });
});

describe("a service", () => {
  it("has ports, and keeps its kind and address", () => {
    const failures = (spec: Record<string, unknown>) => cluster.failures(types.service, { metadata, spec } as never);
    expect(failures({ ports: [] })).toHaveLength(1);
    expect(failures({ ports: [{ port: 70000 }] })).toEqual([expect.stringContaining("between 1 and 65535")]);
    expect(failures({ ports: [{ port: 80 }, { port: 81 }] })).toEqual(
      expect.arrayContaining([expect.stringContaining("each of several ports has a name")]),
    );
    const made = cluster.make(types.service, "s", { metadata, spec: { ports: [{ port: 80 }] } });
    const typed = { ...made.inputs, spec: { type: "LoadBalancer", ports: [{ port: 80 }] } };
    expect(cluster.diff(made, typed).replaces).toEqual(["spec.type"]);
  });
});

describe("what holds pods back", () => {
  it("says what it means: budgets and autoscalers", () => {
    const budget = (spec: Record<string, unknown>) => cluster.failures(types.budget, { metadata, spec } as never);
    expect(budget({ minAvailable: 1, maxUnavailable: 1 })).toEqual([expect.stringContaining("cannot be both set")]);
    expect(budget({ maxUnavailable: "a third" })).toEqual([expect.stringContaining("percent")]);
    expect(budget({ maxUnavailable: "25%" })).toEqual([]);
    const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "a" };
    const spec = { scaleTargetRef, minReplicas: 3, maxReplicas: 2 };
    expect(cluster.failures(types.autoscaler, { metadata, spec })).toEqual([expect.stringContaining("`minReplicas`")]);
    expect(() => cluster.make(types.autoscaler, "h", { metadata, spec: { ...spec, maxReplicas: 5 } })).toThrow(
      /deployments.apps "a" not found/,
    );
  });

  it("names blocks and ports that are some: network policies", () => {
    const egress = (to: unknown, ports: unknown = []) =>
      cluster.failures(types.policy, { metadata, spec: { podSelector: {}, egress: [{ to: [to], ports }] } } as never);
    expect(egress({})).toEqual([expect.stringContaining("must specify a peer")]);
    expect(egress({ ipBlock: { cidr: "10.0.0.0" } })).toEqual([expect.stringContaining("must be a valid CIDR")]);
    expect(egress({ ipBlock: { cidr: "10.0.0.0/8", except: ["11.0.0.0/16"] } })).toEqual([
      expect.stringContaining("strict subset"),
    ]);
    expect(egress({ ipBlock: { cidr: "10.0.0.0/8" }, podSelector: {} })).toEqual([
      expect.stringContaining("both ipBlock"),
    ]);
    expect(egress({ podSelector: {} }, [{ port: 80, endPort: 79 }])).toEqual([expect.stringContaining("`port`")]);
    expect(egress({ podSelector: {} }, [{ port: "http", endPort: 79 }])).toEqual([
      expect.stringContaining("not numeric"),
    ]);
    const unknown = { metadata, spec: { podSelector: {}, policyTypes: ["Both"] } };
    expect(cluster.failures(types.policy, unknown)).toEqual([expect.stringContaining("is not one of Egress, Ingress")]);
  });
});

describe("a release", () => {
  const keda = { chart: "keda", version: "2.21.0", name: "keda", namespace: "apps" };
  const repositoryOpts = { repo: "https://charts.example.com" };

  it("says which chart, which version, and from where", () => {
    const failures = (inputs: Record<string, unknown>) => cluster.failures(types.release, inputs as never);
    expect(failures(keda)).toEqual([expect.stringContaining("no repository says where it is")]);
    expect(failures({ ...keda, version: ">2", repositoryOpts })).toEqual([expect.stringContaining("is no version")]);
    expect(failures({ ...keda, chart: "oci://example.com/keda", repositoryOpts })).toHaveLength(1);
    expect(failures({ ...keda, name: "k".repeat(54), repositoryOpts })).toHaveLength(1);
    expect(() => cluster.make(types.release, "k", { ...keda, repositoryOpts, namespace: "none" })).toThrow(
      /"none" not found/,
    );
    const made = cluster.make(types.release, "k", { ...keda, repositoryOpts, values: { any: [{ thing: 1 }] } });
    expect(made.state.status).toMatchObject({ chart: "keda", version: "2.21.0", status: "deployed" });
    expect(() => cluster.make(types.release, "l", { ...keda, repositoryOpts })).toThrow(/still in use/);
  });

  it("comes before the kinds that its chart defines", () => {
    cluster.make(types.deployment, "d", deploymentOf());
    const scaled = (type: string) => ({
      metadata,
      spec: { scaleTargetRef: { name: "a" }, maxReplicaCount: 3, triggers: [{ type, metadata: { value: "70" } }] },
    });
    expect(() => cluster.make(types.scaled, "s", scaled("cpu"))).toThrow(/no matches for kind "ScaledObject"/);
    cluster.make(types.release, "k", { ...keda, repositoryOpts });
    expect(() => cluster.make(types.scaled, "s", scaled("cpu"))).toThrow(/doesn't have the cpu request defined/);
    const inverted = { ...scaled("cron"), spec: { ...scaled("cron").spec, minReplicaCount: 4 } };
    expect(cluster.failures(types.scaled, inverted)).toEqual([expect.stringContaining("`minReplicaCount`")]);
    cluster.make(types.scaled, "s", scaled("cron"));
  });

  it("of a gateway and a CA comes before what they answer for, which names things that are there", () => {
    const listeners = [{ name: "http", port: 80, protocol: "HTTP" }];
    const gateway = { metadata, spec: { gatewayClassName: "none", listeners } };
    expect(() => cluster.make(types.gateway, "g", gateway)).toThrow(/no matches for kind "Gateway"/);
    const chart = "oci://docker.io/envoyproxy/gateway-helm";
    cluster.make(types.release, "e", { chart, version: "v1.9.1", name: "envoy-gateway", namespace: "apps" });
    expect(() => cluster.make(types.gateway, "g", gateway)).toThrow(/no GatewayClass none/);
    const route = { metadata, spec: { rules: [{ backendRefs: [{ name: "none", port: 80 }] }] } };
    expect(() => cluster.make(types.route, "r", route)).toThrow(/Service apps\/none not found/);
    const issuers = {
      chart: "oci://quay.io/jetstack/charts/cert-manager",
      version: "v1.21.2",
      name: "c",
      namespace: "apps",
    };
    cluster.make(types.release, "c", issuers);
    const certificate = { metadata, spec: { secretName: "tls", issuerRef: { name: "none" } } };
    expect(() => cluster.make(types.certificate, "t", certificate)).toThrow(/"Issuer" not found: none/);
  });
});
