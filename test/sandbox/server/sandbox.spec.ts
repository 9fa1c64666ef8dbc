import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import proto from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import { afterEach, describe, expect, it } from "vitest";
import { debugProviders, findDaemon, SandboxClient } from "../../../sandbox/client";
import { UNKNOWN } from "../../../sandbox/core/values";
import { type RunningSandbox, startSandbox } from "../../../sandbox/server/sandbox";
import { fromStruct, toStruct } from "../../../sandbox/server/struct";
import { bucket, network, subnet, tiny } from "../core/cloud";
import { urnOf } from "../core/harness";
import { Engine } from "./engine";

const running: RunningSandbox[] = [];
const directories: string[] = [];
afterEach(async () => {
  for (const sandbox of running.splice(0)) await sandbox.close();
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
  directories.push(directory);
  return directory;
}

async function start(directory = newDirectory(), idle?: number) {
  const sandbox = await startSandbox({ directory, packages: [tiny], ...(idle === undefined ? {} : { idle }) });
  running.push(sandbox);
  const port = sandbox.daemon.ports.tiny ?? 0;
  const engine = async (region = "here", stack = "test"): Promise<Engine> => {
    const made = new Engine(port, stack);
    await made.configure({ region });
    return made;
  };
  return { directory, sandbox, port, engine, control: new SandboxClient(sandbox.daemon) };
}

const net = { cidrBlock: "10.0.0.0/16" };
const failsWith = (code: status, words: string | RegExp) =>
  expect.objectContaining({
    code,
    details: typeof words === "string" ? expect.stringContaining(words) : expect.stringMatching(words),
  });

describe("the protocol", () => {
  it("introduces itself and declines what it does not serve", async () => {
    const { port } = await start();
    const engine = new Engine(port);
    await engine.send("attach", new plugin.PluginAttach());
    const info: plugin.PluginInfo = await engine.send("getPluginInfo", new empty.Empty());
    expect(info.getVersion()).toBe("1.2.3");
    const schema: proto.GetSchemaResponse = await engine.send("getSchema", new proto.GetSchemaRequest());
    expect(Object.keys(JSON.parse(schema.getSchema()).resources)).toContain(network.type);
    const mappings: proto.GetMappingsResponse = await engine.send("getMappings", new proto.GetMappingsRequest());
    expect(mappings.getProvidersList()).toEqual([]);
    await expect(engine.send("construct", new proto.ConstructRequest())).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
    });
    await expect(engine.check(network.type, "n", net)).rejects.toEqual(
      failsWith(status.FAILED_PRECONDITION, "Configure comes first"),
    );
    const configured = await engine.configure({ region: "here" });
    expect(configured.toObject()).toEqual({
      acceptsecrets: false,
      acceptresources: false,
      acceptoutputs: false,
      supportspreview: true,
      supportsAutonamingConfiguration: false,
    });
  });

  it("checks and diffs the provider's own inputs", async () => {
    const engine = new Engine((await start()).port);
    const check = new proto.CheckRequest().setNews(toStruct({ region: "nowhere" }));
    const checked: proto.CheckResponse = await engine.send("checkConfig", check);
    expect(checked.getFailuresList().map((failure) => failure.toObject())).toEqual([
      { property: "region", reason: "nowhere is no region; there are here, there" },
    ]);
    const diff = new proto.DiffRequest().setOldInputs(toStruct({ region: "here" }));
    const moved: proto.DiffResponse = await engine.send("diffConfig", diff.setNews(toStruct({ region: "there" })));
    expect(moved.getReplacesList()).toEqual(["region"]);
    expect(moved.getDetaileddiffMap().get("region")?.getKind()).toBe(proto.PropertyDiff.Kind.UPDATE_REPLACE);
  });

  it("takes an object from check to delete", async () => {
    const { engine: connect } = await start();
    const engine = await connect();
    const made = await engine.create(network.type, "n", { ...net, tags: { a: "1" } });
    expect(made.state).toMatchObject({ ...net, tagsAll: { a: "1" }, region: "here" });
    expect(await engine.read(made)).toEqual(made);
    expect((await engine.diff(made, made.inputs)).toObject()).toMatchObject({
      changes: proto.DiffResponse.DiffChanges.DIFF_NONE,
      hasdetaileddiff: true,
      detaileddiffMap: [],
    });
    const changed = await engine.diff(made, { ...made.inputs, cidrBlock: UNKNOWN, tags: { b: "1" } });
    expect(changed.getReplacesList()).toEqual(["cidrBlock"]);
    expect(changed.getDiffsList()).toEqual(["cidrBlock", "tags"]);
    const kinds = new Map<string, proto.PropertyDiff.Kind>();
    changed.getDetaileddiffMap().forEach((change, path) => {
      kinds.set(path, change.getKind());
    });
    const { ADD, DELETE, UPDATE_REPLACE } = proto.PropertyDiff.Kind;
    expect(Object.fromEntries(kinds)).toEqual({ cidrBlock: UPDATE_REPLACE, "tags.a": DELETE, "tags.b": ADD });
    await engine.delete(made);
    expect(await engine.read(made)).toBeUndefined();
  });

  it("previews with unknown outputs", async () => {
    const { engine: connect } = await start();
    const engine = await connect();
    const request = new proto.CreateRequest()
      .setUrn(urnOf(network.type, "n"))
      .setType(network.type)
      .setPreview(true)
      .setProperties(toStruct(net));
    const response: proto.CreateResponse = await engine.send("create", request);
    expect(response.getId()).toBe("");
    expect(fromStruct(response.getProperties())).toMatchObject({ ...net, arn: UNKNOWN });
  });

  it("keeps two provider instances of one port apart", async () => {
    const { engine: connect } = await start();
    const [east, west] = [await connect("here"), await connect("there")];
    const made = await Promise.all([east.create(network.type, "e", net), west.create(network.type, "w", net)]);
    expect(made.map(({ state }) => state.region)).toEqual(["here", "there"]);
    expect(await east.read({ ...made[1], inputs: net })).toBeUndefined();
    await expect(east.create(subnet.type, "s", { networkId: made[1].id, cidrBlock: "10.0.0.0/24" })).rejects.toEqual(
      failsWith(status.FAILED_PRECONDITION, /networkId: NotFound.*there is one in account 1, there/),
    );
  });

  it("answers with the code that fits", async () => {
    const { engine: connect } = await start();
    const engine = await connect();
    await expect(engine.check("tiny:net/vpn:Vpn", "v", {})).rejects.toEqual(
      failsWith(status.INVALID_ARGUMENT, "no model of tiny:net/vpn:Vpn"),
    );
    const made = await engine.create(network.type, "n", net);
    const used = await engine.create(subnet.type, "s", { networkId: made.id, cidrBlock: "10.0.0.0/24" });
    await expect(engine.delete(made)).rejects.toEqual(failsWith(status.FAILED_PRECONDITION, "DependencyViolation"));
    await engine.delete(used);
    await engine.delete(made);
    const update = new proto.UpdateRequest().setId(made.id).setUrn(made.urn).setType(made.type);
    await expect(engine.send("update", update.setNews(toStruct(net)))).rejects.toEqual(
      failsWith(status.NOT_FOUND, made.id),
    );
  });

  it("takes requests of many megabytes", async () => {
    const { engine: connect } = await start();
    const engine = await connect();
    // gRPC's own limit is 4 MiB.
    const policy = JSON.stringify("x".repeat(2 ** 22));
    const made = await engine.create(bucket.type, "b", { name: "abc", policy });
    expect(made.state.policy).toBe(policy);
  });
});

describe("faults", () => {
  const fault = { type: "tiny:net/*", operation: "create" } as const;

  it("fail once, and not in a preview", async () => {
    const { engine: connect, control } = await start();
    const engine = await connect();
    await control.call("addFault", { ...fault, kind: "fail", message: "out of order" });
    const preview = new proto.CreateRequest().setUrn(urnOf(network.type, "n")).setType(network.type);
    await engine.send("create", preview.setPreview(true).setProperties(toStruct(net)));
    await engine.create(bucket.type, "b", {});
    await expect(engine.create(network.type, "n", net)).rejects.toEqual(failsWith(status.ABORTED, "out of order"));
    expect(await control.call("faults", {})).toEqual([]);
    await engine.create(network.type, "n", net);
  });

  it("throttle: a few repetitions pass, too many do not", async () => {
    const { engine: connect, control } = await start();
    const engine = await connect();
    await control.call("addFault", { ...fault, kind: "throttle", times: 3, seconds: 0.02 });
    const began = Date.now();
    await engine.create(network.type, "n", net);
    expect(Date.now() - began).toBeGreaterThanOrEqual(55);
    await control.call("addFault", { ...fault, kind: "throttle", times: 100, seconds: 0 });
    await expect(engine.create(network.type, "m", net)).rejects.toEqual(
      failsWith(status.RESOURCE_EXHAUSTED, "Throttling: Rate exceeded"),
    );
    expect(await control.call("clearFaults", {})).toBe(1);
  });

  it("hang until cancelled, until the timeout, or for a while", async () => {
    const { engine: connect, control } = await start();
    const hang = { ...fault, kind: "hang", name: "n" } as const;
    await control.call("addFault", hang);
    const cancelled = await connect();
    const creation = cancelled.create(network.type, "n", net);
    creation.catch(() => {});
    await new Promise((done) => setTimeout(done, 50));
    await cancelled.create(network.type, "another", net);
    await cancelled.end();
    await expect(creation).rejects.toEqual(failsWith(status.CANCELLED, "cancelled"));

    const engine = await connect();
    await control.call("addFault", hang);
    await expect(engine.create(network.type, "n", net, 0.05)).rejects.toEqual(
      failsWith(status.DEADLINE_EXCEEDED, "timeout: 0.05s"),
    );
    await control.call("addFault", { ...hang, seconds: 0.05 });
    const made = await engine.create(network.type, "n", net);
    expect((await control.call("objects", {})).map(({ id }) => id)).toContain(made.id);
  });

  it("hang no longer than the engine lives", async () => {
    const { port, control, sandbox } = await start(undefined, 300);
    await control.call("addFault", { ...fault, kind: "hang" });
    const line = new Set<Socket>();
    const wire = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      for (const [from, to] of [[near, far] as const, [far, near] as const]) {
        line.add(from.on("error", () => {}));
        from.pipe(to);
      }
    });
    await new Promise<void>((done) => void wire.listen(0, "127.0.0.1", done));
    const engine = new Engine((wire.address() as AddressInfo).port);
    await engine.configure({ region: "here" });
    const creation = engine.create(network.type, "n", net).catch(() => "lost");
    await new Promise((done) => setTimeout(done, 50));
    for (const socket of line) socket.destroy();
    expect(await creation).toBe("lost");
    wire.close();
    // As long as a call hangs, the sandbox is not idle.
    await sandbox.ended;
  });

  it("late: the object is there although the answer was an error, and the next run takes it up", async () => {
    const { engine: connect, control } = await start();
    const engine = await connect();
    await control.call("addFault", { ...fault, kind: "late" });
    await expect(engine.create(network.type, "n", net)).rejects.toEqual(failsWith(status.DEADLINE_EXCEEDED, "timeout"));
    await engine.end();
    const [orphan, ...others] = await control.call("objects", {});
    expect(others).toEqual([]);
    expect((await (await connect()).create(network.type, "n", net)).id).toBe(orphan?.id);
    expect(await control.call("objects", {})).toHaveLength(1);
  });

  it("outlive the sandbox", async () => {
    const first = await start();
    await first.control.call("addFault", { ...fault, kind: "fail", times: 2 });
    await expect((await first.engine()).create(network.type, "n", net)).rejects.toThrow("unavailable");
    await first.sandbox.close();
    const { control } = await start(first.directory);
    expect(await control.call("faults", {})).toEqual([{ ...fault, kind: "fail", times: 1, id: "1" }]);
  });
});

describe("an engine that ended well", () => {
  it("has what it was told of, so that a forced replacement makes another", async () => {
    const { engine: connect } = await start();
    const first = await connect();
    const made = await first.create(network.type, "n", net);
    await first.end();
    // With --replace the engine checks without olds and asks for no diff.
    const second = await (await connect()).create(network.type, "n", net);
    expect(second.id).not.toBe(made.id);
  });
});

describe("drift", () => {
  it("is seen by read and shows as a difference", async () => {
    const { engine: connect, control } = await start();
    const engine = await connect();
    const made = await engine.create(network.type, "n", { ...net, tags: { owner: "a" } });
    await control.call("setDrift", { selector: "n", path: "tags.owner", value: "b" });
    await control.call("setDrift", { selector: made.id, path: "dns", value: false });
    const found = await engine.read(made);
    expect(found?.inputs).toEqual({ ...net, dns: false, tags: { owner: "b" } });
    expect(found?.state).toMatchObject({ dns: false, tags: { owner: "b" } });
    const diff = await engine.diff(found ?? made, made.inputs);
    expect(diff.getDiffsList()).toEqual(["dns", "tags"]);
    await control.call("removeDrift", { selector: made.urn });
    expect(await engine.read(made)).toBeUndefined();
  });

  it("makes objects that no stack knows", async () => {
    const { engine: connect, control } = await start();
    await control.call("createDrift", {
      type: bucket.type,
      name: "b",
      inputs: { name: "abc" },
      placement: { account: "1", region: "here" },
    });
    await expect((await connect()).create(bucket.type, "mine", { name: "abc" })).rejects.toThrow("BucketAlreadyExists");
  });

  it("says what it can not do", async () => {
    const { engine: connect, control } = await start();
    const made = await (await connect("here", "one")).create(network.type, "n", net);
    await (await connect("here", "two")).create(network.type, "n", net);
    const set = (selector: string, path: string) => control.call("setDrift", { selector, path, value: 1 });
    await expect(set("n", "dns")).rejects.toThrow("n means 2 objects");
    await expect(set("m", "dns")).rejects.toThrow("no object has the id, URN, name, or type and name (TYPE::NAME) m");
    await expect(set(made.id, "tag.a")).rejects.toThrow("did you mean tags?");
    await expect(set(made.id, "tags[")).rejects.toThrow("is no property path");
    await expect(control.call("objects", JSON.parse('{"stak":"x"}'))).rejects.toThrow("stak");
  });
});

describe("the daemon", () => {
  it("says where it is, lists and forgets, keeps its world, and has the directory to itself", async () => {
    const { directory, sandbox, engine: connect, control } = await start();
    expect(findDaemon(directory)).toEqual(sandbox.daemon);
    expect(debugProviders(sandbox.daemon)).toBe(sandbox.debugProviders);
    await expect(startSandbox({ directory, packages: [tiny] })).rejects.toThrow(
      `another sandbox (pid ${process.pid}) has ${directory}`,
    );
    const one = await (await connect("here", "one")).create(network.type, "n", net);
    await (await connect("here", "two")).create(network.type, "n", net);
    expect((await control.call("objects", { stack: "one" })).map(({ id }) => id)).toEqual([one.id]);
    expect(await control.call("status", {})).toMatchObject({ pid: process.pid, objects: 2, directory });
    await control.call("shutdown", {});
    await sandbox.ended;
    expect(findDaemon(directory)).toBeUndefined();

    const again = await start(directory);
    expect(await again.control.call("forget", { stack: "two" })).toBe(1);
    await expect(again.control.call("forget", {})).rejects.toThrow("say which");
    expect(await (await again.engine("here", "one")).read(one)).toEqual(one);
  });

  it("is not taken for a later process that has its pid", async () => {
    const { directory, sandbox } = await start();
    const elsewhere = newDirectory();
    writeFileSync(join(elsewhere, "daemon.json"), JSON.stringify({ ...sandbox.daemon, mark: "before/1" }));
    writeFileSync(join(elsewhere, "daemon.lock"), JSON.stringify({ pid: process.pid, mark: "before/1" }));
    expect(findDaemon(directory)).toEqual(sandbox.daemon);
    expect(findDaemon(elsewhere)).toBeUndefined();
    const { daemon } = (await start(elsewhere)).sandbox;
    expect(findDaemon(elsewhere)).toEqual(daemon);
  });

  it("answers only to who has the token", async () => {
    const { sandbox } = await start();
    const stranger = new SandboxClient({ control: sandbox.daemon.control, token: "guess" });
    await expect(stranger.call("status", {})).rejects.toThrow("wrong token");
    expect(readFileSync(join(directories[0] ?? "", "daemon.json"), "utf8")).toContain(sandbox.daemon.token);
  });

  it("ends by itself when nobody calls", async () => {
    const { sandbox, directory } = await start(undefined, 60);
    await sandbox.ended;
    expect(findDaemon(directory)).toBeUndefined();
  });
});
