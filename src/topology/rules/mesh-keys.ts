/** Every public key that a region's stack file names, with its place. */
import type { DraftRegion } from "../draft";
import type { Path } from "../source";

export interface PlacedKey {
  /** Below `meridian:region`. */
  readonly path: Path;
  readonly key: string;
  /** For people: `gateway 1, next`. */
  readonly place: string;
}

export function eachMeshKey({ mesh }: DraftRegion): PlacedKey[] {
  return (mesh?.gateways ?? []).flatMap(({ publicKey, next, previous }, index) => {
    const path = ["mesh", "gateways", index];
    const place = `gateway ${index + 1}`;
    const others = Object.entries({ next, previous }).flatMap(([name, other]) =>
      other ? [{ path: [...path, name, "publicKey"], key: other.publicKey, place: `${place}, ${name}` }] : [],
    );
    return [{ path: [...path, "publicKey"], key: publicKey, place }, ...others];
  });
}
