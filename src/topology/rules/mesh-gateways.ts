/** A region has as many gateways as every region of the mesh, or no mesh at all. */
import { at, perRegion } from "./rule";

export const meshGateways = perRegion(({ mesh, ...region }, { shared }) => {
  const wanted = shared.mesh?.gatewaysPerRegion;
  const given = mesh?.gateways.length ?? 0;
  if (wanted === undefined || given === 0 || given === wanted || region.isolated === true) return undefined;
  return at(
    region,
    ["mesh", "gateways"],
    given,
    `${wanted} entries, which is mesh.gatewaysPerRegion (\`./meridian mesh keys init\` brings them to it), or none and the region has no mesh`,
  );
});
