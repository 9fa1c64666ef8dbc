/** Each cross-file rule on an example: one edit of the shipped files, one finding, at the right key. */
import { describe, expect, it } from "vitest";
import { rules } from "../../src/topology/rules";
import { type Edits, layouts, problemsOf, root } from "./files";

const [, allAws = "", , activePassive = ""] = layouts;

interface Example {
  readonly rule: string;
  readonly case: string;
  readonly edits: Edits;
  readonly from?: string;
  /** `file key` of every problem, in order. */
  readonly at: readonly string[];
  /** What the first problem's expectation says. */
  readonly says: RegExp;
}

const firstEdge = "{ dataClass: users, from: us-east, to: eu-west, legalBasis: us-contracts }";
const usersEuToApac = "{ dataClass: users, from: eu-west, to: apac, legalBasis: scc-2021-914 }";
const usersEuToUs = "{ dataClass: users, from: eu-west, to: us-east, legalBasis: scc-2021-914 }";
const edge = (text: string): Edits => ({ "Pulumi.yaml": [[firstEdge, text]] });
const region = (name: string, find: string | RegExp, replace: string): Edits => ({
  [`Pulumi.${name}.yaml`]: [[find, replace]],
});

const examples: readonly Example[] = [
  {
    rule: "accountForm",
    case: "an AWS account that is a name",
    edits: region("us-east", '"111122223333"', "meridian-us"),
    at: ["Pulumi.us-east.yaml meridian:region.account"],
    says: /12 digits/,
  },
  {
    rule: "accountForm",
    case: "a GCP project that is a number",
    edits: region("eu-west", "account: meridian-eu-west", 'account: "123456"'),
    at: ["Pulumi.eu-west.yaml meridian:region.account"],
    says: /project id/,
  },
  {
    rule: "accountForm",
    case: "an Alibaba account too short",
    edits: region("china", '"1000000000000001"', '"100001"'),
    at: ["Pulumi.china.yaml meridian:region.account"],
    says: /16 digits/,
  },
  {
    rule: "approvalsKnown",
    case: "an approval without its text",
    from: allAws,
    edits: region("apac", "[in-transfer-2026-017]", "[in-transfer-2026-017, in-transfer-2026-018]"),
    at: ["Pulumi.apac.yaml meridian:region.transferApproval[1]"],
    says: /in-transfer-2026-017/,
  },
  {
    rule: "cidrForm",
    case: "a /20",
    edits: region("eu-west", "10.2.0.0/16", "10.2.0.0/20"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /10\.2\.0\.0\/16 \(a \/16, not a \/20\)/,
  },
  {
    rule: "cidrForm",
    case: "outside 10/8",
    edits: region("eu-west", "10.2.0.0/16", "172.16.0.0/16"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /inside 10\.0\.0\.0\/8/,
  },
  {
    rule: "cidrForm",
    case: "host bits",
    edits: region("eu-west", "10.2.0.0/16", "10.2.3.0/16"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /no bits set behind the prefix/,
  },
  {
    rule: "cidrForm",
    case: "no block at all",
    edits: region("eu-west", "10.2.0.0/16", "10.2.0.0"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /a block, not an address/,
  },
  {
    rule: "cidrForm",
    case: "an octet above 255",
    edits: region("eu-west", "10.2.0.0/16", "10.300.0.0/16"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /CIDR notation/,
  },
  {
    rule: "cidrNumber",
    case: "another number's block",
    edits: region("eu-west", "10.2.0.0/16", "10.9.0.0/16"),
    at: ["Pulumi.eu-west.yaml meridian:region.network.cidr"],
    says: /the block of region number 2/,
  },
  {
    rule: "cidrOverlap",
    case: "a peer's block",
    edits: region("us-east", "10.1.0.0/16", "10.3.0.0/16"),
    at: ["Pulumi.us-east.yaml meridian:region.network.cidr"],
    says: /overlaps apac/,
  },
  {
    rule: "cidrOverlap",
    case: "China's block",
    edits: region("apac", "10.3.0.0/16", "10.4.0.0/16"),
    at: ["Pulumi.apac.yaml meridian:region.network.cidr"],
    says: /overlaps china/,
  },
  {
    rule: "computeShares",
    case: "more than there is",
    edits: region("eu-west", "computeShare: 30", "computeShare: 35"),
    at: ["Pulumi.china.yaml meridian:region.computeShare"],
    says: /make 105 \(us-east 40, eu-west 35, apac 20, china 10\)/,
  },
  {
    rule: "drResidency",
    case: "abroad",
    edits: region("eu-west", "europe-west1", "us-central1"),
    at: ["Pulumi.eu-west.yaml meridian:region.drLocation"],
    says: /such as europe-.*us-central1 is in US/,
  },
  {
    rule: "drResidency",
    case: "the location itself",
    edits: region("us-east", "us-west-2", "us-east-1"),
    at: ["Pulumi.us-east.yaml meridian:region.drLocation"],
    says: /another location/,
  },
  {
    rule: "edgeAdequacy",
    case: "no decision for Singapore",
    edits: { "Pulumi.yaml": [[usersEuToApac, usersEuToApac.replace("scc-2021-914", "adequacy")]] },
    at: ["Pulumi.yaml meridian:shared.replication[3].legalBasis"],
    says: /no adequacy decision for SG/,
  },
  {
    rule: "edgeAdequacy",
    case: "data that is not under GDPR",
    edits: edge(firstEdge.replace("us-contracts", "adequacy")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /data under GDPR/,
  },
  {
    rule: "edgeBasis",
    case: "a basis nobody signed",
    edits: edge(firstEdge.replace("us-contracts", "us-contract")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /did you mean "us-contracts"/,
  },
  {
    rule: "edgeBasis",
    case: "a basis that another region signed",
    edits: edge(firstEdge.replace("us-contracts", "scc-2021-914")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /us-east's stack file/,
  },
  {
    rule: "edgeClass",
    case: "a class that stays",
    edits: edge(firstEdge.replace("users", "payments")),
    at: ["Pulumi.yaml meridian:shared.replication[0].dataClass"],
    says: /payments stays in its region/,
  },
  {
    rule: "edgeClass",
    case: "a class that goes to the DR location only",
    edits: edge(firstEdge.replace("users", "control-state")),
    at: ["Pulumi.yaml meridian:shared.replication[0].dataClass"],
    says: /DR location only/,
  },
  {
    rule: "edgeConsent",
    case: "a standing flow by consent",
    edits: { "Pulumi.yaml": [[usersEuToUs, usersEuToUs.replace("scc-2021-914", "consent")]] },
    at: ["Pulumi.yaml meridian:shared.replication[2].legalBasis"],
    says: /art\. 49/,
  },
  {
    rule: "edgeKnown",
    case: "an unknown class",
    edits: edge(firstEdge.replace("users", "user")),
    at: ["Pulumi.yaml meridian:shared.replication[0].dataClass"],
    says: /did you mean "users"/,
  },
  {
    rule: "edgeKnown",
    case: "an unknown region",
    edits: edge(firstEdge.replace("to: eu-west", "to: eu-wset")),
    at: ["Pulumi.yaml meridian:shared.replication[0].to"],
    says: /did you mean "eu-west"/,
  },
  {
    rule: "edgeKnown",
    case: "an edge to itself",
    edits: edge(firstEdge.replace("to: eu-west", "to: us-east")),
    at: ["Pulumi.yaml meridian:shared.replication[0].to"],
    says: /another region/,
  },
  {
    rule: "edgeKnown",
    case: "an edge twice",
    edits: edge(firstEdge.replace("to: eu-west", "to: apac")),
    at: ["Pulumi.yaml meridian:shared.replication[1].dataClass"],
    says: /each edge once/,
  },
  {
    rule: "edgePersonal",
    case: "personal data called pseudonymised",
    edits: edge(firstEdge.replace("us-contracts", "pseudonymised")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /users holds/,
  },
  {
    rule: "edgeSameJurisdiction",
    case: "a claim that is not true",
    edits: edge(firstEdge.replace("us-contracts", "same-jurisdiction")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /lies in DE, BE too/,
  },
  {
    rule: "edgeSameJurisdiction",
    case: "a class with no other basis",
    edits: edge(firstEdge.replace("users", "compliance-records")),
    at: ["Pulumi.yaml meridian:shared.replication[0].legalBasis"],
    says: /the only basis/,
  },
  {
    rule: "failoverPriority",
    case: "two of one priority",
    from: activePassive,
    edits: region("cold", "failoverPriority: 2", "failoverPriority: 1"),
    at: ["Pulumi.cold.yaml meridian:region.failoverPriority"],
    says: /warm has 1/,
  },
  {
    rule: "failoverPriority",
    case: "nobody active",
    from: activePassive,
    edits: region("active", "failoverPriority: 0", "failoverPriority: 7"),
    at: ["Pulumi.warm.yaml meridian:region.failoverPriority"],
    says: /the active one/,
  },
  {
    rule: "india",
    case: "critical data that leaves",
    from: allAws,
    edits: { "Pulumi.yaml": [["dataClass: sessions, from: apac", "dataClass: users, from: apac"]] },
    at: ["Pulumi.yaml meridian:shared.replication[14].dataClass"],
    says: /does not leave India/,
  },
  {
    rule: "india",
    case: "a transfer without approval",
    from: allAws,
    edits: region("apac", "    transferApproval: [in-transfer-2026-017]\n", "    transferApproval: []\n"),
    at: ["Pulumi.yaml meridian:shared.replication[14].legalBasis"],
    says: /an approval for the transfer.*the same at \[15\], \[20\]/,
  },
  {
    rule: "india",
    case: "a replica of critical data abroad",
    from: allAws,
    edits: {
      "Pulumi.apac.yaml": [
        ["countries: [IN]", "countries: [APAC]"],
        ["drLocation: ap-south-2", "drLocation: ap-southeast-1"],
      ],
    },
    at: ["Pulumi.apac.yaml meridian:region.drLocation"],
    says: /a location in India: replicas of critical data/,
  },
  {
    rule: "instances",
    case: "more at least than at most",
    edits: region("us-east", "minInstances: 10", "minInstances: 101"),
    at: ["Pulumi.us-east.yaml meridian:region.capacity.minInstances"],
    says: /maxInstances, which is 100/,
  },
  {
    rule: "isolatedAccount",
    case: "an account that a peer has",
    edits: {
      "Pulumi.apac.yaml": [
        ["cloud: gcp", "cloud: alicloud"],
        ["location: asia-southeast1", "location: ap-southeast-1"],
        ["drLocation: asia-northeast1", "drLocation: ap-northeast-1"],
        ["account: meridian-apac", 'account: "1000000000000001"'],
      ],
    },
    at: ["Pulumi.china.yaml meridian:region.account"],
    says: /apac has this one too/,
  },
  {
    rule: "isolatedEdges",
    case: "an edge into China",
    edits: edge(firstEdge.replace("to: eu-west", "to: china")),
    at: ["Pulumi.yaml meridian:shared.replication[0].to"],
    says: /nothing of users leaves or enters china/,
  },
  {
    rule: "isolatedEdges",
    case: "an edge out of China",
    edits: edge(firstEdge.replace("from: us-east", "from: china")),
    at: ["Pulumi.yaml meridian:shared.replication[0].from"],
    says: /nothing of users/,
  },
  {
    rule: "isolatedLinks",
    case: "a tunnel to China",
    edits: { "Pulumi.yaml": [["between: [us-east, apac]", "between: [us-east, china]"]] },
    at: ["Pulumi.yaml meridian:shared.mesh.links[1].between[1]"],
    says: /never reaches/,
  },
  {
    rule: "isolatedResidency",
    case: "China's data abroad",
    edits: region("china", "countries: [CN]", "countries: [CN, HK]"),
    at: ["Pulumi.china.yaml meridian:region.residency.countries"],
    says: /\[CN\] alone/,
  },
  {
    rule: "isolatedResidency",
    case: "a peer's data in China",
    edits: region("apac", "countries: [APAC]", "countries: [APAC, CN]"),
    at: ["Pulumi.apac.yaml meridian:region.residency.countries"],
    says: /no CN/,
  },
  {
    rule: "isolatedTier",
    case: "a tier among others",
    edits: region("china", "tier: separate", "tier: edge"),
    at: ["Pulumi.china.yaml meridian:region.tier"],
    says: /separate/,
  },
  {
    rule: "isolatedTier",
    case: "separate and not isolated",
    edits: region("apac", "tier: tertiary", "tier: separate"),
    at: ["Pulumi.apac.yaml meridian:region.tier"],
    says: /another tier/,
  },
  {
    rule: "isolatedZone",
    case: "below the shared zone",
    edits: region("china", "zone: meridian.cn", "zone: cn.meridian.example"),
    at: ["Pulumi.china.yaml meridian:region.zone"],
    says: /apart from the shared zone/,
  },
  {
    rule: "isolatedZone",
    case: "the shared zone, spelt otherwise",
    edits: region("china", "zone: meridian.cn", "zone: Meridian.Example."),
    at: ["Pulumi.china.yaml meridian:region.zone"],
    says: /apart from the shared zone/,
  },
  {
    rule: "isolatedZone",
    case: "above the shared zone",
    edits: region("china", "zone: meridian.cn", "zone: example"),
    at: ["Pulumi.china.yaml meridian:region.zone"],
    says: /apart from the shared zone/,
  },
  {
    rule: "isolatedZone",
    case: "none",
    edits: region("china", / {4}zone: .*\n/, ""),
    at: ["Pulumi.china.yaml meridian:region.zone"],
    says: /of its own/,
  },
  {
    rule: "isolatedZone",
    case: "one for a peer",
    edits: region("apac", "    host: api-ap", "    zone: meridian.asia\n    host: api-ap"),
    at: ["Pulumi.apac.yaml meridian:region.zone"],
    says: /shared zone/,
  },
  {
    rule: "linksKnown",
    case: "an unknown region",
    edits: { "Pulumi.yaml": [["between: [us-east, apac]", "between: [us-east, apak]"]] },
    at: ["Pulumi.yaml meridian:shared.mesh.links[1].between[1]"],
    says: /did you mean "apac"/,
  },
  {
    rule: "linksKnown",
    case: "the same pair again",
    edits: { "Pulumi.yaml": [["between: [us-east, apac]", "between: [eu-west, us-east]"]] },
    at: ["Pulumi.yaml meridian:shared.mesh.links[1].between[0]"],
    says: /each pair once/,
  },
  {
    rule: "linksKnown",
    case: "a region with itself",
    edits: { "Pulumi.yaml": [["between: [us-east, apac]", "between: [apac, apac]"]] },
    at: ["Pulumi.yaml meridian:shared.mesh.links[1].between[1]"],
    says: /another region/,
  },
  {
    rule: "locationKnown",
    case: "misspelt",
    edits: region("eu-west", "location: europe-west3", "location: europe-wets3"),
    at: ["Pulumi.eu-west.yaml meridian:region.location"],
    says: /did you mean "europe-west3"/,
  },
  {
    rule: "locationKnown",
    case: "another cloud's",
    edits: region("us-east", "drLocation: us-west-2", "drLocation: us-west2"),
    at: ["Pulumi.us-east.yaml meridian:region.drLocation"],
    says: /a location of aws; did you mean "us-west-2"/,
  },
  {
    rule: "locationResidency",
    case: "abroad",
    edits: region("eu-west", "location: europe-west3", "location: us-east1"),
    at: ["Pulumi.eu-west.yaml meridian:region.location"],
    says: /us-east1 is in US \(Moncks Corner/,
  },
  {
    rule: "mainlandIsolated",
    case: "a peer in China",
    edits: region("china", "    isolated: true\n", ""),
    at: ["Pulumi.china.yaml meridian:region.isolated"],
    says: /true: cn-hangzhou is in mainland China/,
  },
  {
    rule: "residencyCountries",
    case: "a code of no country",
    edits: region("us-east", "countries: [US, CA, MX]", "countries: [US, CA, MX, ZZ]"),
    at: ["Pulumi.us-east.yaml meridian:region.residency.countries[3]"],
    says: /EU, EEA, UK, APAC/,
  },
  {
    rule: "residencyCountries",
    case: "a group nobody knows",
    edits: region("us-east", "countries: [US, CA, MX]", "countries: [US, CA, MX, NATO]"),
    at: ["Pulumi.us-east.yaml meridian:region.residency.countries[3]"],
    says: /ISO 3166-1/,
  },
  {
    rule: "residencyCountries",
    case: "UK where an ISO code belongs",
    edits: region("eu-west", "serves: [europe", "serves: [UK, europe"),
    at: ["Pulumi.eu-west.yaml meridian:region.serves[0]"],
    says: /GB/,
  },
  {
    rule: "servesOnce",
    case: "a continent that a peer serves",
    edits: region("apac", "serves: [asia", "serves: [africa, asia"),
    at: ["Pulumi.apac.yaml meridian:region.serves[0]"],
    says: /eu-west does/,
  },
  {
    rule: "servesOnce",
    case: "a place twice",
    edits: region("apac", "serves: [asia", "serves: [asia, asia"),
    at: ["Pulumi.apac.yaml meridian:region.serves[1]"],
    says: /each place once/,
  },
  {
    rule: "threeZones",
    case: "two zones",
    edits: { "Pulumi.us-east.yaml": [["location: us-east-1", "location: us-west-1"]] },
    at: ["Pulumi.us-east.yaml meridian:region.location"],
    says: /such as us-east-1, .*us-west-1 has 2/,
  },
  {
    rule: "trafficWeights",
    case: "more than there is",
    edits: region("eu-west", "trafficWeight: 35", "trafficWeight: 45"),
    at: ["Pulumi.apac.yaml meridian:region.trafficWeight"],
    says: /make 110 \(us-east 40, eu-west 45, apac 25\)/,
  },
  {
    rule: "trafficWeights",
    case: "China with less than its own",
    edits: region("china", "trafficWeight: 100", "trafficWeight: 10"),
    at: ["Pulumi.china.yaml meridian:region.trafficWeight"],
    says: /100/,
  },
  {
    rule: "uniqueHost",
    case: "a peer's host",
    edits: region("apac", "host: api-ap", "host: API-EU"),
    at: ["Pulumi.apac.yaml meridian:region.host"],
    says: /eu-west has this one/,
  },
  {
    rule: "uniqueNumber",
    case: "a peer's number",
    edits: region("apac", "number: 3", "number: 2"),
    at: ["Pulumi.apac.yaml meridian:region.number"],
    says: /such as 3; eu-west has 2/,
  },
  {
    rule: "zonesOfLocation",
    case: "a zone of elsewhere",
    edits: region("china", "cn-hangzhou-j]", "cn-beijing-j]"),
    at: ["Pulumi.china.yaml meridian:region.network.zones[2]"],
    says: /a zone of cn-hangzhou/,
  },
  {
    rule: "zonesOfLocation",
    case: "a zone twice",
    edits: region("china", "cn-hangzhou-j]", "cn-hangzhou-h]"),
    at: ["Pulumi.china.yaml meridian:region.network.zones[2]"],
    says: /three different zones/,
  },
];

describe("cross-file rules", () => {
  it.each(examples)("$rule: $case", ({ edits, from, at, says }) => {
    const problems = problemsOf(edits, from ?? root);
    expect(problems.map(({ file, key }) => `${file} ${key}`)).toEqual(at);
    expect(problems[0]?.expected).toMatch(says);
  });

  it("each have an example", () => {
    expect([...new Set(examples.map(({ rule }) => rule))].sort()).toEqual(Object.keys(rules).sort());
  });
});
