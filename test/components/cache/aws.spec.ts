import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weeklyWindow } from "../../../src/components/aws/weekly-window";
import { AwsCache } from "../../../src/components/cache/aws";
import type { RegionContext } from "../../../src/components/component";
import { AwsSecretStore } from "../../../src/components/secrets/aws";
import { weekdays } from "../../../src/topology/platform";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { awsPlace, keyAnswers } from "../aws-keys";
import { StandInNetwork } from "../aws-network";
import { anyAwsCase, awsRegion, ofType } from "../aws-region";
import { type Answers, registrations } from "../harness";

const answers: Answers = {
  ...keyAnswers,
  "random:index/randomPassword:RandomPassword": () => ({ result: "generated" }),
  "aws:secretsmanager/secretVersion:SecretVersion": ({ name }) => ({ arn: `secret:${name}` }),
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ name }) => ({
    configurationEndpointAddress: `clustercfg.${name}`,
  }),
};

async function build(context: RegionContext) {
  let cache: AwsCache | undefined;
  const all = await registrations(() => {
    const { provider, keys } = awsPlace(context);
    const secrets = new AwsSecretStore(context, provider, { keys });
    cache = new AwsCache(context, provider, { network: new StandInNetwork(context), keys, secrets });
  }, answers);
  if (!cache) throw new Error("no cache was built");
  const children = all.filter(({ type }) => /^aws:(elasticache|cloudwatch)/.test(type));
  const group = ofType(children, "ReplicationGroup")[0]?.inputs;
  if (!group) throw new Error("no replication group was registered");
  return { cache, children, group };
}

const told = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const hidden = (value: unknown) => ({ [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value });

describe("AwsCache", () => {
  it("is encrypted at rest and on the way, tagged, in the data subnets, with names that AWS takes, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(anyAwsCase(), async ({ context, region }) => {
        const { children, group } = await build(context);
        expect(children.filter(({ provider }) => provider !== region.name)).toEqual([]);
        for (const { inputs, type, name } of children)
          expect(inputs.tags, `${type} ${name}`).toMatchObject(context.naming.tags);
        expect(group).toMatchObject({
          kmsKeyId: `key:${region.name}-cache`,
          atRestEncryptionEnabled: true,
          transitEncryptionEnabled: true,
          transitEncryptionMode: "required",
          clusterMode: "enabled",
          multiAzEnabled: true,
          securityGroupIds: ["sg-data"],
        });
        expect(String(group.replicationGroupId)).toMatch(/^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
        expect("finalSnapshotIdentifier" in group).toBe(context.protect);
        expect(ofType(children, "SubnetGroup").map(({ inputs }) => inputs.subnetIds)).toEqual([
          [0, 1, 2].map((zone) => `subnet-data-${zone}`),
        ]);
        expect(ofType(children, "LogGroup").map(({ inputs }) => inputs.kmsKeyId)).toEqual(
          Array(2).fill(`key:${region.name}-logs`),
        );
      }),
      { numRuns: 3 },
    );
  });

  it("has the shards, replicas and size that the topology says", async () => {
    const shared = fixtureShared({ cache: { shards: 3, replicasPerShard: 1 } });
    const region = awsRegion();
    const larger = { ...region, sizes: { ...region.sizes, cache: "large" as const } };
    const { group } = await build(fixtureContext(larger, shared));
    expect(group).toMatchObject({ numNodeGroups: 3, replicasPerNodeGroup: 1, nodeType: "cache.r7g.2xlarge" });
  });

  it("lets in one user, by a password that is never in clear, and answers where it lies", async () => {
    const { children, cache } = await build(fixtureContext(awsRegion()));
    expect(ofType(children, "User").map(({ inputs }) => [inputs.userName, inputs.authenticationMode])).toEqual([
      ["service", hidden({ type: "password", passwords: ["generated"] })],
    ]);
    if (cache.auth.kind !== "password") throw new Error("the cache takes no password");
    expect(cache.auth.user).toBe("service");
    expect(await told(cache.auth.password.id)).toBe("secret:us-east-cache");
    expect([await told(cache.host), await told(cache.port)]).toEqual(["clustercfg.us-east-cache", 6379]);
  });

  it("writes its windows in UTC, over midnight and the week's end", () => {
    expect(weeklyWindow({ day: "sunday", startHour: 3, hours: 4 })).toBe("sun:03:00-sun:07:00");
    expect(weeklyWindow({ day: "saturday", startHour: 22, hours: 4 })).toBe("sat:22:00-sun:02:00");
    for (const day of weekdays)
      expect(weeklyWindow({ day, startHour: 0, hours: 4 })).toMatch(`${day.slice(0, 3)}:00:00`);
  });
});
