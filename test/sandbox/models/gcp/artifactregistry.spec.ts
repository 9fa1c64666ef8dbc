/** What the sandboxed Google Cloud refuses of repositories. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { at, complaints, stores, t } from "./stores";

describe("a repository", () => {
  const images = { repositoryId: "images", format: "DOCKER", location: at };
  const remote = { ...images, mode: "REMOTE_REPOSITORY" };

  it.each<[string, Properties, string]>([
    [
      "no upstream without being remote",
      { remoteRepositoryConfig: { dockerRepository: {} } },
      "remoteRepositoryConfig",
    ],
    [
      "keeping the newest only of what it keeps",
      { cleanupPolicies: [{ id: "a", action: "DELETE", mostRecentVersions: { keepCount: 1 } }] },
      "cleanupPolicies[0].mostRecentVersions",
    ],
    [
      "ages with a unit",
      { cleanupPolicies: [{ id: "a", condition: { olderThan: "30" } }] },
      "cleanupPolicies[0].condition.olderThan",
    ],
    ["lower-case ids", { repositoryId: "Images" }, "repositoryId"],
  ])("has %s", (_what, change, property) => {
    expect(complaints(stores().failures(t.repository, { ...images, ...change }))).toEqual([property]);
  });

  it("has one upstream when it is remote, and then no tags of its own to keep", () => {
    const { failures } = stores();
    const hub = { dockerRepository: { publicRepository: "DOCKER_HUB" } };
    const github = { commonRepository: { uri: "https://ghcr.io" } };
    expect(failures(t.repository, { ...remote, remoteRepositoryConfig: hub })).toEqual([]);
    expect(failures(t.repository, { ...remote, remoteRepositoryConfig: github })).toEqual([]);
    const wrong = (change: Properties) => complaints(failures(t.repository, { ...remote, ...change }));
    expect(wrong({})).toEqual(["remoteRepositoryConfig"]);
    expect(wrong({ remoteRepositoryConfig: { ...hub, ...github } })).toEqual(["remoteRepositoryConfig"]);
    expect(wrong({ remoteRepositoryConfig: hub, dockerConfig: { immutableTags: true } })).toEqual(["dockerConfig"]);
    expect(wrong({ remoteRepositoryConfig: { commonRepository: { uri: "ghcr.io" } } })).toEqual([
      "remoteRepositoryConfig.commonRepository.uri",
    ]);
  });

  it("is made anew under another key or mode, not for another policy", () => {
    const { make, diff } = stores();
    const made = make(t.repository, "images", images);
    expect(diff(made, { ...images, description: "ours" }).replaces).toEqual([]);
    expect(diff(made, { ...images, mode: "VIRTUAL_REPOSITORY" }).replaces).toEqual(["mode"]);
    expect(diff(made, { ...images, kmsKeyName: "other" }).replaces).toEqual(["kmsKeyName"]);
  });
});
