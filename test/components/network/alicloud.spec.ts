import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { AlicloudNetwork } from "../../../src/components/network/alicloud";
import { ossPolicy } from "../../../src/components/network/alicloud/endpoints";
import { firstZones } from "../../../src/components/network/alicloud/vpc";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { naming } from "../../../src/plan/naming";
import { networkPlan } from "../../../src/plan/network";
import { logRetentionDays } from "../../../src/plan/retention";
import type { Region } from "../../../src/topology/schema";
import { alicloudRegion } from "../../fixtures/alicloud";
import { fixtureContext, fixtureShared } from "../../fixtures/topology";
import { alicloudKeys } from "../alicloud";
import { type Answers, type InvokeAnswers, type Registration, registrations } from "../harness";

const china = alicloudRegion;

const zones: InvokeAnswers = {
  "alicloud:index/getZones:getZones": () => ({ ids: ["h", "b", "k", "i"].map((zone) => `zone-${zone}`) }),
};
const answers: Answers = {
  "alicloud:vpc/natGateway:NatGateway": () => ({ snatTableIds: "stb-1" }),
  "alicloud:ecs/eipAddress:EipAddress": ({ name }) => ({ ipAddress: `address of ${name}` }),
  "alicloud:ram/role:Role": ({ name }) => ({ arn: `arn of ${name}` }),
};

async function build(region: Region = china(), invokes: InvokeAnswers = zones) {
  const seen = await registrations(
    () => {
      new AlicloudNetwork(fixtureContext(region), createAlicloudProvider(region, region.name), {
        keys: alicloudKeys(),
      });
    },
    answers,
    invokes,
  );
  const children = seen.filter(({ type }) => type.startsWith("alicloud:"));
  return { seen, children, of: (type: string) => children.filter((child) => child.type === `alicloud:${type}`) };
}

let hangzhou: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  hangzhou = await build();
});

const text = ({ inputs }: Registration, key: string): string => {
  const value = inputs[key];
  if (typeof value !== "string") throw new Error(`${key} is no string but ${JSON.stringify(value)}`);
  return value;
};
const first = <T>(values: readonly T[]): T => {
  const [value] = values;
  if (value === undefined) throw new Error("nothing there");
  return value;
};

const untagged = [
  "alicloud:ecs/eipAssociation:EipAssociation",
  "alicloud:ecs/securityGroupRule:SecurityGroupRule",
  "alicloud:log/store:Store",
  "alicloud:log/storeIndex:StoreIndex",
  "alicloud:ram/rolePolicyAttachment:RolePolicyAttachment",
  "alicloud:vpc/gatewayEndpointRouteTableAttachment:GatewayEndpointRouteTableAttachment",
  "alicloud:vpc/routeEntry:RouteEntry",
  "alicloud:vpc/routeTableAttachment:RouteTableAttachment",
  "alicloud:vpc/snatEntry:SnatEntry",
];

const anyRegion = fc
  .record({
    number: fc.integer({ min: 1, max: 254 }),
    location: fc.constantFrom("cn-hangzhou", "cn-beijing", "ap-southeast-1", "eu-central-1", "ap-southeast-7"),
    name: fc.stringMatching(/^[a-z][a-z0-9-]{1,18}[a-z0-9]$/),
  })
  .map(({ number, location, name }) => china({ number, location, name, network: { cidr: `10.${number}.0.0/16` } }));

describe("every child, whatever the region", () => {
  it("carries the region's own provider and, where it can, the tags", async () => {
    await fc.assert(
      fc.asyncProperty(anyRegion, async (region) => {
        const { seen, children } = await build(region);
        const provider = first(seen.filter(({ type }) => type === "pulumi:providers:alicloud"));
        expect(provider.inputs).toEqual({ region: region.location, accountId: region.account });
        const { tags } = naming(fixtureShared(), region);
        for (const child of children) {
          expect(child.provider, child.name).toBe(region.name);
          expect(child.inputs.tags, child.name).toEqual(untagged.includes(child.type) ? undefined : tags);
        }
      }),
      { numRuns: 5 },
    );
  });

  it("has a Pulumi name of its own, and names that Alibaba Cloud takes", async () => {
    const { children } = await build(china({ name: "a-very-long-region-x" }));
    const urns = children.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(urns).size).toBe(urns.length);
    for (const { name } of children) expect(name).toMatch(/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/);
  });
});

describe("subnets", () => {
  it("are the plan's, in the zones that the stack file names", async () => {
    const named = ["cn-hangzhou-k", "cn-hangzhou-i", "cn-hangzhou-h"];
    const region = china({ network: { cidr: "10.4.0.0/16", zones: named } });
    const { of } = await build(region, {});
    const { subnets } = networkPlan(fixtureShared(), region);
    const got = of("vpc/switch:Switch").map(({ inputs }) => [inputs.cidrBlock, inputs.zoneId]);
    expect(got.sort()).toEqual(subnets.map(({ cidr, zone }) => [cidr, named[zone]]).sort());
  });

  it("take the first three zones by name when the stack file names none", () => {
    const { of } = hangzhou;
    const got = new Set(of("vpc/switch:Switch").map(({ inputs }) => inputs.zoneId));
    expect([...got].sort()).toEqual(["zone-b", "zone-h", "zone-i"]);
  });

  it("fail where the account has fewer than three zones", () => {
    expect(() => firstZones(china(), ["a", "b"])).toThrow(/cn-hangzhou offers 2 zones to 1234567890123456.* 3/);
  });
});

describe("ways to the internet", () => {
  it("lead from the private tier only: one default route, and source translation for three vSwitches", () => {
    const { of } = hangzhou;
    const tables = of("vpc/routeTable:RouteTable");
    const idOf = (tier: string) => `${first(tables.filter(({ name }) => name.endsWith(`-${tier}`))).name}-id`;
    expect(of("vpc/routeEntry:RouteEntry").map((entry) => text(entry, "routeTableId"))).toEqual([idOf("private")]);
    const sources = of("vpc/snatEntry:SnatEntry").map((entry) => text(entry, "sourceVswitchId"));
    expect(sources).toHaveLength(3);
    for (const source of sources) expect(source).toMatch(/-private-[012]-cn-hangzhou-id$/);
  });

  it("are shut for the data tier: a table of its own without a route, and an ACL that stays inside", () => {
    const { of } = hangzhou;
    const attached = of("vpc/routeTableAttachment:RouteTableAttachment").filter((entry) =>
      /-data-[012]-cn-hangzhou-id$/.test(text(entry, "vswitchId")),
    );
    expect(attached).toHaveLength(3);
    for (const entry of attached) expect(text(entry, "routeTableId")).toMatch(/-data-id$/);

    const acl = first(of("vpc/networkAcl:NetworkAcl"));
    const fenced = acl.inputs.resources as { resourceId: string }[];
    expect(fenced.map(({ resourceId }) => resourceId.replace(/^.*-(data-\d)-cn-hangzhou-id$/, "$1")).sort()).toEqual([
      "data-0",
      "data-1",
      "data-2",
    ]);
    const ingress = acl.inputs.ingressAclEntries as { policy: string; sourceCidrIp: string }[];
    const egress = acl.inputs.egressAclEntries as { policy: string; destinationCidrIp: string }[];
    const verdicts = [
      ["accept", "10.4.0.0/16"],
      ["accept", "100.64.0.0/10"],
      ["drop", "0.0.0.0/0"],
    ];
    expect(ingress.map(({ policy, sourceCidrIp }) => [policy, sourceCidrIp])).toEqual(verdicts);
    expect(egress.map(({ policy, destinationCidrIp }) => [policy, destinationCidrIp])).toEqual(verdicts);
  });

  it("translate with an address that is bound to the gateway", () => {
    const { of } = hangzhou;
    const bound = first(of("ecs/eipAssociation:EipAssociation"));
    expect(bound.inputs).toMatchObject({ instanceType: "Nat", instanceId: expect.stringMatching(/-nat-id$/) });
    for (const entry of of("vpc/snatEntry:SnatEntry")) expect(text(entry, "snatIp")).toMatch(/^address of .*-nat$/);
  });
});

describe("security groups", () => {
  it("deny both ways by default, and never name another group", () => {
    const { of } = hangzhou;
    const groups = of("ecs/securityGroup:SecurityGroup");
    expect(groups.map(({ inputs }) => inputs.securityGroupType)).toEqual(["enterprise", "enterprise", "enterprise"]);
    for (const rule of of("ecs/securityGroupRule:SecurityGroupRule")) {
      expect(rule.inputs.sourceSecurityGroupId, rule.name).toBeUndefined();
      expect(rule.inputs.nicType, rule.name).toBe("intranet");
      expect(rule.inputs.portRange === "-1/-1", rule.name).toBe(rule.inputs.ipProtocol === "all");
    }
  });

  it("open to the world nothing but 443 and 80 of the ingress; out to the world go nodes, to 443", () => {
    const { of } = hangzhou;
    const open = of("ecs/securityGroupRule:SecurityGroupRule")
      .filter(({ inputs }) => inputs.cidrIp === "0.0.0.0/0")
      .map((rule) => [
        text(rule, "securityGroupId").replace(/^.*-(\w+)-id$/, "$1"),
        rule.inputs.type,
        rule.inputs.portRange,
      ]);
    expect(open.sort()).toEqual([
      ["ingress", "ingress", "443/443"],
      ["ingress", "ingress", "80/80"],
      ["nodes", "egress", "443/443"],
    ]);
  });

  it("let nodes and pods, and nobody else, into the data tier: 5432 and 6379", () => {
    const { of } = hangzhou;
    const { tiers, pods } = networkPlan(fixtureShared(), china());
    const into = of("ecs/securityGroupRule:SecurityGroupRule")
      .filter((rule) => /-data-id$/.test(text(rule, "securityGroupId")))
      .map(({ inputs }) => [inputs.type, inputs.portRange, inputs.cidrIp]);
    expect(into.sort()).toEqual(
      ["5432/5432", "6379/6379"]
        .flatMap((ports) => [tiers.private, pods].map((cidr) => ["ingress", ports, cidr]))
        .sort(),
    );
  });
});

describe("flow logs", () => {
  it("cover the VPC and are kept at least as long as the law wants", () => {
    const { of } = hangzhou;
    expect(first(of("vpc/flowLog:FlowLog")).inputs).toMatchObject({ resourceType: "VPC", trafficType: "All" });
    const store = first(of("log/store:Store"));
    expect(store.inputs.retentionPeriod).toBe(365);
    expect(store.inputs.retentionPeriod).toBeGreaterThanOrEqual(logRetentionDays(fixtureShared(), china()));
  });

  it("lie under the region's key, with SM4 where MLPS asks for it, by a role that may use that key alone", async () => {
    const { of } = hangzhou;
    const confOf = (built: typeof hangzhou) => first(built.of("log/store:Store")).inputs.encryptConf;
    expect(confOf(hangzhou)).toEqual({
      enable: true,
      encryptType: "m4",
      userCmkInfo: {
        cmkKeyId: "key-logs",
        arn: "arn of meridian-production-china-log-encryption",
        regionId: "cn-hangzhou",
      },
    });
    const { Statement } = JSON.parse(text(first(of("ram/policy:Policy")), "policyDocument")) as {
      Statement: { Resource: string[] }[];
    };
    expect(Statement.flatMap(({ Resource }) => Resource)).toEqual([
      "acs:kms:cn-hangzhou:1234567890123456:key/key-logs",
    ]);
    expect(confOf(await build(china({ compliance: ["SOC2"] })))).toMatchObject({ encryptType: "default" });
  });

  it("are kept for ever where ten years are not enough", async () => {
    const shared = fixtureShared({
      logRetention: { ...fixtureShared().logRetention, CSL: { days: 3653, source: "test" } },
    });
    const seen = await registrations(
      () => {
        const region = china();
        new AlicloudNetwork(fixtureContext(region, shared), createAlicloudProvider(region, "china"), {
          keys: alicloudKeys(),
        });
      },
      answers,
      zones,
    );
    expect(first(seen.filter(({ type }) => type === "alicloud:log/store:Store")).inputs.retentionPeriod).toBe(3650);
  });
});

describe("the endpoint for OSS", () => {
  it("is on both custom tables, and writes to no bucket of another account", () => {
    const { of } = hangzhou;
    const endpoint = first(of("vpc/gatewayEndpoint:GatewayEndpoint"));
    expect(endpoint.inputs.serviceName).toBe("com.aliyun.cn-hangzhou.oss");
    expect(of("vpc/gatewayEndpointRouteTableAttachment:GatewayEndpointRouteTableAttachment")).toHaveLength(2);
    const { Statement } = JSON.parse(ossPolicy("42")) as { Statement: { Action: string[]; Resource: string[] }[] };
    for (const { Action, Resource } of Statement) {
      const reads = Action.every((action) => /^oss:(Get|List)/.test(action));
      expect(reads || Resource.every((resource) => resource.startsWith("acs:oss:*:42:"))).toBe(true);
    }
  });

  it("is left out where OSS has none", async () => {
    const { of } = await build(china({ location: "ap-southeast-7" }));
    expect(of("vpc/gatewayEndpoint:GatewayEndpoint")).toEqual([]);
  });
});
