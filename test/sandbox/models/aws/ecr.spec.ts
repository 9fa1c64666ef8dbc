/** The registry as ECR has it, and that of a region carried out. */
import { beforeEach, describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { SandboxWorld } from "../../../../sandbox/core/world";
import { aws } from "../../../../sandbox/models/aws";
import { types } from "../../../../sandbox/models/aws/common";
import { AwsRegistry } from "../../../../src/components/registry/aws";
import { awsPlace } from "../../../components/aws-keys";
import { awsRegion } from "../../../components/aws-region";
import { fixtureContext } from "../../../fixtures/topology";
import { type Driver, driver } from "../../core/harness";
import { inSandbox, refusedUnknown } from "../component";

const account = "123456789012";
const region = "eu-west-1";

let cloud: Driver;
beforeEach(() => {
  cloud = driver(aws, { account, region }, SandboxWorld.inMemory());
});

const trust = (service: string) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }] });

describe("repositories", () => {
  it("have a URL, and their name once in the registry", () => {
    const { state } = cloud.make(types.repository, "r", { name: "app/service" });
    expect(state.repositoryUrl).toBe(`${account}.dkr.ecr.${region}.amazonaws.com/app/service`);
    expect(() => cloud.make(types.repository, "twin", { name: "app/service" })).toThrow(/RepositoryAlreadyExists/);
    for (const name of ["App", "app--service", "app/", "a"])
      expect(cloud.failures(types.repository, { name }), name).toHaveLength(1);
  });

  it("are replaced under another key, which has to be of their location", () => {
    const key = (name: string, more: Properties = {}) => String(cloud.make(types.key, name, more).state.arn);
    const under = (kmsKey: string) => ({ name: "app", encryptionConfigurations: [{ encryptionType: "KMS", kmsKey }] });
    const made = cloud.make(types.repository, "r", under(key("one")));
    expect(cloud.diff(made, under(key("two"))).replaces).not.toEqual([]);
    expect(() =>
      cloud.make(types.repository, "far", { ...under(key("far", { region: "us-east-1" })), name: "far" }),
    ).toThrow(/there is one in .*us-east-1/);
  });

  it("take policies without a resource, and lifecycle rules that ECR can read", () => {
    cloud.make(types.repository, "r", { name: "app" });
    const policy = (more: object) =>
      JSON.stringify({ Statement: [{ Effect: "Deny", Principal: "*", Action: "ecr:*", ...more }] });
    expect(cloud.failures(types.repositoryPolicy, { repository: "app", policy: policy({}) })).toEqual([]);
    expect(cloud.failures(types.repositoryPolicy, { repository: "app", policy: policy({ Resource: "*" }) })).toEqual([
      expect.stringMatching(/can not have a resource/),
    ]);
    const rule = {
      rulePriority: 1,
      selection: { tagStatus: "untagged", countType: "sinceImagePushed" },
      action: { type: "expire" },
    };
    const lifecycle = (...rules: object[]) =>
      cloud.failures(types.lifecyclePolicy, { repository: "app", policy: JSON.stringify({ rules }) });
    expect(lifecycle()).toHaveLength(1);
    expect(lifecycle(rule)).toEqual([expect.stringMatching(/countUnit days/)]);
    const any = { ...rule, selection: { tagStatus: "any", countType: "imageCountMoreThan" } };
    expect(lifecycle(any, { ...any, rulePriority: 2 })).toEqual([expect.stringMatching(/lowest priority/)]);
    expect(lifecycle(any)).toEqual([]);
  });
});

describe("pull-through caches", () => {
  const rule = (more: Properties) => ({ ecrRepositoryPrefix: "app/quay", upstreamRegistryUrl: "quay.io", ...more });

  it("have a short prefix, once, and an upstream that ECR knows", () => {
    cloud.make(types.pullThroughCacheRule, "r", rule({}));
    expect(() => cloud.make(types.pullThroughCacheRule, "twin", rule({}))).toThrow(/AlreadyExists/);
    expect(
      cloud.failures(types.pullThroughCacheRule, rule({ ecrRepositoryPrefix: `app/${"q".repeat(27)}` })),
    ).toHaveLength(1);
    expect(cloud.failures(types.pullThroughCacheRule, rule({ upstreamRegistryUrl: "docker.io" }))).toEqual([
      expect.stringMatching(/UnsupportedUpstreamRegistry/),
    ]);
  });

  it("want a secret of the right name where the upstream wants credentials", () => {
    const hub = rule({ upstreamRegistryUrl: "registry-1.docker.io" });
    expect(cloud.failures(types.pullThroughCacheRule, hub)).toEqual([expect.stringMatching(/requires credentials/)]);
    const secret = (name: string) => cloud.make(types.secret, name, { name }).id;
    const wrong = { ...hub, credentialArn: secret("docker") };
    expect(() => cloud.make(types.pullThroughCacheRule, "a", wrong)).toThrow(/start with ecr-pullthroughcache/);
    const right = { ...hub, credentialArn: secret("ecr-pullthroughcache/docker") };
    expect(cloud.make(types.pullThroughCacheRule, "b", right).id).toBe("app/quay");
  });
});

describe("templates", () => {
  const template = (more: Properties) => ({ prefix: "app", appliedFors: ["PULL_THROUGH_CACHE"], ...more });

  it("want a role that ECR can take, where they tag or encrypt with a key", () => {
    expect(cloud.failures(types.repositoryCreationTemplate, template({}))).toEqual([]);
    const tagged = template({ resourceTags: { a: "b" } });
    expect(cloud.failures(types.repositoryCreationTemplate, tagged)).toEqual([expect.stringMatching(/custom role/)]);
    const role = (name: string, service: string) =>
      String(cloud.make(types.role, name, { name, assumeRolePolicy: trust(service) }).state.arn);
    const stranger = { ...tagged, customRoleArn: role("stranger", "ec2.amazonaws.com") };
    expect(() => cloud.make(types.repositoryCreationTemplate, "a", stranger)).toThrow(/can not assume/);
    const right = { ...tagged, customRoleArn: role("ecr", "ecr.amazonaws.com") };
    expect(cloud.make(types.repositoryCreationTemplate, "b", right).id).toBe("app");
  });
});

describe("the registry of a region", () => {
  it("stands up, is refused nothing at preview and changes nothing when looked at again", async () => {
    const place = awsRegion({ location: region, account, name: "r".repeat(20) });
    const { cloud, made } = await inSandbox(aws, { account, region }, () => {
      const context = fixtureContext(place);
      const { provider, keys } = awsPlace(context);
      new AwsRegistry(context, provider, { keys });
    });
    const own = made.filter(({ type }) => /^aws:(ecr|iam)/.test(type));
    expect(own).toHaveLength(9);
    expect(refusedUnknown(cloud, own)).toEqual([]);
    for (const object of own) expect(cloud.diff(object, object.inputs).changes, object.urn).toEqual([]);
  });
});
