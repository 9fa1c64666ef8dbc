/** Where images lie in Artifact Registry: a repository of own ones, and a cache for each upstream. Pure. */
import type { Region, Shared } from "../../topology/schema";
import type { Upstream } from "../images";
import { naming } from "../naming";
import type { RegistryPlan } from "./contract";

export const ownPurpose = "images";
export const mirrorPurpose = (upstream: Upstream): string => `mirror-${upstream.replaceAll(".", "-")}`;

export interface GcpRegistryPlan extends RegistryPlan {
  /** Id of the repository with this purpose. */
  repositoryId(purpose: string): string;
}

export function gcpRegistryPlan(shared: Shared, region: Region): GcpRegistryPlan {
  const host = `${region.location}-docker.pkg.dev`;
  const repositoryId = (purpose: string) => naming(shared, region).name(purpose);
  const at = (purpose: string, image: string) => `${host}/${region.account}/${repositoryId(purpose)}/${image}`;
  return {
    host,
    repositoryId,
    own: (image) => at(ownPurpose, image),
    mirrored: (upstream, image) => {
      // Docker Hub's official images lie below `library/`, which clients of a mirror have to say.
      const official = upstream === "docker.io" && !image.includes("/");
      return at(mirrorPurpose(upstream), official ? `library/${image}` : image);
    },
    fillsItself: () => true,
  };
}
