/** What regions share out among them: examples of what the rules refuse. */
import { activePassive, type Example, region } from "./example";

export const shares: readonly Example[] = [
  {
    rule: "computeShares",
    case: "more than there is",
    edits: region("eu-west", "computeShare: 30", "computeShare: 35"),
    at: ["Pulumi.china.yaml meridian:region.computeShare"],
    says: /make 105 \(us-east 40, eu-west 35, apac 20, china 10\)/,
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
    rule: "instances",
    case: "more at least than at most",
    edits: region("us-east", "minInstances: 10", "minInstances: 101"),
    at: ["Pulumi.us-east.yaml meridian:region.capacity.minInstances"],
    says: /maxInstances, which is 100/,
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
];
