/** China's stack has nothing that joins networks: no peering, transit, leased line or accelerator. */
import type { Rule } from "../rule";
import { compliant, notApplicable, violation } from "../verdict";

/** Modules and types of Alibaba Cloud that join a network to another one or carry it over a border. */
const transit =
  /^alicloud:(?:(?:cen|expressconnect|cloudconnect|sag|ga|vpn|smartag|dts|eipanycast)\/|vpc\/(?:peerConnection|routerInterface|bgp|vbrHa))/;

export const chinaTransit: Rule = {
  name: "china-transit",
  description: "No resource that joins China's network to another one.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge({ kind, type }) {
    if (kind !== "resource") return notApplicable(`a ${kind} joins nothing`);
    return transit.test(type) ? violation("it joins networks, and China's is joined to none") : compliant;
  },
};
