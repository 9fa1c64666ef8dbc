/** Where images lie in Container Registry, whose repositories have one level below their namespace. Pure. */
import type { Region, Shared } from "../../topology/schema";
import type { Upstream } from "../images";
import { naming } from "../naming";
import type { RegistryPlan } from "./contract";

/** Namespace of the service's own images. */
export const ownNamespace = "images";
/** Namespace of what was copied from an upstream registry. */
export const mirrorNamespace = (upstream: Upstream): string => upstream.replaceAll(".", "-");

/** `jetstack/cert-manager-controller` → `jetstack.cert-manager-controller`. */
const flat = (path: string): string => path.replaceAll("/", ".");

/** An image without tag and digest. */
export const repositoryOf = (image: string): string => flat(image.replace(/@.*$|:[^/]*$/, ""));

/** Below the registry's domain, with the tag that was given. */
export const ownPath = (image: string): string => `${ownNamespace}/${flat(image)}`;

export function mirrorPath(upstream: Upstream, image: string): string {
  // Docker Hub's official images lie below `library/`, whether it is said or not.
  const official = upstream === "docker.io" && !image.includes("/");
  return `${mirrorNamespace(upstream)}/${flat(official ? `library/${image}` : image)}`;
}

/** Characters of an instance's name, which is part of its domain and so unique over all customers. */
const instanceNameLimit = 30;

export interface AlicloudRegistryPlan extends RegistryPlan {
  readonly instanceName: string;
}

export function alicloudRegistryPlan(shared: Shared, region: Region): AlicloudRegistryPlan {
  const instanceName = naming(shared, region).globalName("registry", instanceNameLimit);
  // Answers inside the region's VPC.
  const host = `${instanceName}-registry-vpc.${region.location}.cr.aliyuncs.com`;
  return {
    instanceName,
    host,
    own: (image) => `${host}/${ownPath(image)}`,
    mirrored: (upstream, image) => `${host}/${mirrorPath(upstream, image)}`,
    fillsItself: () => false,
  };
}
