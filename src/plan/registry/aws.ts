/** Where images lie in ECR. Pure. */
import { dnsSuffixOf } from "../../facts/partition";
import type { Region, Shared } from "../../topology/schema";
import type { Upstream } from "../images";
import { naming } from "../naming";
import type { RegistryPlan } from "./contract";

/** Prefixes of repositories that fill themselves on the first pull, and what they are filled from. */
export const caches = {
  quay: "quay.io",
  k8s: "registry.k8s.io",
  // Docker's official images, which Amazon ECR Public has too.
  hub: "public.ecr.aws",
} as const;
export type Cache = keyof typeof caches;

/**
 * The repository of an upstream's image, below the registry's prefix.
 *
 * Quay, Kubernetes' registry and ECR Public let anybody in. For Docker Hub and GitHub's registry ECR wants somebody's
 * token, in a secret that lies under AWS's key and not the ring's: so what only they have is copied here, as the service's
 * own image is, and its repository makes itself when the copy is pushed.
 */
export function placeOf(upstream: Upstream, image: string): { readonly cache?: Cache; readonly path: string } {
  switch (upstream) {
    case "quay.io":
      return { cache: "quay", path: `quay/${image}` };
    case "registry.k8s.io":
      return { cache: "k8s", path: `k8s/${image}` };
    case "docker.io":
      return isOfficial(image)
        ? { cache: "hub", path: `hub/docker/library/${image.replace(/^library\//, "")}` }
        : { path: `docker.io/${image}` };
    case "ghcr.io":
      return { path: `ghcr.io/${image}` };
  }
}

const isOfficial = (image: string) => image.startsWith("library/") || !image.includes("/");

/** CreatePullThroughCacheRule: 30 characters for prefix, slash and the cache's name. */
const prefixLimit = 24;

export interface AwsRegistryPlan extends RegistryPlan {
  /** What all of the region's repositories begin with. */
  readonly prefix: string;
}

/** Host: Amazon ECR User Guide, "Amazon ECR private registry". */
export function awsRegistryPlan(shared: Shared, region: Region): AwsRegistryPlan {
  const prefix = naming(shared, region).name("images", prefixLimit);
  const host = `${region.account}.dkr.ecr.${region.location}.${dnsSuffixOf(region.location)}`;
  return {
    prefix,
    host,
    own: (image) => `${host}/${prefix}/${image}`,
    mirrored: (upstream, image) => `${host}/${prefix}/${placeOf(upstream, image).path}`,
    fillsItself: (upstream, image) => placeOf(upstream, image).cache !== undefined,
  };
}
