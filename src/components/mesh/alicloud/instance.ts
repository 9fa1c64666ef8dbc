/** A gateway's machine, its address and its role. */
import { EipAddress } from "@pulumi/alicloud/ecs/eipAddress";
import { EipAssociation } from "@pulumi/alicloud/ecs/eipAssociation";
import { Instance } from "@pulumi/alicloud/ecs/instance";
import { RamRoleAttachment } from "@pulumi/alicloud/ecs/ramRoleAttachment";
import * as pulumi from "@pulumi/pulumi";
import type { Gateway } from "../../../plan/mesh";
import { userData } from "../../../plan/mesh/boot";
import type { SecretReference } from "../../secrets/contract";
import { createIdentity } from "./identity";
import { routePrefix } from "./routes";
import { cloudScripts } from "./scripts";
import { deleteFirst, type MeshSite } from "./site";
import { addressBandwidth, instanceType } from "./size";

export interface GatewayMachine {
  readonly instance: Instance;
  readonly address: pulumi.Output<string>;
}

export interface MachineParts {
  readonly image: pulumi.Output<string>;
  readonly group: pulumi.Output<string>;
  readonly secret: SecretReference;
  /** The machine before, so that no two are stopped or made at once. */
  readonly before: Instance | undefined;
}

/** Bytes of user data before they are written in base64 (ECS, "Instance user data"). */
const largestUserData = 32 * 1024;
const diskGb = 20;

/** cloud-init runs scripts at the first boot only; this list is its own, with `scripts-user` at every boot. */
const finalModules = `#cloud-config
cloud_final_modules:
  - scripts-vendor
  - scripts-per-once
  - scripts-per-boot
  - scripts-per-instance
  - [scripts-user, always]
  - final-message
`;

/** In base64. @throws RangeError when it is more than ECS takes. */
export function machineData(script: string): string {
  const boundary = "meridian-part";
  const part = (type: string, content: string) =>
    `--${boundary}\nContent-Type: ${type}; charset="utf-8"\nMIME-Version: 1.0\n\n${content}`;
  const text = `Content-Type: multipart/mixed; boundary="${boundary}"\nMIME-Version: 1.0\n\n${[
    part("text/cloud-config", finalModules),
    part("text/x-shellscript", script),
  ].join("\n")}\n--${boundary}--\n`;
  const bytes = Buffer.byteLength(text);
  if (bytes > largestUserData) throw new RangeError(`user data of ${bytes} bytes, ECS takes ${largestUserData}`);
  return Buffer.from(text).toString("base64");
}

function userDataOf({ region, given }: MeshSite, secret: SecretReference): pulumi.Output<string> {
  const { routeTables } = given.network;
  return pulumi
    .all([secret.name, routeTables.public, routeTables.private])
    .apply(([name, ...tables]) =>
      machineData(userData(cloudScripts({ region: region.location, secret: name, tables, prefix: routePrefix }))),
    );
}

function subnetOf({ region, given }: MeshSite, { zone, name }: Gateway): pulumi.Output<string> {
  const found = given.network.subnets.find((subnet) => subnet.tier === "public" && subnet.zone === zone);
  if (!found) throw new RangeError(`${region.name} has no public vSwitch for ${name}`);
  return found.id;
}

/**
 * When its host fails, ECS starts the instance on another one within minutes, with id, disk, address and role (`AutoRecover`).
 * A scaling group would make another instance, with another address in the VPC. Not covered: a zone that is lost, an instance
 * that was released by hand (the next `up` makes it), a system that no longer starts.
 */
export function createMachine(
  site: MeshSite,
  gateway: Gateway,
  { image, group, secret, before }: MachineParts,
): GatewayMachine {
  const { naming, region, given, child } = site;
  const name = naming.name(`mesh-${gateway.index}`);
  const instance = new Instance(
    // Of another location it is another resource, which has no image to keep.
    naming.name(`mesh-${gateway.index}-${region.location}`),
    {
      instanceName: name,
      hostName: gateway.name,
      description: `Gateway ${gateway.index} of ${region.name} in the mesh.`,
      imageId: image,
      instanceType: instanceType(gateway),
      instanceChargeType: "PostPaid",
      vswitchId: subnetOf(site, gateway),
      privateIp: gateway.vpcAddress,
      securityGroups: [group],
      sourceDestCheck: false,
      internetMaxBandwidthOut: 0,
      systemDiskCategory: "cloud_essd",
      systemDiskPerformanceLevel: "PL1",
      systemDiskSize: diskGb,
      systemDiskEncrypted: true,
      systemDiskKmsKeyId: given.keys.keys.disks,
      httpEndpoint: "enabled",
      httpTokens: "required",
      maintenanceAction: "AutoRecover",
      userData: userDataOf(site, secret),
      tags: naming.tags,
      volumeTags: naming.tags,
    },
    child({
      ...deleteFirst,
      dependsOn: before ? [before] : [],
      // A vSwitch stays while an instance stands in it.
      replaceOnChanges: ["vswitchId"],
      // The newest at the time; the machine keeps itself up to date.
      ignoreChanges: ["imageId"],
    }),
  );
  const identity = createIdentity(site, gateway, secret);
  const role = new RamRoleAttachment(name, { instanceId: instance.id, ramRoleName: identity.name }, child(deleteFirst));
  const address = new EipAddress(
    name,
    {
      addressName: name,
      paymentType: "PayAsYouGo",
      internetChargeType: "PayByTraffic",
      bandwidth: String(addressBandwidth(gateway)),
      isp: "BGP",
      tags: naming.tags,
    },
    child(),
  );
  const bound = new EipAssociation(
    name,
    { allocationId: address.id, instanceId: instance.id, instanceType: "EcsInstance" },
    child(deleteFirst),
  );
  // Told once it leads to the machine, and the machine may read what it is to be.
  return { instance, address: pulumi.all([address.ipAddress, bound.id, role.id]).apply(([known]) => known) };
}
