/** Secrets as Secrets Manager has them, and a store of a region carried out. */
import { beforeEach, describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { AwsSecretStore } from "../../../../src/components/secrets/aws";
import { awsPlace } from "../../../components/aws-keys";
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

describe("secrets", () => {
  it("have an ARN that ends in six characters of their own", () => {
    const { id, state } = cloud.make(types.secret, "s", { name: "app/password" });
    expect(id).toMatch(new RegExp(`^arn:aws:secretsmanager:${region}:${account}:secret:app/password-[a-z0-9]{6}$`));
    expect(state).toMatchObject({ arn: id, name: "app/password", recoveryWindowInDays: 30 });
  });

  it("want a name once in the location, a fitting recovery window, and a key of the location", () => {
    cloud.make(types.secret, "s", { name: "app" });
    expect(() => cloud.make(types.secret, "twin", { name: "app" })).toThrow(/ResourceExistsException/);
    expect(cloud.failures(types.secret, { name: "b", recoveryWindowInDays: 3 })).toHaveLength(1);
    expect(cloud.failures(types.secret, { name: "b", recoveryWindowInDays: 0 })).toEqual([]);
    expect(cloud.failures(types.secret, { name: "no spaces" })).toHaveLength(1);
    const abroad = cloud.make(types.key, "k", { region: "us-east-1" });
    expect(() => cloud.make(types.secret, "c", { name: "c", kmsKeyId: String(abroad.state.arn) })).toThrow(
      /there is one in .*us-east-1/,
    );
  });

  it("have versions, found by the secret's ARN or name, each with a value", () => {
    const secret = cloud.make(types.secret, "s", { name: "app" });
    const byArn = cloud.make(types.secretVersion, "a", { secretId: secret.id, secretString: "x" });
    const byName = cloud.make(types.secretVersion, "b", { secretId: "app", secretString: "y" });
    expect([byArn.state.arn, byName.state.arn]).toEqual([secret.id, secret.id]);
    expect(byArn.state.versionId).not.toBe(byName.state.versionId);
    expect(cloud.failures(types.secretVersion, { secretId: secret.id })).toEqual([
      expect.stringMatching(/one of .*secret_string/),
    ]);
    expect(cloud.diff(byArn, { secretId: secret.id, secretString: "z" }).replaces).toEqual(["secretString"]);
  });

  it("take no policy that lets everyone in, where that is blocked", () => {
    const secretArn = cloud.make(types.secret, "s", { name: "app" }).id;
    const open = { Effect: "Allow", Principal: "*", Action: "secretsmanager:*", Resource: "*" };
    const policy = (statement: object) => JSON.stringify({ Statement: [statement] });
    expect(cloud.failures(types.secretPolicy, { secretArn, policy: policy(open), blockPublicPolicy: true })).toEqual([
      expect.stringMatching(/PublicPolicyException/),
    ]);
    const deny = policy({ ...open, Effect: "Deny" });
    expect(cloud.failures(types.secretPolicy, { secretArn, policy: deny, blockPublicPolicy: true })).toEqual([]);
    expect(cloud.failures(types.secretPolicy, { secretArn, policy: policy({ Effect: "Deny" }) })).toHaveLength(1);
  });
});

describe("the store of a region", () => {
  it("stands up, is refused nothing at preview and changes nothing when looked at again", async () => {
    const place = awsRegion({ location: region, account });
    const { cloud, made } = await inSandbox(aws, { account, region }, () => {
      const context = fixtureContext(place);
      const { provider, keys } = awsPlace(context);
      new AwsSecretStore(context, provider, { keys }).generate("cache");
    });
    const secrets = made.filter(({ type }) => type.startsWith("aws:secretsmanager"));
    expect(secrets).toHaveLength(3);
    expect(refusedUnknown(cloud, secrets)).toEqual([]);
    for (const object of made) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });
});
