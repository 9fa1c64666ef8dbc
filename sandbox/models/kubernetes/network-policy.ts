/** Network policies. */
import { Netmask } from "netmask";
import type { Properties, Refusal } from "../../core/model";
import { isList } from "../../core/values";
import { defineKind, listAt, objectAt, refuse } from "./object";

function parse(block: unknown): Netmask | undefined {
  if (typeof block !== "string" || !/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/.test(block)) return undefined;
  try {
    return new Netmask(block);
  } catch {
    return undefined;
  }
}

function checkPeer(peer: Properties, path: string): readonly Refusal[] {
  const { ipBlock, ...selectors } = peer;
  if (ipBlock === undefined) {
    return refuse(Object.keys(selectors).length === 0, path, "Required value: must specify a peer");
  }
  const { cidr, except } = objectAt(peer, "ipBlock");
  const outer = parse(cidr);
  return [
    ...refuse(Object.keys(selectors).length > 0, path, "Forbidden: may not specify both ipBlock and another peer"),
    ...refuse(
      cidr !== undefined && !outer,
      `${path}.ipBlock.cidr`,
      `Invalid value: ${JSON.stringify(cidr)}: must be a valid CIDR`,
    ),
    ...(isList(except) ? except : []).flatMap((hole, index) => {
      const inner = parse(hole);
      const inside = inner && outer?.contains(inner) && inner.bitmask > outer.bitmask;
      const reason = `Invalid value: ${JSON.stringify(hole)}: must be a strict subset of cidr ${String(cidr)}`;
      return refuse(outer !== undefined && !inside, `${path}.ipBlock.except[${index}]`, reason);
    }),
  ];
}

function checkPort({ port, endPort }: Properties, path: string): readonly Refusal[] {
  return [
    ...refuse(
      typeof port === "number" && (port < 1 || port > 65535),
      `${path}.port`,
      `Invalid value: ${String(port)}: must be between 1 and 65535, inclusive`,
    ),
    ...refuse(
      endPort !== undefined && typeof port !== "number",
      `${path}.endPort`,
      "Invalid value: may not specify endPort when port is not numeric",
    ),
    ...refuse(
      typeof endPort === "number" && typeof port === "number" && endPort < port,
      `${path}.endPort`,
      "Invalid value: must be greater than or equal to `port`",
    ),
  ];
}

const directions = [
  ["ingress", "from"],
  ["egress", "to"],
] as const;

export const networkPolicy = defineKind("networking.k8s.io/v1:NetworkPolicy", {
  docs: "https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/",
  check: ({ inputs }) =>
    directions.flatMap(([direction, side]) =>
      listAt(inputs, `spec.${direction}`).flatMap((rule, index) => [
        ...listAt(rule, side).flatMap((peer, at) => checkPeer(peer, `spec.${direction}[${index}].${side}[${at}]`)),
        ...listAt(rule, "ports").flatMap((port, at) => checkPort(port, `spec.${direction}[${index}].ports[${at}]`)),
      ]),
    ),
});
