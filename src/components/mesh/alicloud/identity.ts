/** What a gateway may do: read its own secret, and move the routes of its VPC. */
import * as pulumi from "@pulumi/pulumi";
import type { Gateway } from "../../../plan/mesh";
import { createServiceRole, type ServiceRole } from "../../alicloud/service-role";
import type { SecretReference } from "../../secrets/contract";
import type { MeshSite } from "./site";

export function createIdentity(site: MeshSite, { index, name }: Gateway, secret: SecretReference): ServiceRole {
  const { region, given } = site;
  const at = (service: string, resource: string) => `acs:${service}:${region.location}:${region.account}:${resource}`;
  const { routeTables } = given.network;
  return createServiceRole(site, {
    purpose: `mesh-${index}`,
    service: "ecs.aliyuncs.com",
    description: `${name} fetches its configuration and takes the routes as this.`,
    allow: pulumi
      .all([secret.name, given.keys.keys.secrets, routeTables.public, routeTables.private])
      .apply(([secretName, key, ...tables]) => [
        { actions: ["kms:GetSecretValue"], resources: [at("kms", `secret/${secretName}`)] },
        { actions: ["kms:Decrypt"], resources: [at("kms", `key/${key}`)] },
        {
          actions: ["vpc:DescribeRouteEntryList", "vpc:ModifyRouteEntry"],
          resources: tables.map((table) => at("vpc", `routetable/${table}`)),
        },
      ]),
  });
}
