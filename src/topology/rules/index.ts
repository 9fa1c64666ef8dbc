/** Every cross-file rule; test/topology/rules.spec.ts pins the list. */
import type { Draft } from "../draft";
import { accountForm } from "./account-form";
import { approvalsKnown } from "./approvals-known";
import { bounds } from "./bounds";
import { cidrForm } from "./cidr-form";
import { cidrNumber } from "./cidr-number";
import { cidrOverlap } from "./cidr-overlap";
import { classBucket } from "./class-bucket";
import { computeShares } from "./compute-shares";
import { drResidency } from "./dr-residency";
import { edgeAdequacy } from "./edge-adequacy";
import { edgeBasis } from "./edge-basis";
import { edgeClass } from "./edge-class";
import { edgeConsent } from "./edge-consent";
import { edgeKnown } from "./edge-known";
import { edgePersonal } from "./edge-personal";
import { edgeSameJurisdiction } from "./edge-same-jurisdiction";
import { failoverPriority } from "./failover-priority";
import { india } from "./india";
import { instances } from "./instances";
import { isolatedAccount } from "./isolated-account";
import { isolatedCertificate } from "./isolated-certificate";
import { isolatedEdges } from "./isolated-edges";
import { isolatedLinks } from "./isolated-links";
import { isolatedMesh } from "./isolated-mesh";
import { isolatedResidency } from "./isolated-residency";
import { isolatedTier } from "./isolated-tier";
import { isolatedZone } from "./isolated-zone";
import { linksKnown } from "./links-known";
import { locationKnown } from "./location-known";
import { locationResidency } from "./location-residency";
import { mainlandIsolated } from "./mainland-isolated";
import { meshGateways } from "./mesh-gateways";
import { meshKeysOwn } from "./mesh-keys-own";
import { meshKeysSound } from "./mesh-keys-sound";
import { meshMtu } from "./mesh-mtu";
import { meshPreferences } from "./mesh-preferences";
import { meshShares } from "./mesh-shares";
import { operators } from "./operators";
import { recordRetention } from "./record-retention";
import { residencyCountries } from "./residency-countries";
import type { Finding, Rule } from "./rule";
import { servesOnce } from "./serves-once";
import { threeZones } from "./three-zones";
import { trafficWeights } from "./traffic-weights";
import { uniqueHost } from "./unique-host";
import { uniqueNumber } from "./unique-number";
import { versionOffered } from "./version-offered";
import { zonesOfLocation } from "./zones-of-location";

export const rules: Readonly<Record<string, Rule>> = {
  accountForm,
  approvalsKnown,
  bounds,
  cidrForm,
  cidrNumber,
  cidrOverlap,
  classBucket,
  computeShares,
  drResidency,
  edgeAdequacy,
  edgeBasis,
  edgeClass,
  edgeConsent,
  edgeKnown,
  edgePersonal,
  edgeSameJurisdiction,
  failoverPriority,
  india,
  instances,
  isolatedAccount,
  isolatedCertificate,
  isolatedEdges,
  isolatedLinks,
  isolatedMesh,
  isolatedResidency,
  isolatedTier,
  isolatedZone,
  linksKnown,
  locationKnown,
  locationResidency,
  mainlandIsolated,
  meshGateways,
  meshKeysOwn,
  meshKeysSound,
  meshMtu,
  meshPreferences,
  meshShares,
  operators,
  recordRetention,
  residencyCountries,
  servesOnce,
  threeZones,
  trafficWeights,
  uniqueHost,
  uniqueNumber,
  versionOffered,
  zonesOfLocation,
};

/** What every rule finds, but those whose names are in `but`. */
export function judge(draft: Draft, but: readonly string[] = []): Finding[] {
  // One mistake is one finding: what has to be isolated is judged as if it were.
  const mainland = new Set(mainlandIsolated(draft).map(({ region }) => region));
  const regions = draft.regions.map((region) => (mainland.has(region.name) ? { ...region, isolated: true } : region));
  return Object.entries(rules)
    .filter(([name]) => !but.includes(name))
    .flatMap(([, rule]) => rule(rule === mainlandIsolated ? draft : { ...draft, regions }));
}
