/** Network policies: nothing goes in or out of a namespace but what is named here. */
import { NetworkPolicy } from "@pulumi/kubernetes/networking/v1/networkPolicy";
import type { networking } from "@pulumi/kubernetes/types/input";
import type * as pulumi from "@pulumi/pulumi";
import { type NamespacePurpose, namespacePurposes } from "../../plan/workloads";
import { rolesComponent } from "./roles";
import { type Scope, selectorOf } from "./scope";

type Peer = networking.v1.NetworkPolicyPeer;
type Port = networking.v1.NetworkPolicyPort;

interface Rule {
  readonly peers: readonly Peer[];
  readonly ports: readonly Port[];
}

interface Policy {
  readonly namespace: NamespacePurpose;
  readonly name: string;
  /** All pods of the namespace where it is empty. */
  readonly pods: networking.v1.NetworkPolicySpec["podSelector"];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

const tcp = (...ports: pulumi.Input<number>[]): Port[] => ports.map((port) => ({ protocol: "TCP", port }));
const block = (cidr: string, except: string[] = []): Peer => ({
  ipBlock: { cidr, ...(except.length > 0 && { except }) },
});
const namespaceNamed = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

/** Everybody's private networks, other regions' among them, and the nodes' own addresses. */
const elsewhere = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"];
/** Where NodeLocal DNSCache listens on each node. */
const nodeLocalDns = "169.254.20.10/32";

/** Pods of the Envoy that Envoy Gateway runs. */
const envoyPods = { matchLabels: { "app.kubernetes.io/name": "envoy", "app.kubernetes.io/component": "proxy" } };
/** Envoy Gateway lets Envoy listen on the listener's port and this: no pod may listen below 1024. */
const unprivileged = 10_000;
/** Ports on which the API server asks: webhooks of cert-manager, KEDA and Envoy Gateway, and KEDA's metrics. */
const askedByApiServer = [10250, 9443, 6443];
/** The API server itself, which some clouds put on the one and some on the other. */
const apiServer = tcp(443, 6443);

export function createPolicies(scope: Scope): readonly NetworkPolicy[] {
  return policies(scope).map(({ namespace, name, pods, ingress, egress }) => {
    const types = [...(ingress ? ["Ingress"] : []), ...(egress ? ["Egress"] : [])];
    return new NetworkPolicy(
      scope.name(`policy-${namespace}-${name}`),
      {
        metadata: scope.metadata(namespace, name),
        spec: {
          podSelector: pods,
          policyTypes: types,
          ...(ingress && { ingress: ingress.map(({ peers, ports }) => ({ from: [...peers], ports: [...ports] })) }),
          ...(egress && { egress: egress.map(({ peers, ports }) => ({ to: [...peers], ports: [...ports] })) }),
        },
      },
      scope.child({ dependsOn: scope.inside(namespace) }),
    );
  });
}

function policies(scope: Scope): Policy[] {
  return [
    ...namespacePurposes.map(
      (namespace): Policy => ({ namespace, name: "default-deny", pods: {}, ingress: [], egress: [] }),
    ),
    ...namespacePurposes.map((namespace): Policy => ({ namespace, name: "dns", pods: {}, egress: [dns] })),
    ...apps(scope),
    ...system(scope),
    gateway(scope),
  ];
}

const dns: Rule = {
  peers: [{ namespaceSelector: namespaceNamed("kube-system") }, block(nodeLocalDns)],
  ports: [
    { protocol: "UDP", port: 53 },
    { protocol: "TCP", port: 53 },
  ],
};

/** Databases and caches of this region, and of no other. */
function stores({ context, args, integration }: Scope): Rule {
  return {
    peers: [block(context.network.cidr)],
    ports: [
      ...tcp(args.database.port, args.cache.port),
      ...integration.cachePorts.map((ports) => ({ protocol: "TCP", ...ports })),
    ],
  };
}

function apps(scope: Scope): Policy[] {
  const { plan, context, integration } = scope;
  const asking: Peer[] = [
    { namespaceSelector: namespaceNamed(plan.namespaces.gateway.name), podSelector: envoyPods },
    {
      namespaceSelector: namespaceNamed(plan.namespaces.system.name),
      podSelector: { matchLabels: { "app.kubernetes.io/name": "keda-operator" } },
    },
  ];
  return [
    {
      namespace: "apps",
      name: "service",
      pods: { matchLabels: selectorOf("service") },
      ingress: [{ peers: asking, ports: tcp(plan.port) }],
    },
    {
      namespace: "apps",
      name: "out",
      pods: {},
      egress: [
        stores(scope),
        { peers: [block(context.network.cidr), block("0.0.0.0/0", elsewhere)], ports: tcp(443) },
        ...integration.metadata.map(({ cidr, port }): Rule => ({ peers: [block(cidr)], ports: tcp(port) })),
      ],
    },
  ];
}

function system(scope: Scope): Policy[] {
  const { plan, context, integration } = scope;
  return [
    {
      namespace: "system",
      name: "database-roles",
      pods: { matchLabels: selectorOf(rolesComponent) },
      egress: [stores(scope), { peers: [block("0.0.0.0/0", elsewhere)], ports: tcp(443) }],
    },
    {
      namespace: "system",
      name: "add-ons",
      pods: { matchExpressions: [{ key: "app.kubernetes.io/component", operator: "NotIn", values: [rolesComponent] }] },
      ingress: [within, fromApiServer(context.network.cidr)],
      egress: [
        within,
        { peers: [block("0.0.0.0/0", ["169.254.0.0/16"])], ports: apiServer },
        // cert-manager looks itself whether the CA will find its answer.
        { peers: [block("0.0.0.0/0", elsewhere)], ports: tcp(80) },
        {
          peers: [
            {
              namespaceSelector: namespaceNamed(plan.namespaces.apps.name),
              podSelector: { matchLabels: selectorOf("service") },
            },
          ],
          ports: tcp(plan.port),
        },
        ...integration.metadata.map(({ cidr, port }): Rule => ({ peers: [block(cidr)], ports: tcp(port) })),
      ],
    },
  ];
}

/** Between pods of the same namespace, on any port. */
const within: Rule = { peers: [{ podSelector: {} }], ports: [] };

/** The control plane comes from an address in the network, or through an agent in kube-system. */
const fromApiServer = (cidr: string): Rule => ({
  peers: [block(cidr), { namespaceSelector: namespaceNamed("kube-system") }],
  ports: tcp(...askedByApiServer),
});

function gateway({ plan, context }: Scope): Policy {
  return {
    namespace: "gateway",
    name: "gateway",
    pods: {},
    ingress: [
      within,
      fromApiServer(context.network.cidr),
      { peers: [block("0.0.0.0/0")], ports: tcp(80 + unprivileged, 443 + unprivileged) },
    ],
    egress: [
      within,
      { peers: [block("0.0.0.0/0", ["169.254.0.0/16"])], ports: apiServer },
      { peers: [{ namespaceSelector: namespaceNamed(plan.namespaces.apps.name) }], ports: tcp(plan.port) },
    ],
  };
}
