/** The region's WireGuard gateways: the contract and the choice by cloud. */
import type * as pulumi from "@pulumi/pulumi";
import type { Cloud } from "../../facts/locations";
import type { RegionContext } from "../component";
import type { Mesh, MeshArgs } from "./contract";

export type { Mesh, MeshArgs, MeshGateway } from "./contract";

type MeshConstructor = new (context: RegionContext, provider: pulumi.ProviderResource, args: MeshArgs) => Mesh;

const meshes: Record<Cloud, () => Promise<MeshConstructor>> = {
  aws: async () => (await import("./aws")).AwsMesh,
  gcp: async () => (await import("./gcp")).GcpMesh,
  alicloud: async () => (await import("./alicloud")).AlicloudMesh,
};

export async function createMesh(
  context: RegionContext,
  provider: pulumi.ProviderResource,
  args: MeshArgs,
): Promise<Mesh> {
  return new (await meshes[context.region.cloud]())(context, provider, args);
}
