/** What the sandboxed Google Cloud refuses of buckets, topics and subscriptions. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { types } from "./cloud";
import { at, complaints, stores, t } from "./stores";

describe("a bucket", () => {
  it("keeps versions or a retention policy, and a locked one for ever", () => {
    const { failures, bucket, change } = stores();
    const kept = { retentionPolicy: { retentionPeriod: "86400" } };
    expect(complaints(failures(types.bucket, { location: at, ...kept, versioning: { enabled: true } }))).toEqual([
      "versioning",
    ]);
    expect(
      complaints(failures(types.bucket, { location: at, retentionPolicy: { retentionPeriod: "4000000000" } })),
    ).toEqual(["retentionPolicy.retentionPeriod"]);
    const locked = bucket("locked", { retentionPolicy: { retentionPeriod: "86400", isLocked: true } });
    expect(() => change(locked, { ...locked.inputs, ...kept })).toThrow(/neither be removed nor shortened/);
  });

  it("lets in nobody where public access is prevented, and conditions only by uniform access", () => {
    const { bucket, grant } = stores();
    bucket("closed", { publicAccessPrevention: "enforced" });
    bucket("open", { uniformBucketLevelAccess: false });
    const read = "roles/storage.objectViewer";
    expect(() => grant("a", "closed", read, "allUsers")).toThrow(/public access prevention/);
    expect(() => grant("b", "open", read, "allUsers")).not.toThrow();
    const condition = { condition: { title: "some", expression: "true" } };
    expect(() => grant("c", "open", read, "user:me@example.com", condition)).toThrow(/uniform bucket-level access/);
    expect(() => grant("d", "closed", "roles/storage.legacyBucketReader", "user:me@example.com", condition)).toThrow(
      /takes no condition/,
    );
    expect(() => grant("e", "closed", read, "user:me@example.com", condition)).not.toThrow();
  });

  it("tells a topic only what its agent may publish", () => {
    const { make, bucket, topic, members } = stores();
    bucket("assets");
    const events = topic();
    const inputs = { bucket: "assets", topic: events.id, payloadFormat: "JSON_API_V1" };
    expect(() => make(t.notification, "n", inputs)).toThrow(/does not have permission to publish/);
    make(t.topicMember, "p", { topic: "events", role: "roles/pubsub.publisher", member: members.storage });
    expect(make(t.notification, "n", inputs).id).toMatch(/^assets\/notificationConfigs\/\d+$/);
  });
});

describe("topics and subscriptions", () => {
  it("have names, regions, times and filters as Pub/Sub takes them", () => {
    const { failures, make, diff, topic } = stores();
    const events = topic();
    expect(complaints(failures(t.topic, { name: "goog-events" }))).toEqual(["name"]);
    expect(
      complaints(failures(t.topic, { name: "abc", messageStoragePolicy: { allowedPersistenceRegions: ["mars"] } })),
    ).toEqual(["messageStoragePolicy.allowedPersistenceRegions"]);
    const reader = { name: "reader", topic: events.id };
    const wrong = (more: Properties) => complaints(failures(t.subscription, { ...reader, ...more }));
    expect(wrong({ ackDeadlineSeconds: 601 })).toEqual(["ackDeadlineSeconds"]);
    expect(wrong({ messageRetentionDuration: "2678401s" })).toEqual(["messageRetentionDuration"]);
    expect(wrong({ expirationPolicy: { ttl: "3600s" } })).toEqual(["expirationPolicy.ttl"]);
    expect(wrong({ expirationPolicy: { ttl: "" } })).toEqual([]);
    const made = make(t.subscription, "reader", reader);
    expect(diff(made, { ...reader, filter: "attributes:x" }).replaces).toEqual(["filter"]);
  });
});
