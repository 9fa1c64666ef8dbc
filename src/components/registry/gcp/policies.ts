/** Where mirrors pull from, and how long a repository keeps what it has. */
import type { input } from "@pulumi/gcp/types";
import type { Upstream } from "../contract";

type RemoteConfig = input.artifactregistry.RepositoryRemoteRepositoryConfig;
type CleanupPolicy = input.artifactregistry.RepositoryCleanupPolicy;

/** Artifact Registry has a name for Docker Hub only; another registry it takes by its address. */
export function remoteOf(upstream: Upstream): RemoteConfig {
  const description = upstream;
  return upstream === "docker.io"
    ? { description, dockerRepository: { publicRepository: "DOCKER_HUB" } }
    : { description, commonRepository: { uri: `https://${upstream}` } };
}

const days = (count: number): string => `${count * 86_400}s`;
const untaggedDays = 30;
const keptVersions = 10;
/** A cached image that nobody pulled anew for so long is fetched again when it is wanted. */
const cachedDays = 90;

/** Tags are immutable, so what has one stays; what lost the build that it was for goes. */
export const cleanOwn: CleanupPolicy[] = [
  { id: "untagged", action: "DELETE", condition: { tagState: "UNTAGGED", olderThan: days(untaggedDays) } },
  { id: "newest", action: "KEEP", mostRecentVersions: { keepCount: keptVersions } },
];

export const cleanMirror: CleanupPolicy[] = [
  { id: "stale", action: "DELETE", condition: { tagState: "ANY", olderThan: days(cachedDays) } },
];
