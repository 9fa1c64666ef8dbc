/** An isolated region takes its certificate from a CA of its own: asking the others' would tell them of its hosts. */
import { at, type Finding, perRegion } from "./rule";

const hostOf = (url: string) => new URL(url).host;

export const isolatedCertificate = perRegion((region, { shared }): Finding | undefined => {
  if (!region.isolated || !region.ingress) return undefined;
  const path = ["ingress", "acme", "directory"];
  const own = region.ingress.acme?.directory;
  const expected = "the ACME directory of a CA of its own country, since the region is isolated";
  if (own === undefined) return at(region, path, own, expected);
  const theirs = shared.workloads?.acme.directory;
  return theirs !== undefined && hostOf(own) === hostOf(theirs) ? at(region, path, own, expected) : undefined;
});
