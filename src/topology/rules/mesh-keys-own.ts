/** No public key stands twice in the topology: two gateways with one key could read and be one another. */
import { eachMeshKey } from "./mesh-keys";
import { at, type Finding, type Rule } from "./rule";

export const meshKeysOwn: Rule = (draft) => {
  const owners = new Map<string, string>();
  return draft.regions.flatMap((region) =>
    eachMeshKey(region).flatMap(({ path, key, place }): Finding[] => {
      const owner = owners.get(key);
      if (owner !== undefined) return [at(region, path, key, `a key of its own; ${owner} has this one`)];
      owners.set(key, `${region.name}'s ${place}`);
      return [];
    }),
  );
};
