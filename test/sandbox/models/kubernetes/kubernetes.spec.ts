import { describe, expect, it } from "vitest";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { kubernetes } from "../../../../sandbox/models/kubernetes";
import { driver } from "../../core/harness";

const namespaceType = "kubernetes:core/v1:Namespace";
const configMapType = "kubernetes:core/v1:ConfigMap";
const at = { account: "one", region: "" };

describe("the provider", () => {
  const placement = (config: Record<string, string>) =>
    new SandboxPackage(kubernetes, SandboxWorld.inMemory()).configure(config).placement;

  it("tells clusters apart by kubeconfig, or by the identifier where there is one", () => {
    expect(placement({ kubeconfig: "a" })).toEqual(placement({ kubeconfig: "a" }));
    expect(placement({ kubeconfig: "a" })).not.toEqual(placement({ kubeconfig: "b" }));
    expect(placement({ kubeconfig: "a", clusterIdentifier: "x" })).toEqual(
      placement({ kubeconfig: "b", clusterIdentifier: "x" }),
    );
  });

  it("needs a kubeconfig", () => {
    expect(() => placement({})).toThrow(/kubeconfig: missing/);
  });
});

describe("a namespace", () => {
  it("is named after RFC 1123, once in a cluster, and the same in two clusters", () => {
    const world = SandboxWorld.inMemory();
    const cloud = driver(kubernetes, at, world);
    expect(cloud.failures(namespaceType, { metadata: { name: "Meridian" } })).toHaveLength(1);
    expect(cloud.failures(namespaceType, { metadata: { name: "a".repeat(64) } })).toHaveLength(1);
    expect(cloud.make(namespaceType, "n", { metadata: { name: "meridian" } }).id).toBe("meridian");
    expect(() => cloud.make(namespaceType, "m", { metadata: { name: "meridian" } })).toThrow(/AlreadyExists/);
    expect(() => cloud.make(namespaceType, "d", { metadata: { name: "default" } })).toThrow(/AlreadyExists/);
    const other = driver(kubernetes, { account: "two", region: "" }, world, "other");
    expect(other.make(namespaceType, "n", { metadata: { name: "meridian" } }).id).toBe("meridian");
  });

  it("gets a name from its resource's when it has none, and the same one every time", () => {
    const cloud = driver(kubernetes, at);
    const made = cloud.make(namespaceType, "jobs", {});
    expect(made.id).toMatch(/^jobs-[0-9a-f]{8}$/);
    expect(cloud.diff(made, { metadata: { labels: { team: "platform" } } }).replaces).toEqual([]);
    expect(cloud.diff(made, { metadata: { name: "other" } }).replaces).toEqual(["metadata.name"]);
  });
});

describe("a config map", () => {
  it("lives in a namespace that exists, with keys that are file names", () => {
    const cloud = driver(kubernetes, at);
    const metadata = { name: "settings", namespace: "meridian" };
    expect(() => cloud.make(configMapType, "c", { metadata, data: {} })).toThrow(/namespaces "meridian" not found/);
    cloud.make(namespaceType, "n", { metadata: { name: "meridian" } });
    expect(cloud.failures(configMapType, { metadata, data: { "a/b": "c" } })).toHaveLength(1);
    expect(cloud.failures(configMapType, { metadata, data: { a: "b" }, binaryData: { a: "Yg==" } })).toHaveLength(1);
    const made = cloud.make(configMapType, "c", { metadata, data: { "app.yaml": "a: 1" } });
    expect(made.id).toBe("meridian/settings");
    expect(cloud.diff(made, { ...made.inputs, data: { "app.yaml": "a: 2" } })).toMatchObject({
      replaces: ['data["app.yaml"]'],
      deleteBeforeReplace: true,
    });
  });

  it("goes into default when it names no namespace", () => {
    const cloud = driver(kubernetes, at);
    expect(cloud.make(configMapType, "c", { metadata: { name: "x" } }).id).toBe("default/x");
    expect(() => cloud.make(configMapType, "d", { metadata: { name: "x" } })).toThrow(/AlreadyExists/);
  });
});
