/** Cloudflare: an edge that is everywhere. Nothing here has a location; what would keep people's data is refused. */
import { type Place, type Table, table } from "./table";

const dns: Place = { kind: "global", reason: "a zone and its records are public and answered from everywhere" };
const edge: Place = { kind: "global", reason: "settings and code of the edge, which keeps no data" };
const store: Place = { kind: "anywhere", reason: "Cloudflare promises no country for what it keeps" };

/** Records take tags only as a list and only on paid plans, Workers only as a list: none is required. */
const tags = "";

export const cloudflare: Table = table("cloudflare", [
  {
    place: dns,
    tags,
    types: "index: Zone ZoneDnssec ZoneDnsSettings ZoneHold ZoneSetting ZoneSubscription DnsRecord Record",
  },
  {
    place: edge,
    tags,
    types: `
    index: CertificatePack Healthcheck LoadBalancer LoadBalancerMonitor LoadBalancerPool PageRule Ruleset TieredCache
      ArgoSmartRouting ArgoTieredCaching WorkersCronTrigger WorkersCustomDomain WorkersDeployment WorkersRoute
      WorkersScript WorkersScriptSubdomain
`,
  },
  {
    place: store,
    tags,
    types: "index: D1Database LogpushJob Queue R2Bucket WorkersKv WorkersKvNamespace ZoneCacheReserve",
  },
]);
