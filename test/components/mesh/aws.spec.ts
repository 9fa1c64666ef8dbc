import type * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { AwsMesh } from "../../../src/components/mesh/aws";
import { AwsNetwork } from "../../../src/components/network/aws";
import { AwsSecretStore } from "../../../src/components/secrets/aws";
import { fixtureContext } from "../../fixtures/topology";
import { awsPlace, keyAnswers } from "../aws-keys";
import { awsMeshTopology, buildAwsMesh, bundleOf, planOf } from "../aws-mesh";
import { StandInNetwork } from "../aws-network";
import { awsRegion, ofType } from "../aws-region";
import { type Answers, type Registration, registrations } from "../harness";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
const answers: Answers = {
  ...keyAnswers,
  "aws:secretsmanager/secret:Secret": ({ name }) => ({ arn: `secret:${name}` }),
  "aws:ec2/eip:Eip": ({ name }) => ({ publicIp: `public:${name}` }),
  "aws:ec2/launchTemplate:LaunchTemplate": () => ({ latestVersion: 7 }),
};
const invokes = { "aws:index/getAvailabilityZones:getAvailabilityZones": () => ({ names: zones }) };

async function stand(more = 0) {
  const found: { mesh?: AwsMesh } = {};
  const all = await registrations(
    () => {
      found.mesh = buildAwsMesh(awsMeshTopology(more));
    },
    answers,
    invokes,
  );
  if (!found.mesh) throw new Error("no mesh");
  return { all, mesh: found.mesh };
}

const value = <T>(output: pulumi.Output<T>) => new Promise<T>((resolve) => output.apply(resolve));
const named = (all: readonly Registration[], type: string) =>
  ofType(all, type).filter(({ name }) => name.includes("-mesh"));
const inputsOf = (all: readonly Registration[], type: string) => named(all, type).map(({ inputs }) => inputs);
const nodes = "us-east-nodes-id";
const userDataOf = (all: readonly Registration[]) =>
  inputsOf(all, "LaunchTemplate").map(({ userData }) => Buffer.from(String(userData), "base64").toString());

describe("AwsMesh", () => {
  let all: readonly Registration[];
  let mesh: AwsMesh;
  beforeAll(async () => {
    ({ all, mesh } = await stand());
  });
  const plan = planOf(awsMeshTopology());

  it("answers each gateway of the plan with the address that stays", async () => {
    expect(mesh.gateways.map(({ name }) => name)).toEqual(["mesh-us-east-1", "mesh-us-east-2"]);
    expect(await Promise.all(mesh.gateways.map(({ address }) => value(address)))).toEqual([
      "public:us-east-mesh-1",
      "public:us-east-mesh-2",
    ]);
  });

  it("puts the plan's address and a public one on an interface in the gateway's zone, which passes on what is not its own", () => {
    expect(inputsOf(all, "NetworkInterface")).toMatchObject(
      plan.gateways.map(({ vpcAddress, zone }) => ({
        privateIps: [vpcAddress],
        subnetId: `us-east-public-${zone}-id`,
        sourceDestCheck: false,
        securityGroups: ["us-east-mesh-id"],
      })),
    );
    expect(inputsOf(all, "Eip")).toMatchObject(
      [1, 2].map((index) => ({ networkInterface: `us-east-mesh-${index}-id` })),
    );
  });

  it("keeps one machine for each, ended before the next is made, in the interface's zone", () => {
    expect(inputsOf(all, "Group")).toMatchObject(
      plan.gateways.map(({ index, zone }) => ({
        name: `meridian-production-us-east-mesh-${index}-us-east-mesh-${index}-id`,
        minSize: 1,
        maxSize: 1,
        desiredCapacity: 1,
        availabilityZones: [zones[zone]],
        launchTemplate: { id: `us-east-mesh-${index}-id`, version: "7" },
        instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
      })),
    );
    for (const { vpcZoneIdentifiers, tags } of inputsOf(all, "Group")) {
      expect(vpcZoneIdentifiers).toBeUndefined();
      expect(tags).toContainEqual({ key: "meridian-stack", value: "us-east", propagateAtLaunch: false });
    }
  });

  it("makes machines with an encrypted disk, the session-bound metadata service, no key and no door of their own", () => {
    for (const [position, inputs] of inputsOf(all, "LaunchTemplate").entries()) {
      expect(inputs).toMatchObject({
        imageId: "resolve:ssm:/aws/service/debian/release/12/latest/arm64",
        metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
        networkInterfaces: [
          { deviceIndex: 0, networkInterfaceId: `us-east-mesh-${position + 1}-id`, deleteOnTermination: "false" },
        ],
        blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: "key:us-east-disks" } }],
      });
      expect(inputs).not.toHaveProperty("keyName");
      expect(inputs).not.toHaveProperty("vpcSecurityGroupIds");
    }
  });

  it("lets in WireGuard from anywhere and the region's own block, and nothing else", () => {
    const own = inputsOf(all, "SecurityGroupIngressRule").filter(({ securityGroupId }) => securityGroupId !== nodes);
    expect(own).toMatchObject([
      { securityGroupId: "us-east-mesh-id", ipProtocol: "udp", fromPort: 51820, toPort: 51820, cidrIpv4: "0.0.0.0/0" },
      { securityGroupId: "us-east-mesh-id", ipProtocol: "-1", cidrIpv4: "10.1.0.0/16" },
    ]);
  });

  it("lets the region's nodes and the other regions speak to one another, by the list of their blocks", () => {
    for (const type of ["SecurityGroupIngressRule", "SecurityGroupEgressRule"])
      expect(inputsOf(all, type).filter(({ securityGroupId }) => securityGroupId === nodes)).toMatchObject([
        { ipProtocol: "-1", prefixListId: "us-east-mesh-regions-id" },
      ]);
  });

  it("lets a gateway read its own bundle, under its key, and turn the region's routes", () => {
    const policies = inputsOf(all, "RolePolicy").map(({ policy }) => JSON.parse(String(policy)));
    expect(policies).toMatchObject(
      [1, 2].map((index) => ({
        Statement: [
          { Action: "secretsmanager:GetSecretValue", Resource: `secret:us-east-mesh-${index}` },
          {
            Action: "kms:Decrypt",
            Resource: "key:us-east-secrets",
            Condition: {
              StringEquals: {
                "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
                "kms:EncryptionContext:SecretARN": `secret:us-east-mesh-${index}`,
              },
            },
          },
          { Action: "ec2:DescribeRouteTables", Resource: "*" },
          {
            Action: "ec2:ReplaceRoute",
            Resource: ["public", "private-0", "private-1", "private-2", "data"].map(
              (table) => `arn:aws:ec2:us-east-1:123456789012:route-table/us-east-${table}-id`,
            ),
          },
        ],
      })),
    );
    expect(inputsOf(all, "RolePolicyAttachment").map(({ policyArn }) => policyArn)).toEqual(
      [1, 2].map(() => "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"),
    );
    expect(inputsOf(all, "InstanceProfile")).toMatchObject(
      [1, 2].map((index) => ({ role: `meridian-production-us-east-us-east-1-mesh-${index}` })),
    );
  });

  it("leads every table to the other regions by one list and the first gateway's interface", () => {
    expect(inputsOf(all, "ManagedPrefixList")).toMatchObject([
      { addressFamily: "IPv4", maxEntries: 2, entries: [{ cidr: "10.2.0.0/16" }, { cidr: "10.3.0.0/16" }] },
    ]);
    expect(inputsOf(all, "Route")).toEqual(
      ["data", "private-0", "private-1", "private-2", "public"].map((table) => ({
        routeTableId: `us-east-${table}-id`,
        destinationPrefixListId: "us-east-mesh-regions-id",
        networkInterfaceId: "us-east-mesh-1-id",
      })),
    );
  });

  it("keeps each bundle in its secret, and nothing of it in user data", () => {
    expect(JSON.stringify(inputsOf(all, "SecretVersion"))).toContain(bundleOf({ name: "mesh-us-east-2" }));
    const [first = "", second = ""] = userDataOf(all);
    expect(first).toContain("--secret-id meridian-production-us-east-mesh-1 ");
    expect(second).toContain("--secret-id meridian-production-us-east-mesh-2 ");
    for (const { name, keys } of plan.gateways)
      for (const told of [bundleOf({ name }), keys.publicKey]) expect(first + second).not.toContain(told);
  });

  it("registers each child with the region's provider", () => {
    const children = all.filter(
      ({ name, custom, type }) => custom && name.includes("-mesh") && type.startsWith("aws:"),
    );
    expect(children.length).toBeGreaterThan(25);
    expect(children.filter(({ provider }) => provider !== "us-east")).toEqual([]);
  });

  it("changes no machine and adds no resource when the mesh grows", async () => {
    const grown = await stand(12);
    expect(userDataOf(grown.all)).toEqual(userDataOf(all));
    expect(named(grown.all, "Route")).toHaveLength(named(all, "Route").length);
    expect(grown.all.length).toBe(all.length);
    expect(inputsOf(grown.all, "ManagedPrefixList")).toMatchObject([{ maxEntries: 14 }]);
  });
});

it("needs AWS's own network, which knows the route tables, and a bundle for each gateway", async () => {
  const refusals: string[] = [];
  await registrations(
    () => {
      const topology = awsMeshTopology();
      const context = fixtureContext(awsRegion(), topology.shared);
      const { provider, keys } = awsPlace(context);
      const secrets = new AwsSecretStore(context, provider, { keys });
      const given = { plan: planOf(topology), keys, secrets, bundles: [] };
      for (const network of [new StandInNetwork(context), new AwsNetwork(context, provider, { keys })])
        try {
          new AwsMesh(context, provider, { ...given, network });
        } catch (error) {
          refusals.push(String(error));
        }
    },
    answers,
    invokes,
  );
  expect(refusals).toEqual([
    expect.stringContaining("needs AWS's own network"),
    expect.stringContaining("mesh-us-east-1 has no bundle"),
  ]);
});
