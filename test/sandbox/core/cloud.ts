/** A tiny cloud to test the interpreter with: networks, subnets, buckets, roles, one function. */
import {
  boolean,
  cidr,
  defineResource,
  integer,
  json,
  list,
  map,
  number,
  object,
  type PackageModel,
  ref,
  string,
} from "../../../sandbox/core/model";

const docs = "none: made up for tests";
const tags = map(string({ maxLength: 20 }), { maxEntries: 3, keyPattern: /^(?!tiny:)/ });

export const network = defineResource({
  type: "tiny:net/network:Network",
  docs,
  location: "region",
  inputs: {
    cidrBlock: cidr({ required: true, replaces: true, minPrefix: 16, maxPrefix: 28 }),
    dns: boolean({ default: true }),
    region: string({ replaces: true, computed: true }),
    tags,
  },
  outputs: ["arn", "tagsAll", "address"],
  id: (context) => `net-${context.hex(8)}`,
  compute: (context) => ({
    arn: `arn:tiny:${context.region}:${context.placement.account}:${context.id}`,
    tagsAll: context.inputs.tags ?? {},
    address: context.publicAddress(),
    region: context.region,
  }),
});

export const subnet = defineResource({
  type: "tiny:net/subnet:Subnet",
  docs,
  location: "region",
  inputs: {
    networkId: ref(network.type, { required: true, replaces: true }),
    cidrBlock: cidr({ required: true, replaces: true }),
    zone: string({ oneOf: ["a", "b", "c"], replaces: true, computed: true }),
    rules: list(
      object({
        port: integer({ required: true, min: 1, max: 65535 }),
        sources: list(string(), { set: true }),
        weight: number({ min: 0, max: 1 }),
      }),
      { set: true },
    ),
    steps: list(string(), { minItems: 1, maxItems: 3 }),
    tags,
    region: string({ replaces: true }),
  },
  outputs: ["gateway", "zoneName"],
  id: (context) => `subnet-${context.hex(8)}`,
  compute: (context) => ({ zone: "a", gateway: context.privateAddress(String(context.inputs.cidrBlock)) }),
  check: ({ inputs }) =>
    inputs.zone === "c" && inputs.tags === undefined ? [{ property: "tags", reason: "zone c wants tags" }] : [],
  admit: ({ inputs, world, self }) =>
    world
      .objects("tiny:net/subnet:Subnet")
      .filter((other) => other.id !== self?.id && other.inputs.networkId === inputs.networkId)
      .filter((other) => other.inputs.cidrBlock === inputs.cidrBlock)
      .map((other) => ({ property: "cidrBlock", reason: `InvalidSubnet.Conflict: ${other.id} has this block` })),
});

export const bucket = defineResource({
  type: "tiny:store/bucket:Bucket",
  docs,
  location: "region",
  inputs: {
    name: string({
      required: true,
      replaces: true,
      pattern: /^[a-z0-9-]{3,20}$/,
      hint: "3 to 20 lower-case letters, digits and hyphens",
      default: (_inputs, _placement, resourceName) => `${resourceName}-auto`,
    }),
    policy: json(),
    versioned: boolean(),
    keyless: boolean({ conflictsWith: ["keyName"] }),
    keyName: string(),
    protect: boolean(),
    storage: string({ oneOf: ["hot", "cold"], replaces: true, default: "hot" }),
    region: string({ replaces: true }),
  },
  outputs: ["url"],
  id: (context) => String(context.inputs.name),
  compute: (context) => ({ url: `https://${context.id}.tiny.example` }),
  unique: [{ fields: ["name"], scope: "cloud", reason: "BucketAlreadyExists: the name is taken" }],
  retain: (object) => (object.inputs.protect === true ? `BucketProtected: ${object.id} is protected` : undefined),
});

export const role = defineResource({
  type: "tiny:iam/role:Role",
  docs,
  location: "global",
  inputs: {
    name: string({ required: true, replaces: true }),
    bucketUrl: ref(bucket.type, { by: "url", sameRegion: false }),
    watches: ref(network.type, { holds: false, sameRegion: false }),
  },
  outputs: ["number"],
  id: (context) => String(context.inputs.name),
  compute: (context) => ({ number: context.digits(12) }),
});

const regions = ["here", "there"];

export const tiny: PackageModel = {
  name: "tiny",
  version: "1.2.3",
  provider: {
    inputs: {
      region: string({ required: true }),
      account: string({ default: "1" }),
      allowed: list(string()),
      retries: integer({ min: 1 }),
    },
    placement: ({ account, region }) => ({ account: String(account ?? "1"), region: String(region ?? "") }),
    check: ({ region }) =>
      typeof region === "string" && !regions.includes(region)
        ? [{ property: "region", reason: `${region} is no region; there are ${regions.join(", ")}` }]
        : [],
  },
  resources: [network, subnet, bucket, role],
  invokes: [
    {
      token: "tiny:index/getZones:getZones",
      docs,
      inputs: { state: string({ oneOf: ["available"] }), region: string() },
      answer: ({ region }) => ({ names: ["a", "b", "c"].map((zone) => `${region}-${zone}`) }),
    },
  ],
};

export const here = { account: "1", region: "here" };
export const there = { account: "1", region: "there" };
