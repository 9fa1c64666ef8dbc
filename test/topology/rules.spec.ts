/** Each cross-file rule on examples: one edit of the shipped files, one finding at the right key; and what is allowed. */
import { describe, expect, it } from "vitest";
import { rules } from "../../src/topology/rules";
import { edges } from "./examples/edges";
import { allAws, edge, firstEdge, region, usersEuToApac } from "./examples/example";
import { isolation } from "./examples/isolation";
import { gateway, gateways, mesh, publicKey } from "./examples/mesh";
import { network } from "./examples/network";
import { platform } from "./examples/platform";
import { residency } from "./examples/residency";
import { shares } from "./examples/shares";
import { type Edits, problemsOf, root } from "./files";

const examples = [...network, ...residency, ...edges, ...isolation, ...shares, ...platform, ...mesh];

const allowed: readonly { readonly case: string; readonly edits: Edits; readonly from?: string }[] = [
  { case: "consent for data that is not under GDPR", edits: edge(firstEdge.replace("us-contracts", "consent")) },
  {
    case: "adequacy for Japan, replicas included",
    edits: {
      "Pulumi.yaml": [[usersEuToApac, usersEuToApac.replace("scc-2021-914", "adequacy")]],
      "Pulumi.apac.yaml": [
        ["location: asia-southeast1", "location: asia-northeast1"],
        ["drLocation: asia-northeast1", "drLocation: asia-northeast2"],
      ],
    },
  },
  {
    case: "data inside one residency",
    edits: region("eu-west", "drLocation: europe-west1", "drLocation: europe-west2"),
  },
  { case: "personal data out of India that is not critical, approved", from: allAws, edits: {} },
  {
    case: "three zones by name",
    edits: region("us-east", "10.1.0.0/16", "10.1.0.0/16\n      zones: [us-east-1a, us-east-1c, us-east-1f]"),
  },
  {
    case: "a country that wins over its continent",
    edits: region("us-east", "serves: [north-america", "serves: [GL, JP, north-america"),
  },
  {
    case: "moving a region to another cloud",
    edits: {
      "Pulumi.eu-west.yaml": [
        ["cloud: gcp", "cloud: aws"],
        ["location: europe-west3", "location: eu-west-1"],
        ["drLocation: europe-west1", "drLocation: eu-central-1"],
        ["account: meridian-eu-west", 'account: "111122223333"'],
      ],
    },
  },
  {
    case: "a mesh of two regions, one of them in the middle of a rotation",
    edits: {
      ...gateways("us-east", gateway(publicKey(1)), gateway(publicKey(2))),
      ...gateways(
        "eu-west",
        gateway(publicKey(3), `, previous: ${gateway(publicKey(5))}`),
        gateway(publicKey(4), `, next: ${gateway(publicKey(6))}`),
      ),
    },
  },
  {
    case: "the narrowest path there may be, and shares of all there is",
    edits: {
      ...region("eu-west", /^ {4}host:/m, "    mesh: { underlayMtu: 1340 }\n    host:"),
      "Pulumi.yaml": [
        ["        links:", "        shares: { critical: 50, dataSync: 30, standard: 20 }\n        links:"],
      ],
    },
  },
  {
    case: "thirds",
    edits: {
      "Pulumi.us-east.yaml": [["trafficWeight: 40", "trafficWeight: 33.34"]],
      "Pulumi.eu-west.yaml": [["trafficWeight: 35", "trafficWeight: 33.33"]],
      "Pulumi.apac.yaml": [["trafficWeight: 25", "trafficWeight: 33.33"]],
    },
  },
];

describe("cross-file rules", () => {
  it.each(examples)("$rule: refuse $case", ({ edits, from, at, says }) => {
    const problems = problemsOf(edits, from ?? root);
    expect(problems.map(({ file, key }) => `${file} ${key}`)).toEqual(at);
    expect(problems[0]?.expected).toMatch(says);
  });

  it.each(allowed)("allow $case", ({ edits, from }) => {
    expect(problemsOf(edits, from ?? root)).toEqual([]);
  });

  it("each have an example", () => {
    expect([...new Set(examples.map(({ rule }) => rule))].sort()).toEqual(Object.keys(rules).sort());
  });
});
