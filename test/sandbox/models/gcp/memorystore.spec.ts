/** What the sandboxed Google Cloud refuses of caches. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { project } from "./cloud";
import { at, complaints, stores, t } from "./stores";

describe("a cache", () => {
  function withPolicy() {
    const here = stores();
    const data = here.subnet("data", "10.2.128.0/20");
    const policy = here.make(t.policy, "cache", {
      name: "cache",
      location: at,
      network: here.vpc.id,
      serviceClass: "gcp-memorystore",
      pscConfig: { subnetworks: [data.id] },
    });
    const inputs = {
      instanceId: "cache",
      location: at,
      shardCount: 2,
      replicaCount: 2,
      nodeType: "STANDARD_SMALL",
      engineVersion: "VALKEY_8_0",
      desiredAutoCreatedEndpoints: [{ network: here.vpc.id, projectId: project }],
      deletionProtectionEnabled: false,
    };
    return { ...here, data, policy, inputs };
  }

  it("wants a policy that lets it into the network, one of a class in a region", () => {
    const { make, destroy, policy, vpc, inputs, data, subnet } = withPolicy();
    expect(() => make(t.cache, "abroad", { ...inputs, location: "europe-west1" })).toThrow(
      /No service connection policy/,
    );
    expect(() => make(t.policy, "again", { ...policy.inputs, name: "again" })).toThrow(/Error 409/);
    const proxies = subnet("proxies", "10.2.184.0/23", { purpose: "REGIONAL_MANAGED_PROXY", role: "ACTIVE" });
    const elsewhere = { ...policy.inputs, name: "x", serviceClass: "google-cloud-sql" };
    expect(() => make(t.policy, "proxies", { ...elsewhere, pscConfig: { subnetworks: [proxies.id] } })).toThrow(
      /purpose must be/,
    );
    make(t.cache, "cache", inputs);
    expect(() => destroy(policy)).toThrow(/has connections of/);
    expect(() => destroy(data)).toThrow(/is used by/);
    expect(() => destroy(vpc)).toThrow(/is used by/);
  });

  it("changes its size in place, its TLS and key by another instance, its version only upwards", () => {
    const { make, diff, change, inputs } = withPolicy();
    const made = make(t.cache, "cache", inputs);
    expect(made.state.endpoints).toMatchObject([{ connections: [{ pscAutoConnection: { port: 6379 } }, {}] }]);
    const replaces = (more: Properties) => diff(made, { ...inputs, ...more }).replaces;
    expect(replaces({ nodeType: "HIGHMEM_XLARGE", shardCount: 3, replicaCount: 1 })).toEqual([]);
    expect(replaces({ authorizationMode: "IAM_AUTH" })).toEqual(["authorizationMode"]);
    expect(replaces({ transitEncryptionMode: "SERVER_AUTHENTICATION" })).toEqual(["transitEncryptionMode"]);
    expect(replaces({ kmsKey: "other" })).toEqual(["kmsKey"]);
    expect(change(made, { ...inputs, nodeType: "HIGHMEM_MEDIUM" }).state.endpoints).toEqual(made.state.endpoints);
    expect(() => change(made, { ...inputs, engineVersion: "VALKEY_7_2" })).toThrow(/can not be downgraded/);
  });

  it("is kept unless it is said otherwise", () => {
    const { make, destroy, inputs } = withPolicy();
    const { deletionProtectionEnabled: _, ...silent } = inputs;
    const made = make(t.cache, "cache", silent);
    expect(() => destroy(made)).toThrow(/Deletion protection is enabled/);
  });

  it.each<[string, Properties, string]>([
    ["at most 250 nodes", { shardCount: 100, replicaCount: 2 }, "shardCount"],
    ["one shard without cluster mode", { mode: "CLUSTER_DISABLED" }, "shardCount"],
    ["node types that exist", { nodeType: "cache.r7g.large" }, "nodeType"],
    ["engine versions that exist", { engineVersion: "REDIS_7_2" }, "engineVersion"],
    [
      "no zone over several",
      { zoneDistributionConfig: { mode: "MULTI_ZONE", zone: `${at}-a` } },
      "zoneDistributionConfig.zone",
    ],
    [
      "zones of its region",
      { zoneDistributionConfig: { mode: "SINGLE_ZONE", zone: "us-east1-b" } },
      "zoneDistributionConfig.zone",
    ],
    ["snapshots with RDB only", { persistenceConfig: { mode: "AOF", rdbConfig: {} } }, "persistenceConfig.rdbConfig"],
    ["an id of four characters", { instanceId: "abc" }, "instanceId"],
  ])("has %s", (_what, change, property) => {
    const inputs = { instanceId: "cache", location: at, shardCount: 2 };
    expect(complaints(stores().failures(t.cache, { ...inputs, ...change }))).toEqual([property]);
  });
});
