/** Keys as KMS has them, and the whole ring of a region carried out. */
import { beforeEach, describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { AwsKeyRing } from "../../../../src/components/keys/aws";
import { keyPurposes } from "../../../../src/components/keys/contract";
import { createAwsProvider } from "../../../../src/components/provider/aws";
import { awsRegion } from "../../../components/aws-region";
import { fixtureContext } from "../../../fixtures/topology";
import { type Driver, driver } from "../../core/harness";
import { inSandbox, refusedUnknown } from "../component";

const account = "123456789012";
const region = "eu-west-1";

let world: SandboxWorld;
let cloud: Driver;
beforeEach(() => {
  world = SandboxWorld.inMemory();
  cloud = driver(aws, { account, region }, world);
});

const allow = (principal: unknown, action: string) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: principal, Action: action, Resource: "*" }] });
const root = { AWS: `arn:aws:iam::${account}:root` };

describe("keys", () => {
  it("have an id that is a UUID, and a policy that leaves the rest to IAM", () => {
    const { id, state } = cloud.make(types.key, "k", {});
    expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(state).toMatchObject({ arn: `arn:aws:kms:${region}:${account}:key/${id}`, keyId: id, multiRegion: false });
    expect(String(state.policy)).toContain(`${account}:root`);
  });

  it("take no policy that locks its owner out", () => {
    expect(cloud.failures(types.key, { policy: allow(root, "kms:Encrypt") })).toEqual([
      expect.stringMatching(/MalformedPolicyDocumentException.*update the key policy in the future/),
    ]);
    expect(cloud.failures(types.key, { policy: allow({ Service: "logs.amazonaws.com" }, "kms:*") })).toHaveLength(1);
    expect(
      cloud.failures(types.key, { policy: allow({ AWS: "arn:aws:iam::210987654321:root" }, "kms:*") }),
    ).toHaveLength(1);
    const bypass = { policy: allow(root, "kms:Encrypt"), bypassPolicyLockoutSafetyCheck: true };
    expect(cloud.failures(types.key, bypass)).toEqual([]);
    expect(cloud.failures(types.key, { policy: allow(root, "kms:Put*") })).toEqual([]);
  });

  it("take no policy that is none, or that names a role which is not there", () => {
    expect(cloud.failures(types.key, { policy: JSON.stringify({ Statement: [] }) })).toHaveLength(1);
    const twice = { Sid: "a", Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };
    expect(cloud.failures(types.key, { policy: JSON.stringify({ Statement: [twice, twice] }) })).toEqual([
      expect.stringMatching(/must be unique/),
    ]);
    const policy = allow({ AWS: [root.AWS, `arn:aws:iam::${account}:role/ghost`] }, "kms:*");
    expect(() => cloud.make(types.key, "k", { policy })).toThrow(/invalid principals.*role\/ghost/);
  });

  it("rotate between 90 and 2560 days, where they are symmetric", () => {
    expect(cloud.failures(types.key, { enableKeyRotation: true, rotationPeriodInDays: 30 })).toHaveLength(1);
    expect(cloud.failures(types.key, { enableKeyRotation: true, customerMasterKeySpec: "RSA_2048" })).toEqual([
      expect.stringMatching(/UnsupportedOperationException/),
    ]);
    expect(cloud.failures(types.key, { deletionWindowInDays: 5 })).toHaveLength(1);
  });

  it("change their rotation and policy in place, and nothing of what they are", () => {
    const key = cloud.make(types.key, "k", {});
    expect(cloud.change(key, { enableKeyRotation: true, rotationPeriodInDays: 365 }).id).toBe(key.id);
    expect(cloud.diff(key, { multiRegion: true }).replaces).toEqual(["multiRegion"]);
    expect(cloud.diff(key, { customerMasterKeySpec: "RSA_2048" }).replaces).toEqual(["customerMasterKeySpec"]);
  });

  it("have aliases, unique in the location, that can go to another key but not abroad", () => {
    const [a, b] = ["a", "b"].map((name) => cloud.make(types.key, name, {}));
    if (!a || !b) throw new Error("no keys");
    const alias = cloud.make(types.alias, "x", { name: "alias/x", targetKeyId: a.id });
    expect(alias.state).toMatchObject({ arn: `arn:aws:kms:${region}:${account}:alias/x`, targetKeyArn: a.state.arn });
    expect(() => cloud.make(types.alias, "y", { name: "alias/x", targetKeyId: b.id })).toThrow(
      /AlreadyExistsException/,
    );
    expect(cloud.change(alias, { name: "alias/x", targetKeyId: b.id }).state.targetKeyArn).toBe(b.state.arn);
    expect(cloud.failures(types.alias, { name: "alias/aws/x", targetKeyId: a.id })).toHaveLength(1);
    const abroad = driver(aws, { account, region: "us-east-1" }, world, "abroad");
    expect(() => abroad.make(types.alias, "z", { name: "alias/z", targetKeyId: a.id })).toThrow(
      /there is one in .*eu-west-1/,
    );
  });
});

describe("the ring of a region", () => {
  it("stands up, is refused nothing at preview and changes nothing when looked at again", async () => {
    const place = awsRegion({ location: region, account });
    const { cloud, made } = await inSandbox(aws, { account, region }, () => {
      new AwsKeyRing(fixtureContext(place), createAwsProvider(place, place.name), {
        site: "home",
        purposes: keyPurposes,
      });
    });
    expect(made).toHaveLength(2 * keyPurposes.length);
    expect(refusedUnknown(cloud, made)).toEqual([]);
    for (const object of made) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });
});
