import { describe, expect, it } from "vitest";
import type { PackageModel } from "../../../sandbox/core/model";
import { SandboxPackage } from "../../../sandbox/core/package";
import { UNKNOWN } from "../../../sandbox/core/values";
import { SandboxWorld } from "../../../sandbox/core/world";
import { bucket, here, network, role, subnet, there, tiny } from "./cloud";
import { driver, urnOf } from "./harness";

const net = { cidrBlock: "10.0.0.0/16" };

describe("check", () => {
  const cloud = driver(tiny, here);

  it("refuses a type without model and names the nearest", () => {
    expect(() => cloud.failures("tiny:net/netwrk:Network", {})).toThrow(/no model of .*nearest is tiny:net\/network/);
  });

  it("gives every failure at once, with its path", () => {
    expect(
      cloud.failures(subnet.type, {
        cidrBlok: "10.0.0.0/24",
        cidrBlock: "10.0.0.1/24",
        zone: "d",
        rules: [{ port: 70000, sources: [1] }, { weight: 2 }],
        steps: [],
        tags: { "tiny:x": "1", long: "x".repeat(21) },
      }),
    ).toEqual([
      "cidrBlok: no such argument; did you mean cidrBlock?",
      `networkId: missing, and it is required`,
      "cidrBlock: 10.0.0.1/24 has host bits set; the block is 10.0.0.0/24",
      'zone: "d" is not one of a, b, c',
      "rules[0].port: is 70000, the most is 65535",
      "rules[0].sources[0]: expected a string, got 1",
      "rules[1].port: missing, and it is required",
      "rules[1].weight: is 2, the most is 1",
      "steps: has 0 items, at least 1 are needed",
      'tags["tiny:x"]: key "tiny:x" does not match /^(?!tiny:)/',
      `tags.long: "${"x".repeat(21)}" has 21 characters, at most 20 are allowed`,
    ]);
  });

  it("lets unknown values through and keeps them", () => {
    const { inputs, failures } = cloud.instance.check({
      type: subnet.type,
      urn: urnOf(subnet.type, "s"),
      news: { networkId: UNKNOWN, cidrBlock: "10.0.0.0/24", rules: UNKNOWN, tags: { a: UNKNOWN } },
    });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ networkId: UNKNOWN, cidrBlock: "10.0.0.0/24", rules: UNKNOWN, tags: { a: UNKNOWN } });
  });

  it("fills defaults in, computed from the name where the model says so", () => {
    const { inputs } = cloud.instance.check({ type: bucket.type, urn: urnOf(bucket.type, "logs"), news: {} });
    expect(inputs).toEqual({ name: "logs-auto", storage: "hot" });
  });

  it("refuses what conflicts, bad JSON, a region that is none", () => {
    expect(
      cloud.failures(bucket.type, { name: "abc", keyless: true, keyName: "k", policy: "{", region: "nowhere" }),
    ).toEqual([
      expect.stringMatching(/^policy: is not valid JSON/),
      "keyless: can not be given together with keyName",
      "region: nowhere is no region; there are here, there",
    ]);
  });

  it("runs the model's own rules on what is known", () => {
    expect(cloud.failures(subnet.type, { networkId: UNKNOWN, cidrBlock: UNKNOWN, zone: "c" })).toEqual([
      "tags: zone c wants tags",
    ]);
  });

  it("turns a document given as an object into text", () => {
    const { inputs } = cloud.instance.check({
      type: bucket.type,
      urn: urnOf(bucket.type, "b"),
      news: { name: "abc", policy: { a: [1] } },
    });
    expect(inputs.policy).toBe('{"a":[1]}');
  });
});

describe("preview", () => {
  it("knows the inputs and nothing the cloud makes", () => {
    expect(driver(tiny, here).preview(network.type, "n", net)).toEqual({
      ...net,
      dns: true,
      region: UNKNOWN,
      arn: UNKNOWN,
      tagsAll: UNKNOWN,
      address: UNKNOWN,
    });
  });

  it("makes nothing", () => {
    const world = SandboxWorld.inMemory();
    driver(tiny, here, world).preview(network.type, "n", net);
    expect(world.size).toBe(0);
  });

  it("of an update computes what follows from known inputs and keeps the rest", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(network.type, "n", net);
    const request = { ...made, oldInputs: made.inputs, oldState: made.state, preview: true };
    const known = cloud.instance.update({ ...request, news: { ...made.inputs, tags: { a: "1" } } });
    expect(known.state).toEqual({ ...made.state, tags: { a: "1" }, tagsAll: { a: "1" } });
    const unknown = cloud.instance.update({ ...request, news: { ...made.inputs, tags: UNKNOWN } });
    expect(unknown.state).toEqual({ ...made.state, tags: UNKNOWN });
    expect(cloud.read(made)?.state).toEqual(made.state);
  });
});

describe("create", () => {
  it("gives the same ids and addresses for the same names, others for others", () => {
    const [one, two] = [driver(tiny, here), driver(tiny, here)];
    const made = one.make(network.type, "n", net);
    expect(two.make(network.type, "n", net)).toEqual(made);
    const other = one.make(network.type, "m", net);
    expect(other.id).not.toBe(made.id);
    expect(other.state.address).not.toBe(made.state.address);
    one.destroy(made);
    expect(one.make(network.type, "n", net).id).not.toBe(made.id);
  });

  it("keeps ids and addresses when it updates", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(network.type, "n", net);
    expect(cloud.change(made, { ...net, dns: false }).state).toEqual({ ...made.state, dns: false });
  });

  it("hands out addresses of the block, none twice, and says when none is left", () => {
    const cloud = driver(tiny, here);
    const owner = cloud.make(network.type, "n", net).id;
    const other = cloud.make(network.type, "m", net).id;
    const third = cloud.make(network.type, "o", net).id;
    const fourth = cloud.make(network.type, "p", net).id;
    const made = [owner, other, third].map((networkId, index) =>
      cloud.make(subnet.type, `s${index}`, { networkId, cidrBlock: "10.0.0.0/29" }),
    );
    expect(new Set(made.map(({ state }) => state.gateway))).toEqual(new Set(["10.0.0.4", "10.0.0.5", "10.0.0.6"]));
    expect(() => cloud.make(subnet.type, "s3", { networkId: fourth, cidrBlock: "10.0.0.0/29" })).toThrow(
      /InsufficientFreeAddresses.*10\.0\.0\.0\/29/,
    );
  });

  it("refuses a dangling reference and says where the object is", () => {
    const world = SandboxWorld.inMemory();
    const made = driver(tiny, there, world).make(network.type, "n", net);
    const cloud = driver(tiny, here, world);
    const make = (networkId: string) => () => cloud.make(subnet.type, "s", { networkId, cidrBlock: "10.0.1.0/24" });
    expect(make("net-1")).toThrow(
      'networkId: NotFound: no tiny:net/network:Network with id "net-1" exists in account 1, here',
    );
    expect(make(made.id)).toThrow("exists in account 1, here; there is one in account 1, there");
    const stranger = driver(tiny, { account: "2", region: "there" }, world);
    expect(() => stranger.make(subnet.type, "s", { networkId: made.id, cidrBlock: "10.0.1.0/24" })).toThrow(
      "exists in account 2, there; there is one in account 1, there",
    );
  });

  it("follows references by another value and over regions where the model allows", () => {
    const world = SandboxWorld.inMemory();
    const made = driver(tiny, there, world).make(bucket.type, "b", { name: "abc" });
    const cloud = driver(tiny, here, world);
    expect(cloud.make(role.type, "r", { name: "r", bucketUrl: made.state.url ?? "" }).id).toBe("r");
    expect(() => driver(tiny, there, world).destroy(made)).toThrow("DependencyViolation: abc is used by tiny:iam/role");
  });

  it("refuses a name that is taken, an id that exists, and what the model forbids", () => {
    const cloud = driver(tiny, here);
    cloud.make(bucket.type, "a", { name: "abc" });
    expect(() => cloud.make(bucket.type, "b", { name: "abc" })).toThrow("name: BucketAlreadyExists");
    cloud.make(role.type, "a", { name: "r" });
    expect(() => cloud.make(role.type, "b", { name: "r" })).toThrow(
      "AlreadyExists: tiny:iam/role:Role r exists already",
    );
    const networkId = cloud.make(network.type, "n", net).id;
    cloud.make(subnet.type, "a", { networkId, cidrBlock: "10.0.0.0/24" });
    expect(() => cloud.make(subnet.type, "b", { networkId, cidrBlock: "10.0.0.0/24" })).toThrow(
      "cidrBlock: InvalidSubnet.Conflict",
    );
  });

  it("refuses what is beyond the quota of a region, and lets an update through", () => {
    const few: PackageModel = {
      ...tiny,
      resources: tiny.resources.map((model) =>
        model.type === network.type
          ? { ...model, quota: { most: 2, scope: "region", reason: "LimitExceeded: no more networks" } }
          : model,
      ),
    };
    const world = SandboxWorld.inMemory();
    const cloud = driver(few, here, world);
    cloud.make(network.type, "one", { cidrBlock: "10.1.0.0/16" });
    const second = cloud.make(network.type, "two", { cidrBlock: "10.2.0.0/16" });
    const third = () => cloud.make(network.type, "three", { cidrBlock: "10.3.0.0/16" });
    expect(third).toThrow("LimitExceeded: no more networks (2 in account 1, here)");
    cloud.change(second, { cidrBlock: "10.2.0.0/16", dns: false });
    driver(few, there, world).make(network.type, "three", { cidrBlock: "10.3.0.0/16" });
  });

  it("lets one id live in two regions, and each provider see its own", () => {
    const world = SandboxWorld.inMemory();
    const [one, two] = [driver(tiny, here, world, "one"), driver(tiny, there, world, "two")];
    const made = one.make(network.type, "n", net);
    expect(two.read(made)).toBeUndefined();
    expect(one.read(made)?.state.arn).toBe(`arn:tiny:here:1:${made.id}`);
    const elsewhere = one.make(network.type, "m", { ...net, region: "there" });
    expect(elsewhere.state.arn).toContain(":there:");
    expect(two.read(elsewhere)?.id).toBe(elsewhere.id);
  });
});

describe("read", () => {
  it("by id alone answers the inputs too, as an import needs them", () => {
    const cloud = driver(tiny, here);
    const { id, state, inputs } = cloud.make(network.type, "n", { ...net, tags: { a: "1" } });
    const urn = urnOf(network.type, "imported");
    expect(cloud.instance.read({ type: network.type, urn, id })).toEqual({ id, state, inputs });
    expect(cloud.instance.read({ type: network.type, urn, id: "net-none" })).toBeUndefined();
    expect(cloud.instance.read({ type: subnet.type, urn, id })).toBeUndefined();
  });
});

describe("delete", () => {
  it("refuses while others use the object, whichever they are, and is content when it is gone", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(network.type, "n", net);
    const user = cloud.make(subnet.type, "s", { networkId: made.id, cidrBlock: "10.0.0.0/24" });
    const watcher = cloud.make(role.type, "w", { name: "w", watches: made.id });
    expect(() => cloud.destroy(made)).toThrow(
      `DependencyViolation: ${made.id} is used by tiny:net/subnet:Subnet ${user.id}`,
    );
    cloud.destroy(user);
    cloud.destroy(made);
    cloud.destroy(made);
    expect(cloud.read(made)).toBeUndefined();
    expect(cloud.read(watcher)?.id).toBe("w");
  });

  it("obeys protection", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(bucket.type, "b", { name: "abc", protect: true });
    expect(() => cloud.destroy(made)).toThrow("BucketProtected");
    cloud.destroy(cloud.change(made, { name: "abc", protect: false }));
  });
});

describe("an interrupted create", () => {
  const type = network.type;
  const urn = urnOf(type, "n");

  it("is taken up by the next run instead of being repeated", () => {
    const world = SandboxWorld.inMemory();
    const pkg = new SandboxPackage(tiny, world);
    const { inputs } = pkg.at(here).check({ type, urn, olds: {}, news: net });
    const lost = pkg.at(here).create({ type, urn, inputs });
    const next = pkg.at(here);
    next.check({ type, urn, olds: {}, news: net });
    expect(next.create({ type, urn, inputs: { ...inputs, dns: false } }).id).toBe(lost.id);
    expect(next.create({ type, urn, inputs: { ...inputs, cidrBlock: "10.1.0.0/16" } }).id).not.toBe(lost.id);
    expect(world.size).toBe(1);
  });

  it("is never confused with an object that the state has", () => {
    const world = SandboxWorld.inMemory();
    const pkg = new SandboxPackage(tiny, world);
    const first = pkg.at(here).create({ type, urn, inputs: net });
    // Replaced on request: the engine gives the old inputs to Check, and asks for no diff.
    const next = pkg.at(here);
    next.check({ type, urn, olds: net, news: net });
    next.check({ type, urn, olds: {}, news: net });
    const second = next.create({ type, urn, inputs: net });
    expect(second.id).not.toBe(first.id);
    // Replaced by a diff, with an orphan of the replacement around.
    const third = pkg.at(here);
    third.diff({ type, urn, id: first.id, oldInputs: net, news: net });
    expect(third.create({ type, urn, inputs: net }).id).toBe(second.id);
  });
});

describe("invoke", () => {
  it("answers, and refuses what it does not know", () => {
    const { instance } = driver(tiny, here);
    const token = "tiny:index/getZones:getZones";
    expect(instance.invoke(token, {}).answer).toEqual({ names: ["here-a", "here-b", "here-c"] });
    expect(instance.invoke(token, { stat: "x" }).failures).toEqual([
      { property: "stat", reason: "no such argument; did you mean state?" },
    ]);
    expect(() => instance.invoke("tiny:index/getZone:getZone", {})).toThrow(/nearest is tiny:index\/getZones/);
  });
});

describe("provider configuration", () => {
  const pkg = new SandboxPackage(tiny, SandboxWorld.inMemory());

  it("is read as SDKs send it and says all that is wrong", () => {
    expect(pkg.checkConfig({ region: "here", allowed: '["1"]', version: "1.2.3" })).toEqual([]);
    expect(pkg.checkConfig({ region: "nowhere", retries: "0", regio: "x" })).toEqual([
      { property: "regio", reason: "no such argument; did you mean region?" },
      { property: "retries", reason: "is 0, the least is 1" },
      { property: "region", reason: "nowhere is no region; there are here, there" },
    ]);
    expect(pkg.configure({ region: "there", account: "7" }).placement).toEqual({ account: "7", region: "there" });
    expect(() => pkg.configure({ region: "nowhere" })).toThrow("nowhere is no region");
  });

  it("that moves the provider replaces what it made", () => {
    const from = { region: "here", retries: "1" };
    expect(pkg.diffConfig(from, { ...from, region: "there" }).replaces).toEqual(["region"]);
    expect(pkg.diffConfig(from, { ...from, retries: "2" })).toEqual({
      changes: [{ path: "retries", kind: "update", replaces: false }],
      replaces: [],
    });
    expect(pkg.diffConfig(from, from).changes).toEqual([]);
  });
});
