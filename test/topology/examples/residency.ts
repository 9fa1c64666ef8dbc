/** Where a region and its replicas lie: examples of what the rules refuse. */
import { allAws, type Example, region } from "./example";

export const residency: readonly Example[] = [
  {
    rule: "approvalsKnown",
    case: "an approval without its text",
    from: allAws,
    edits: region("apac", "[in-transfer-2026-017]", "[in-transfer-2026-017, in-transfer-2026-018]"),
    at: ["Pulumi.apac.yaml meridian:region.transferApproval[1]"],
    says: /in-transfer-2026-017/,
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
];
