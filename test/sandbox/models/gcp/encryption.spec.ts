/** What the sandboxed Google Cloud refuses of keys that stores name. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { project, types } from "./cloud";
import { at, stores, t } from "./stores";

describe("a key", () => {
  it.each<[string, string, (kmsKey: string) => Properties]>([
    [
      "a secret",
      t.secret,
      (kmsKeyName) => ({ secretId: "s", location: at, customerManagedEncryption: { kmsKeyName } }),
    ],
    ["a repository", t.repository, (kmsKeyName) => ({ repositoryId: "r", format: "DOCKER", location: at, kmsKeyName })],
    [
      "a bucket",
      types.bucket,
      (defaultKmsKeyName) => ({ name: "b-1", location: at, encryption: { defaultKmsKeyName } }),
    ],
    ["a topic", t.topic, (kmsKeyName) => ({ name: "t-1", kmsKeyName })],
    ["a cache", t.cache, (kmsKey) => ({ instanceId: "cache", location: at, shardCount: 1, kmsKey })],
    [
      "a log bucket",
      types.logBucket,
      (kmsKeyName) => ({ project, location: at, bucketId: "logs", cmekSettings: { kmsKeyName } }),
    ],
  ])("is no use to %s before its agent may use it", (_what, type, inputs) => {
    const { make, key } = stores();
    expect(() => make(type, "subject", inputs(key("mine")))).toThrow(
      /Permission denied on Cloud KMS key.*authorized to use/,
    );
  });

  it("is no use in another location, and none when there is none", () => {
    const { make, key, allow, members } = stores();
    const abroad = key("abroad", "us-east1");
    allow("abroad", abroad, members.storage);
    const encrypted = (defaultKmsKeyName: string) => ({ location: at, encryption: { defaultKmsKeyName } });
    expect(() => make(types.bucket, "assets", encrypted(abroad))).toThrow(/is in us-east1 and must be in europe-west3/);
    expect(() => make(types.bucket, "assets", encrypted("projects/p/locations/x/keyRings/y/cryptoKeys/z"))).toThrow(
      /NotFound/,
    );
  });
});
