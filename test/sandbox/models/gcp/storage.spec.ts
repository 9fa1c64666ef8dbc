import { describe, expect, it } from "vitest";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { cloud, project, types } from "./cloud";

describe("log buckets", () => {
  const bucket = { project, location: "europe-west3", bucketId: "logs" };

  it("keep logs from 1 to 3650 days, in a location that exists", () => {
    const { failures, make } = cloud();
    expect(make(types.logBucket, "logs", { ...bucket, retentionDays: 3650 }).id).toBe(
      `projects/${project}/locations/europe-west3/buckets/logs`,
    );
    expect(failures(types.logBucket, { ...bucket, retentionDays: 3651 })).toEqual([
      "retentionDays: is 3651, the most is 3650",
    ]);
    expect(failures(types.logBucket, { ...bucket, location: "mars" })).toEqual([expect.stringMatching(/^location/)]);
  });

  it("can not be unlocked, shortened or deleted once locked", () => {
    const { make, change, destroy } = cloud();
    const locked = make(types.logBucket, "logs", { ...bucket, retentionDays: 365, locked: true });
    expect(() => change(locked, { ...locked.inputs, locked: false })).toThrow(/stays locked/);
    expect(() => change(locked, { ...locked.inputs, retentionDays: 30 })).toThrow(/can not change/);
    expect(() => destroy(locked)).toThrow(/is locked/);
  });

  it("are where sinks lead, and must exist before", () => {
    const { make } = cloud();
    const sink = { destination: `logging.googleapis.com/projects/${project}/locations/europe-west3/buckets/logs` };
    expect(() => make(types.sink, "sink", sink)).toThrow(/destination: .*does not exist/);
    make(types.logBucket, "logs", bucket);
    expect(make(types.sink, "sink", sink).state.writerIdentity).toBe("");
  });

  it("leave room for ten exclusions in a project", () => {
    const { make } = cloud();
    for (let index = 0; index < 10; index++) make(types.exclusion, `e${index}`, { filter: "severity=DEBUG" });
    expect(() => make(types.exclusion, "e10", { filter: "severity=DEBUG" })).toThrow(/at most/);
  });
});

describe("storage buckets", () => {
  it("lie in a region or a multi-region, in any case, whatever the provider's region", () => {
    const { make, failures } = cloud();
    expect(make(types.bucket, "east", { location: "us-east1" }).state.location).toBe("US-EAST1");
    for (const location of ["EU", "eur4", "EUROPE-WEST3"]) expect(failures(types.bucket, { location })).toEqual([]);
    expect(failures(types.bucket, { location: "eu-west-1" })).toEqual([
      expect.stringMatching(/^location: .*not valid/),
    ]);
  });

  it("have a name that no customer has", () => {
    const { make, world, failures } = cloud();
    make(types.bucket, "assets", { name: "meridian-assets", location: "EU" });
    const stranger = driver(gcp, { account: "somebody-else", region: "us-east1" }, world, "stranger");
    expect(() => stranger.make(types.bucket, "assets", { name: "meridian-assets", location: "US" })).toThrow(
      /not available/,
    );
    expect(failures(types.bucket, { name: "my-google-bucket", location: "EU" })).toEqual([
      expect.stringMatching(/^name/),
    ]);
  });

  it("are replaced when they move", () => {
    const { make, diff } = cloud();
    const bucket = make(types.bucket, "assets", { location: "europe-west3", labels: { a: "b" } });
    expect(diff(bucket, { ...bucket.inputs, location: "us-east1" }).replaces).toEqual(["location"]);
    expect(diff(bucket, { ...bucket.inputs, labels: { a: "c" } }).replaces).toEqual([]);
  });
});

describe("the provider", () => {
  const pkg = new SandboxPackage(gcp, SandboxWorld.inMemory());

  it("points at a region that exists", () => {
    expect(pkg.checkConfig({ project, region: "europe-west3", addPulumiAttributionLabel: "false" })).toEqual([]);
    expect(pkg.checkConfig({ project, region: "eu-west-1" })).toEqual([
      { property: "region", reason: "Google Cloud has no region eu-west-1" },
    ]);
    expect(pkg.checkConfig({ project, region: "europe-west3", zone: "europe-west1-b" })).toMatchObject([
      { property: "zone" },
    ]);
  });

  it("moves everything when its project or region does", () => {
    const at = { project, region: "europe-west3" };
    expect(pkg.diffConfig(at, { ...at, region: "us-east1" }).replaces).toEqual(["region"]);
    expect(pkg.diffConfig(at, { ...at, requestReason: "audit" }).replaces).toEqual([]);
  });
});

describe("functions", () => {
  it("tell zones, project and place", () => {
    const { instance } = cloud("europe-west1");
    const ask = (token: string, args = {}) => instance.invoke(token, args).answer;
    expect(ask("gcp:compute/getZones:getZones", { status: "UP" }).names).toEqual(
      ["b", "c", "d"].map((zone) => `europe-west1-${zone}`),
    );
    expect(ask("gcp:compute/getZones:getZones", { region: "europe-west3" }).region).toBe("europe-west3");
    expect(ask("gcp:organizations/getProject:getProject").number).toMatch(/^\d{12}$/);
    expect(ask("gcp:organizations/getClientConfig:getClientConfig")).toMatchObject({ project, region: "europe-west1" });
  });
});
