import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { AlicloudKeyRing } from "../../../src/components/keys/alicloud";
import { keyPurposes } from "../../../src/components/keys/contract";
import { AlicloudMesh } from "../../../src/components/mesh/alicloud";
import { imageQuery, offeredImage } from "../../../src/components/mesh/alicloud/image";
import { machineData } from "../../../src/components/mesh/alicloud/instance";
import { addressBandwidth, instanceType } from "../../../src/components/mesh/alicloud/size";
import { AlicloudNetwork } from "../../../src/components/network/alicloud";
import { createAlicloudProvider } from "../../../src/components/provider/alicloud";
import { AlicloudSecretStore } from "../../../src/components/secrets/alicloud";
import type { Gateway } from "../../../src/plan/mesh";
import type { Region } from "../../../src/topology/schema";
import { alicloudMesh, alicloudMeshRegion } from "../../fixtures/alicloud-mesh";
import { fixtureContext } from "../../fixtures/topology";
import { type Answers, type Registration, registrations } from "../harness";

const image = "debian_12_11_x64_20G_alibase_20250725.vhd";
const key = "the private key of a gateway";
const answers: Answers = {
  "alicloud:vpc/network:Network": ({ name }) => ({ routeTableId: `${name}-system` }),
  "alicloud:vpc/natGateway:NatGateway": () => ({ snatTableIds: "stb-1" }),
  "alicloud:ecs/eipAddress:EipAddress": ({ name }) => ({ ipAddress: `address of ${name}` }),
  "alicloud:ram/role:Role": ({ name }) => ({ arn: `arn of ${name}` }),
};

async function build(overrides: Partial<Region> = {}) {
  const region = { ...alicloudMeshRegion(), ...overrides };
  const { topology, plan } = alicloudMesh();
  const addresses: string[] = [];
  const asked: Record<string, unknown>[] = [];
  const seen = await registrations(
    () => {
      const context = fixtureContext(region, topology.shared);
      const provider = createAlicloudProvider(region, "here");
      const keys = new AlicloudKeyRing(context, provider, { site: "home", purposes: keyPurposes });
      const network = new AlicloudNetwork(context, provider, { keys });
      const secrets = new AlicloudSecretStore(context, provider, { keys });
      const bundles = plan.gateways.map(({ index }) => pulumi.secret(`${key} ${index}`));
      const args = { plan, network, keys, secrets, bundles };
      if (region.isolated) return expect(() => new AlicloudMesh(context, provider, args)).toThrow(/apac is isolated/);
      const mesh = new AlicloudMesh(context, provider, args);
      pulumi.all(mesh.gateways.map(({ address }) => address)).apply((known) => addresses.push(...known));
    },
    answers,
    {
      "alicloud:index/getZones:getZones": () => ({ ids: ["zone-a", "zone-b", "zone-c"] }),
      "alicloud:ecs/getImages:getImages": (inputs) => {
        asked.push(inputs);
        return { ids: [image] };
      },
    },
  );
  const mine = seen.filter(({ type, name }) => type.startsWith("alicloud:") && /-mesh(-|$)/.test(name));
  const of = (type: string) => mine.filter((one) => one.type === `alicloud:${type}`);
  return { seen, mine, of, addresses, asked, plan };
}

let apac: Awaited<ReturnType<typeof build>>;
beforeAll(async () => {
  apac = await build();
});

const plain = (value: unknown): unknown => pulumi.runtime.unwrapRpcSecret(value);
const data = ({ inputs }: Registration): string => Buffer.from(String(plain(inputs.userData)), "base64").toString();

describe("the gateways of a region on Alibaba Cloud", () => {
  it("are instances of the public vSwitches, one in a zone, at the plan's addresses", () => {
    const instances = apac.of("ecs/instance:Instance");
    expect(instances.map(({ inputs }) => [inputs.vswitchId, inputs.privateIp])).toEqual(
      apac.plan.gateways.map(({ vpcAddress, zone }) => [
        `meridian-production-apac-public-${zone}-ap-southeast-1-id`,
        vpcAddress,
      ]),
    );
    for (const { inputs, provider } of instances) {
      expect(provider).toBe("here");
      expect(inputs).toMatchObject({ imageId: image, maintenanceAction: "AutoRecover", sourceDestCheck: false });
    }
    expect(apac.asked).toEqual([expect.objectContaining({ owners: "system", mostRecent: true })]);
  });

  it("let nobody log in, and tell their metadata to who shows a token", () => {
    for (const { inputs } of apac.of("ecs/instance:Instance")) {
      expect(Object.keys(inputs)).not.toEqual(expect.arrayContaining([expect.stringMatching(/password|keyName/i)]));
      expect(inputs).toMatchObject({ httpTokens: "required", internetMaxBandwidthOut: 0 });
    }
    const rules = apac.of("ecs/securityGroupRule:SecurityGroupRule").map(({ inputs }) => inputs);
    const ofGroup = (group: string) =>
      rules
        .filter(({ securityGroupId }) => securityGroupId === group)
        .map(({ type, ipProtocol, portRange, cidrIp }) => [type, ipProtocol, portRange, cidrIp]);
    expect(ofGroup("meridian-production-apac-mesh-id")).toEqual([
      ["ingress", "udp", "51820/51820", "0.0.0.0/0"],
      ["ingress", "all", "-1/-1", "10.3.0.0/16"],
      ["egress", "all", "-1/-1", "0.0.0.0/0"],
    ]);
    // Nodes and pods of the other regions.
    expect(ofGroup("meridian-production-apac-nodes-id")).toEqual(
      ["10.1.0.0/16", "10.2.0.0/16"].flatMap((cidr) => [
        ["ingress", "all", "-1/-1", cidr],
        ["egress", "all", "-1/-1", cidr],
      ]),
    );
    expect(rules).toHaveLength(7);
  });

  it("have disks under the region's key", () => {
    for (const { inputs } of apac.of("ecs/instance:Instance"))
      expect(inputs).toMatchObject({
        systemDiskEncrypted: true,
        systemDiskKmsKeyId: "meridian-production-apac-disks-id",
      });
  });

  it("have a static address each, which is told once it leads there", () => {
    const bound = apac.of("ecs/eipAssociation:EipAssociation").map(({ inputs }) => inputs);
    expect(bound.map(({ instanceId, instanceType }) => [instanceId, instanceType])).toEqual(
      [1, 2].map((index) => [`meridian-production-apac-mesh-${index}-ap-southeast-1-id`, "EcsInstance"]),
    );
    expect(apac.addresses).toEqual([1, 2].map((index) => `address of meridian-production-apac-mesh-${index}`));
  });

  it("may each read their own secret, move this VPC's routes, and nothing else", () => {
    const policies = apac.of("ram/policy:Policy").map(({ inputs }) => JSON.parse(String(inputs.policyDocument)));
    const at = (service: string) => `acs:${service}:ap-southeast-1:1234567890123456`;
    const name = "meridian-production-apac";
    expect(policies).toEqual(
      [1, 2].map((index) => ({
        Version: "1",
        Statement: [
          { Effect: "Allow", Action: ["kms:GetSecretValue"], Resource: [`${at("kms")}:secret/${name}-mesh-${index}`] },
          { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [`${at("kms")}:key/${name}-secrets-id`] },
          {
            Effect: "Allow",
            Action: ["vpc:DescribeRouteEntryList", "vpc:ModifyRouteEntry"],
            Resource: [`${at("vpc")}:routetable/${name}-vpc-system`, `${at("vpc")}:routetable/${name}-private-id`],
          },
        ],
      })),
    );
    const roles = apac.of("ecs/ramRoleAttachment:RamRoleAttachment").map(({ inputs }) => inputs.ramRoleName);
    expect(roles).toEqual([`${name}-mesh-1`, `${name}-mesh-2`]);
  });

  it("keep what they fetch as a secret, and are told none of it", () => {
    const secrets = apac.of("kms/secret:Secret").map(({ inputs }) => inputs);
    expect(secrets.map(({ secretData }) => pulumi.runtime.isRpcSecret(secretData))).toEqual([true, true]);
    expect(secrets.map(({ secretData }) => plain(secretData))).toEqual([`${key} 1`, `${key} 2`]);
    for (const instance of apac.of("ecs/instance:Instance")) {
      expect(data(instance)).not.toContain(key);
      expect(data(instance)).toContain("[scripts-user, always]");
      expect(data(instance)).toMatch(/"secret":"meridian-production-apac-mesh-[12]"/);
    }
  });

  it("get the other regions' traffic from the public and the private vSwitches, first through the first", () => {
    const routes = apac.of("vpc/vPCRouteEntry:VPCRouteEntry").map(({ inputs }) => inputs);
    expect(routes.map(({ routeTableId, destinationCidrBlock }) => [routeTableId, destinationCidrBlock])).toEqual(
      ["vpc-system", "private-id"].flatMap((table) =>
        ["10.1.0.0/16", "10.2.0.0/16"].map((cidr) => [`meridian-production-apac-${table}`, cidr]),
      ),
    );
    for (const { nexthopType, nexthopId, routeEntryName } of routes) {
      expect([nexthopType, nexthopId]).toEqual(["Instance", "meridian-production-apac-mesh-1-ap-southeast-1-id"]);
      expect(routeEntryName).toMatch(/^mesh-10-[12]-0-0-16$/);
    }
  });

  it("are tagged", () => {
    const untagged = /Association|Attachment|SecurityGroupRule|VPCRouteEntry/;
    for (const { type, name, inputs } of apac.mine.filter(({ type }) => !untagged.test(type)))
      expect(inputs.tags, `${type} ${name}`).toMatchObject({ "meridian-stack": "apac" });
  });

  it("are refused to a region that is isolated, before anything of them is made", async () => {
    expect((await build({ isolated: true })).mine).toEqual([]);
  });

  it("start from the newest image, and say so where there is none", () => {
    expect(offeredImage("ap-southeast-1", [image])).toBe(image);
    expect(() => offeredImage("ap-southeast-1", [])).toThrow(/ap-southeast-1 has no image of Debian 12/);
    expect(image).toMatch(new RegExp(imageQuery.nameRegex));
  });
});

describe("a gateway's size", () => {
  const carrying = (...gbps: (number | undefined)[]): Gateway => {
    const [gateway] = apac.plan.gateways;
    const [tunnel] = gateway?.tunnels ?? [];
    if (!gateway || !tunnel) throw new Error("there is no tunnel");
    const { bitsPerSecond: _, ...unknown } = tunnel;
    return {
      ...gateway,
      tunnels: gbps.map((rate) => (rate === undefined ? unknown : { ...tunnel, bitsPerSecond: rate * 1e9 })),
    };
  };

  it("is the smallest that carries the widest tunnel", () => {
    expect(instanceType(carrying())).toBe("ecs.g7.large");
    expect(instanceType(carrying(undefined, 2))).toBe("ecs.g7.large");
    expect(instanceType(carrying(2.1, 1))).toBe("ecs.g7.xlarge");
    expect(instanceType(carrying(1, 5, 3))).toBe("ecs.g7.2xlarge");
    expect(() => instanceType(carrying(65))).toThrow(/no instance type carries 65 Gbit\/s/);
  });

  it("has an address as wide as that, as far as the cloud sells one", () => {
    expect([undefined, 0.05, 5].map((gbps) => addressBandwidth(carrying(gbps)))).toEqual([200, 50, 200]);
  });
});

describe("user data", () => {
  it("is refused when it is more than ECS takes", () => {
    expect(() => machineData("#".repeat(33_000))).toThrow(/ECS takes 32768/);
  });
});
