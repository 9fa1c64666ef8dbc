import * as pulumi from "@pulumi/pulumi";
import fc from "fast-check";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { AwsKeyRing } from "../../../src/components/keys/aws";
import { keyPurposes } from "../../../src/components/keys/contract";
import { AwsNetwork } from "../../../src/components/network/aws";
import { gatewayServices, interfaceServices } from "../../../src/components/network/aws/endpoints";
import { endpointServiceName } from "../../../src/components/network/aws/partition";
import { endpointPolicy, flowLogTrust } from "../../../src/components/network/aws/policies";
import { firstZones } from "../../../src/components/network/aws/zones";
import { createAwsProvider } from "../../../src/components/provider/aws";
import type { Region } from "../../../src/topology/schema";
import { fixtureContext } from "../../fixtures/topology";
import { awsRegion } from "../aws-region";
import { type Answers, type InvokeAnswers, type Registration, registrations } from "../harness";

const untaggable = new Set([
  "aws:ec2/route:Route",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:kms/alias:Alias",
]);

const answers: Answers = {
  "aws:ec2/vpc:Vpc": () => ({ defaultRouteTableId: "rtb-default", defaultNetworkAclId: "acl-default" }),
  "aws:ec2/eip:Eip": ({ name }) => ({ allocationId: `${name}-id`, publicIp: "198.51.100.7" }),
  "aws:kms/key:Key": ({ name }) => ({ arn: `arn:aws:kms:x:1:key/${name}` }),
  "aws:cloudwatch/logGroup:LogGroup": ({ inputs }) => ({ arn: `arn:aws:logs:x:1:log-group:${inputs.name}` }),
  "aws:iam/role:Role": ({ inputs }) => ({ arn: `arn:aws:iam::1:role/${inputs.name}` }),
};

const zoneInvoke = "aws:index/getAvailabilityZones:getAvailabilityZones";
const zones = (location: string, letters = "cabd"): InvokeAnswers => ({
  [zoneInvoke]: () => ({ names: [...letters].map((letter) => `${location}${letter}`) }),
});

async function build(overrides: Partial<Region> = {}, invokes?: InvokeAnswers) {
  const region = awsRegion(overrides);
  const context = fixtureContext(region);
  let network: AwsNetwork | undefined;
  const all = await registrations(
    () => {
      const provider = createAwsProvider(region, region.name);
      const keys = new AwsKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      network = new AwsNetwork(context, provider, { keys });
    },
    answers,
    invokes ?? zones(region.location),
  );
  if (!network) throw new Error("no network was built");
  const children = all.filter(({ type }) => type.startsWith("aws:"));
  /** In the order of their names: registration order is whatever resolves first. */
  const of = (type: string) =>
    children.filter((child) => child.type.endsWith(`:${type}`)).sort((a, b) => a.name.localeCompare(b.name));
  return { context, all, children, of, network };
}

const text = (registration: Registration, key: string) => String(registration.inputs[key]);

describe("AwsNetwork", () => {
  let built: Awaited<ReturnType<typeof build>>;
  const of = (type: string) => built.of(type);
  beforeAll(async () => {
    built = await build();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("carries the explicit provider and the tags on every child, in any region", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 254 }),
        fc.constantFrom("us-east-1", "eu-west-1", "ap-south-1", "ap-southeast-1"),
        fc.stringMatching(/^[a-z][a-z0-9]{2,18}[a-z0-9]$/),
        async (number, location, name) => {
          const network = { cidr: `10.${number}.0.0/16` };
          const { children, context, all } = await build({ name, number, location, network });
          expect(children.length).toBeGreaterThan(60);
          expect(children.filter(({ provider }) => provider !== name)).toEqual([]);
          const providers = all.filter(({ type }) => type === "pulumi:providers:aws");
          expect(providers.map(({ inputs }) => inputs.region)).toEqual([location]);
          for (const child of children.filter(({ type }) => !untaggable.has(type))) {
            expect(child.inputs.tags, `${child.type} ${child.name}`).toMatchObject({
              ...context.naming.tags,
              Name: expect.stringMatching(`^meridian-production-${name}-`),
            });
          }
        },
      ),
      { numRuns: 3 },
    );
  });

  it("takes the location from the stack file, whatever the environment says", async () => {
    vi.stubEnv("AWS_REGION", "ap-northeast-3");
    const { all } = await build();
    const provider = all.find(({ type }) => type === "pulumi:providers:aws");
    expect(provider?.inputs).toMatchObject({ region: "us-east-1", allowedAccountIds: '["123456789012"]' });
  });

  it("registers each child once", () => {
    const names = built.children.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("lays out the planned subnets in the first three zones, handing out no public addresses", () => {
    const letters = ["a", "b", "c"];
    const planned = built.context.network.subnets.map(({ tier, cidr, zone }) => [
      `us-east-${tier}-${zone}`,
      cidr,
      `us-east-1${letters[zone]}`,
      false,
    ]);
    expect(
      of("Subnet").map(({ name, inputs }) => [
        name,
        inputs.cidrBlock,
        inputs.availabilityZone,
        inputs.mapPublicIpOnLaunch,
      ]),
    ).toEqual(planned.sort());
  });

  it("takes the zones of the stack file without asking", async () => {
    const named = ["us-east-1d", "us-east-1e", "us-east-1f"];
    const { of } = await build({ network: { cidr: "10.1.0.0/16", zones: named } }, {});
    expect([...new Set(of("Subnet").map(({ inputs }) => inputs.availabilityZone))].sort()).toEqual(named);
  });

  it("asks for zones whatever their state, so that an impaired one moves no subnet, but not for those without EKS", async () => {
    let asked: Record<string, unknown> = {};
    const offer = zones("us-east-1")[zoneInvoke];
    const remember = (inputs: Record<string, unknown>) => {
      asked = inputs;
      return offer?.(inputs) ?? {};
    };
    await build({}, { [zoneInvoke]: remember });
    expect(asked).toEqual({
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
      excludeZoneIds: ["use1-az3", "usw1-az2", "cac1-az3"],
    });
  });

  it("says so when a location has fewer than three zones", () => {
    const region = awsRegion({ location: "us-west-1" });
    expect(() => firstZones(region, ["us-west-1a", "us-west-1b"])).toThrow(
      "us-east: aws us-west-1 offers account 123456789012 2 zones (us-west-1a, us-west-1b), 3 are needed",
    );
  });

  it("gives each private zone its own NAT gateway and the data tier no way out", () => {
    const routes = of("Route").map(({ inputs }) => [inputs.routeTableId, inputs.gatewayId ?? inputs.natGatewayId]);
    expect(routes).toEqual([
      ["us-east-private-0-id", "us-east-nat-0-id"],
      ["us-east-private-1-id", "us-east-nat-1-id"],
      ["us-east-private-2-id", "us-east-nat-2-id"],
      ["us-east-public-id", "us-east-internet-id"],
    ]);
    const tables = Object.fromEntries(
      of("RouteTableAssociation").map(({ inputs }) => [inputs.subnetId, inputs.routeTableId]),
    );
    for (const zone of [0, 1, 2]) {
      expect(tables[`us-east-public-${zone}-id`]).toBe("us-east-public-id");
      expect(tables[`us-east-private-${zone}-id`]).toBe(`us-east-private-${zone}-id`);
      expect(tables[`us-east-data-${zone}-id`]).toBe("us-east-data-id");
    }
    expect(of("NatGateway").map(({ inputs }) => [inputs.subnetId, inputs.allocationId])).toEqual(
      [0, 1, 2].map((zone) => [`us-east-public-${zone}-id`, `us-east-nat-${zone}-id`]),
    );
  });

  it("empties the default group and route table", () => {
    expect(of("DefaultSecurityGroup").map(({ inputs }) => [inputs.ingress, inputs.egress])).toEqual([[[], []]]);
    expect(of("DefaultRouteTable").map(({ inputs }) => [inputs.defaultRouteTableId, inputs.routes])).toEqual([
      ["rtb-default", []],
    ]);
  });

  it("opens nothing to the internet but the ingress's 80 and 443, and lets only nodes out, to 80 and 443", () => {
    const open = (type: string) =>
      of(type)
        .filter(({ inputs }) => inputs.cidrIpv4 === "0.0.0.0/0" || inputs.cidrIpv6 !== undefined)
        .map(({ inputs }) => [inputs.securityGroupId, inputs.ipProtocol, inputs.fromPort, inputs.toPort]);
    expect(open("SecurityGroupIngressRule")).toEqual([
      ["us-east-ingress-id", "tcp", 80, 80],
      ["us-east-ingress-id", "tcp", 443, 443],
    ]);
    expect(open("SecurityGroupEgressRule")).toEqual([
      ["us-east-nodes-id", "tcp", 80, 80],
      ["us-east-nodes-id", "tcp", 443, 443],
    ]);
    for (const group of of("SecurityGroup")) {
      expect(group.inputs.ingress, group.name).toBeUndefined();
      expect(group.inputs.egress, group.name).toBeUndefined();
    }
  });

  it("lets only nodes reach the data tier, and the data tier reach nobody", () => {
    const toData = of("SecurityGroupIngressRule").filter(({ inputs }) => inputs.securityGroupId === "us-east-data-id");
    expect(toData.map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort])).toEqual([
      ["us-east-nodes-id", 5432, 5432],
      ["us-east-nodes-id", 6379, 6379],
    ]);
    const fromData = of("SecurityGroupEgressRule").filter(({ inputs }) => inputs.securityGroupId === "us-east-data-id");
    expect(fromData).toEqual([]);
  });

  it("has an endpoint of its own location for each service, open to its own account", async () => {
    const { of } = await build({ location: "eu-west-1" });
    const endpoints = of("VpcEndpoint");
    expect(endpoints.map(({ inputs }) => inputs.serviceName).sort()).toEqual(
      [...gatewayServices, ...interfaceServices].map((service) => `com.amazonaws.eu-west-1.${service}`).sort(),
    );
    for (const endpoint of endpoints) {
      const [own, ...others] = JSON.parse(text(endpoint, "policy")).Statement;
      expect(own.Condition).toEqual({ StringEquals: { "aws:PrincipalAccount": "123456789012" } });
      for (const { Action, Resource } of others) {
        expect([Action, Resource].flat(), endpoint.name).not.toContain("*");
      }
      const isGateway = endpoint.inputs.vpcEndpointType === "Gateway";
      expect(endpoint.inputs.privateDnsEnabled, endpoint.name).toBe(isGateway ? undefined : true);
      expect(endpoint.inputs.subnetIds, endpoint.name).toEqual(
        isGateway ? undefined : [0, 1, 2].map((zone) => `us-east-private-${zone}-id`),
      );
    }
    const rules = of("SecurityGroupIngressRule").filter(
      ({ inputs }) => inputs.securityGroupId === "us-east-endpoints-id",
    );
    expect(rules.map(({ inputs }) => [inputs.cidrIpv4, inputs.fromPort, inputs.toPort])).toEqual([
      ["10.1.0.0/16", 443, 443],
    ]);
  });

  it("names endpoints and resources of AWS China as they are called there", () => {
    expect(endpointServiceName("ecr.api", "cn-north-1")).toBe("cn.com.amazonaws.cn-north-1.ecr.api");
    expect(endpointServiceName("logs", "cn-north-1")).toBe("com.amazonaws.cn-north-1.logs");
    const region = awsRegion({ location: "cn-north-1" });
    expect(
      JSON.stringify([endpointPolicy("s3", region), endpointPolicy("sts", region), flowLogTrust(region)]),
    ).not.toMatch(/arn:aws:/);
  });

  it("logs all traffic of the VPC and keeps it at least as long as the law wants", () => {
    expect(of("FlowLog").map(({ inputs }) => inputs)).toMatchObject([
      { vpcId: "us-east-vpc-id", trafficType: "ALL", maxAggregationInterval: 60 },
    ]);
    expect(built.context.network.flowLogRetentionDays).toBe(2190);
    expect(of("LogGroup").map(({ inputs }) => [inputs.retentionInDays, inputs.kmsKeyId])).toEqual([
      [2192, "arn:aws:kms:x:1:key/us-east-logs"],
    ]);
  });

  it("lets the flow log role write to its own log group and nothing else", () => {
    const [policy] = of("RolePolicy");
    const [role] = of("Role");
    if (!policy || !role) throw new Error("no role");
    const [statement] = JSON.parse(text(policy, "policy")).Statement;
    const arn = "arn:aws:logs:x:1:log-group:/aws/vpc-flow-logs/meridian-production-us-east-vpc";
    expect(statement.Resource).toEqual([arn, `${arn}:log-stream:*`]);
    expect(statement.Action).not.toContain("logs:CreateLogGroup");
    expect(JSON.parse(text(role, "assumeRolePolicy")).Statement[0].Condition.StringEquals).toEqual({
      "aws:SourceAccount": "123456789012",
    });
  });

  it("keeps physical names within their limits for the longest names the schema allows", async () => {
    const { of } = await build({ name: "r".repeat(20), location: "ap-southeast-1" });
    expect(of("Role").map((role) => text(role, "name").length <= 64)).toEqual([true]);
    expect(of("LogGroup").map((group) => text(group, "name").length <= 512)).toEqual([true]);
  });

  it("answers ids, addresses and cidrs", async () => {
    const { id, cidr, subnets, ingress } = built.network;
    const told = new Promise((resolve) => {
      pulumi.all([id, ingress.address, ...subnets.map((subnet) => subnet.id)]).apply(resolve);
    });
    expect(await told).toEqual([
      "us-east-vpc-id",
      "198.51.100.7",
      ...["public", "private", "data"].flatMap((tier) => [0, 1, 2].map((zone) => `us-east-${tier}-${zone}-id`)),
    ]);
    expect(cidr).toBe("10.1.0.0/16");
  });
});
