/** One gateway: addresses that stay, and a machine that AWS makes anew when it dies. */
import { Group } from "@pulumi/aws/autoscaling/group";
import { Eip } from "@pulumi/aws/ec2/eip";
import { LaunchTemplate } from "@pulumi/aws/ec2/launchTemplate";
import { NetworkInterface } from "@pulumi/aws/ec2/networkInterface";
import { InstanceProfile } from "@pulumi/aws/iam/instanceProfile";
import * as pulumi from "@pulumi/pulumi";
import type { Gateway } from "../../../plan/mesh";
import { userData } from "../../../plan/mesh/boot";
import { awsRoleName } from "../../../plan/transfer";
import { createRole } from "../../aws/roles";
import type { Site } from "../../aws/site";
import type { AwsNetwork } from "../../network/aws";
import { secretName } from "../../secrets/aws";
import type { SecretReference } from "../../secrets/contract";
import type { MeshArgs } from "../contract";
import { gatewayPolicy, gatewayTrust } from "./policies";
import { awsScripts, multipart } from "./scripts";
import { architecture, sizeFor } from "./sizes";

const templateNameLimit = 125;
const groupNameLimit = 255;
/** `eni-` and 17 digits. */
const interfaceIdLength = 21;
/** Debian and what it logs; no packet is kept. */
const diskGb = 10;

/** Debian's newest image of the release, asked for whenever a machine is made (wiki.debian.org/Cloud/AmazonEC2Image). */
const image = `resolve:ssm:/aws/service/debian/release/12/latest/${architecture}`;

export interface GatewaySite extends Site {
  readonly given: MeshArgs;
  readonly net: AwsNetwork;
  readonly securityGroup: pulumi.Output<string>;
}

export interface StoodGateway {
  readonly interface: NetworkInterface;
  readonly address: Eip;
}

export function createGateway(site: GatewaySite, plan: Gateway, bundle: SecretReference): StoodGateway {
  const purpose = `mesh-${plan.index}`;
  const card = createInterface(site, plan, purpose);
  const address = new Eip(
    site.child(purpose),
    { domain: "vpc", networkInterface: card.id, tags: site.tags(purpose) },
    // AWS wants the VPC to have its internet gateway first.
    site.options({ dependsOn: [site.net] }),
  );
  const { profile, grants } = createIdentity(site, purpose, bundle);
  const template = createTemplate(site, plan, purpose, card, profile);
  // A machine needs its way to the internet and its rights from the first moment.
  createScalingGroup(site, plan, card, template, [address, site.net, ...grants]);
  return { interface: card, address };
}

/** Outlives machines, and with it the address in the VPC and the public one. */
function createInterface(site: GatewaySite, plan: Gateway, purpose: string): NetworkInterface {
  const subnet = site.net.subnets.find(({ tier, zone }) => tier === "public" && zone === plan.zone);
  if (!subnet) throw new RangeError(`${plan.name}: no public subnet in zone ${plan.zone}`);
  return new NetworkInterface(
    site.child(purpose),
    {
      subnetId: subnet.id,
      privateIps: [plan.vpcAddress],
      securityGroups: [site.securityGroup],
      // It passes on what is not addressed to it.
      sourceDestCheck: false,
      description: plan.name,
      tags: site.tags(purpose),
    },
    // An address is one interface's.
    site.options({ deleteBeforeReplace: true }),
  );
}

function createIdentity(site: GatewaySite, purpose: string, bundle: SecretReference) {
  const { region, naming, given, net } = site;
  const routeTables = pulumi.all([...net.routeTables.public, ...net.routeTables.private, ...net.routeTables.data]);
  const inline = pulumi
    .all([bundle.id, given.keys.keys.secrets, routeTables])
    .apply(([arn, key, tables]) => gatewayPolicy(region, { bundle: arn, key, routeTables: tables }));
  const role = createRole(site, purpose, gatewayTrust, { managed: ["AmazonSSMManagedInstanceCore"], inline });
  const profile = new InstanceProfile(
    site.child(purpose),
    { name: awsRoleName(naming, region, purpose), role: role.name, tags: site.tags(purpose) },
    site.options(),
  );
  return { profile, grants: role.grants };
}

function createTemplate(
  site: GatewaySite,
  plan: Gateway,
  purpose: string,
  card: NetworkInterface,
  profile: InstanceProfile,
): LaunchTemplate {
  const { naming, region, given } = site;
  const tags = site.tags(purpose);
  const script = userData(awsScripts(region.location, secretName(naming, purpose)));
  return new LaunchTemplate(
    site.child(purpose),
    {
      name: naming.name(purpose, templateNameLimit),
      imageId: image,
      instanceType: sizeFor(plan.tunnels),
      iamInstanceProfile: { name: profile.name },
      networkInterfaces: [{ deviceIndex: 0, networkInterfaceId: card.id, deleteOnTermination: "false" }],
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          // The root disk of Debian's images.
          deviceName: "/dev/xvda",
          ebs: {
            volumeType: "gp3",
            volumeSize: diskGb,
            encrypted: "true",
            kmsKeyId: given.keys.keys.disks,
            deleteOnTermination: "true",
          },
        },
      ],
      monitoring: { enabled: true },
      userData: Buffer.from(multipart(region.location, script)).toString("base64"),
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      updateDefaultVersion: true,
      tags,
    },
    site.options(),
  );
}

/**
 * A group of one. A machine that EC2 finds dead is ended before the next one is made, which takes over its interface; so a zone
 * is given and no subnet ("CreateAutoScalingGroup", AvailabilityZones). A new version of the template is for the next machine: nothing
 * here makes two gateways of a region anew at the same time.
 */
function createScalingGroup(
  site: GatewaySite,
  plan: Gateway,
  card: NetworkInterface,
  template: LaunchTemplate,
  dependsOn: pulumi.Resource[],
): Group {
  const purpose = `mesh-${plan.index}`;
  const head = site.naming.name(purpose, groupNameLimit - interfaceIdLength - 1);
  return new Group(
    site.child(purpose),
    {
      // A machine holds its interface: a group is that interface's, and goes before it when the interface has to go.
      name: pulumi.interpolate`${head}-${card.id}`,
      minSize: 1,
      maxSize: 1,
      desiredCapacity: 1,
      availabilityZones: [site.net.zones.apply((names) => names[plan.zone] ?? "")],
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      healthCheckType: "EC2",
      healthCheckGracePeriod: 120,
      instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
      tags: Object.entries(site.tags(purpose)).map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
    },
    site.options({ deleteBeforeReplace: true, dependsOn }),
  );
}
