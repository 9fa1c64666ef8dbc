/** China's stack has nothing that joins networks: no peering, transit, leased line or accelerator. */
import { countryOf } from "../place";
import { text } from "../properties";
import type { Rule } from "../rule";
import type { Subject } from "../subject";
import { compliant, none, notApplicable, type Verdict, violation } from "../verdict";

/** Modules and types of Alibaba Cloud that join a network to another one or carry it over a border. */
const transit =
  /^alicloud:(?:(?:cen|expressconnect|cloudconnect|sag|ga|vpn|smartag|dts|eipanycast)\/|vpc\/(?:peerConnection|routerInterface|bgp|vbrHa))/;

/** DTS between two databases joins no network. It may run inside China, when both of its ends say that they are there. */
const synchronization = /^alicloud:dts\/synchronization(?:Instance|Job):/;
const ends = ["sourceEndpointRegion", "destinationEndpointRegion"];

/** Of a job too what is at each end: one of the cloud's own databases, not an address somewhere. */
const kinds = ["sourceEndpointInstanceType", "destinationEndpointInstanceType"];

function judgeSynchronization({ type, properties, world: { self } }: Subject): Verdict {
  const said = (path: string) => {
    const given = text(properties, path);
    return given?.known ? given.value : undefined;
  };
  const inside = (region = "") => {
    const country = self.kind === "region" ? countryOf(region, self.cloud) : undefined;
    return self.kind === "region" && country !== undefined && self.countries.has(country);
  };
  const away = ends.filter((path) => !inside(said(path))).map((path) => `${path} names no place of the residency`);
  const job = type.includes("/synchronizationJob:");
  const foreign = job ? kinds.filter((path) => said(path) !== "RDS").map((path) => `${path} is not RDS`) : [];
  return none([...away, ...foreign]);
}

export const chinaTransit: Rule = {
  name: "china-transit",
  description: "No resource that joins China's network to another one, or carries its data to one.",
  controls: ["CCC.Core.CN05", "CCC.Core.CN10", "CSL", "PIPL ch. III"],
  judge(subject) {
    const { kind, type } = subject;
    if (kind !== "resource") return notApplicable(`a ${kind} joins nothing`);
    if (synchronization.test(type)) return judgeSynchronization(subject);
    return transit.test(type) ? violation("it joins networks, and China's is joined to none") : compliant;
  },
};
