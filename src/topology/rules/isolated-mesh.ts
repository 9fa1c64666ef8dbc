/** An isolated region has no gateway: the mesh never reaches it (spec section 4). */
import { at, perRegion } from "./rule";

export const isolatedMesh = perRegion(({ mesh, ...region }) =>
  region.isolated === true && mesh !== undefined && mesh.gateways.length > 0
    ? at(region, ["mesh", "gateways"], mesh.gateways.length, "none: the mesh never reaches an isolated region")
    : undefined,
);
