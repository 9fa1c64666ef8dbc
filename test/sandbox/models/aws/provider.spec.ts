/** The provider of AWS, the region of a resource, and what both answer when they are asked. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxPackage } from "../../../../sandbox/core/package";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { account, inAccount, region } from "./account";

let { world, cloud, vpc, subnetIn } = inAccount();
beforeEach(() => {
  ({ world, cloud, vpc, subnetIn } = inAccount());
});

describe("provider", () => {
  const pkg = () => new SandboxPackage(aws, world);

  it("reads its lists whether they come as JSON text or as lists", () => {
    const placement = { account, region: "us-east-1" };
    const sent = { region: "us-east-1", allowedAccountIds: `["${account}"]`, skipRegionValidation: "true" };
    expect(pkg().configure(sent).placement).toEqual(placement);
    expect(pkg().configure({ region: "us-east-1", allowedAccountIds: [account] }).placement).toEqual(placement);
  });

  it("refuses a region AWS does not have, an ill-formed account and a list that forbids it", () => {
    const wrong = { region: "eu-west-9", allowedAccountIds: '["12"]' };
    expect(
      pkg()
        .checkConfig(wrong)
        .map(({ property }) => property)
        .sort(),
    ).toEqual(["allowedAccountIds[0]", "region"]);
    expect(pkg().checkConfig({ region, forbiddenAccountIds: '["000000000000"]' })).toHaveLength(1);
  });
});

describe("region", () => {
  it("takes the resource's own before the provider's", () => {
    const bucket = cloud.make(types.bucket, "logs", { bucket: "meridian-logs", region: "us-east-1" });
    expect(bucket.state).toMatchObject({ region: "us-east-1", bucketRegion: "us-east-1" });
  });

  it("replaces what moves", () => {
    expect(cloud.diff(vpc, { ...vpc.inputs, region: "us-east-1" }).replaces).toEqual(["region"]);
  });

  it("refuses one that AWS does not have", () => {
    expect(cloud.failures(types.vpc, { cidrBlock: "10.1.0.0/16", region: "eu-west-9" })).toEqual([
      expect.stringMatching(/^region: invalid AWS Region: eu-west-9/),
    ]);
  });

  it("does not see across regions", () => {
    expect(() => subnetIn("s", "10.1.0.0/24", { region: "us-east-1" })).toThrow(
      /vpcId.*NotFound.*there is one in .*eu-west-1/,
    );
  });
});

describe("invokes", () => {
  const ask = (token: string, inputs: Properties = {}) =>
    cloud.instance.invoke(`aws:index/${token}:${token}`, inputs).answer;

  it("offers the zones of the region, filtered", () => {
    const filter = (name: string, value: string) => ({ filters: [{ name, values: [value] }] });
    expect(
      ask("getAvailabilityZones", { state: "available", ...filter("opt-in-status", "opt-in-not-required") }),
    ).toMatchObject({
      names: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"],
    });
    expect(ask("getAvailabilityZones", filter("zone-type", "local-zone")).names).toEqual([]);
    expect(ask("getAvailabilityZones", { region: "us-east-1", excludeNames: ["us-east-1a"] }).names).not.toContain(
      "us-east-1a",
    );
  });

  it("says whose account and which region it is", () => {
    expect(ask("getCallerIdentity")).toMatchObject({ accountId: account });
    expect(ask("getRegion")).toMatchObject({ region, description: "Dublin" });
    expect(ask("getPartition")).toMatchObject({ partition: "aws", dnsSuffix: "amazonaws.com" });
  });
});
