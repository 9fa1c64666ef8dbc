/** What the sandboxed Google Cloud refuses of transfers. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { project, types } from "./cloud";
import { complaints, stores, t } from "./stores";

describe("a transfer", () => {
  const spec = (source: string, sink: string, more: Properties = {}) => ({
    gcsDataSource: { bucketName: source },
    gcsDataSink: { bucketName: sink },
    ...more,
  });

  it("is refused until its agent may read one bucket and write the other, of another project too", () => {
    const { make, bucket, grant, members, world } = stores();
    const far = driver(gcp, { account: "far-project", region: "us-east1" }, world, "far");
    bucket("near");
    const job = (name: string) => make(t.job, name, { description: name, transferSpec: spec("near", "there") });
    expect(() => job("none")).toThrow(/gcsDataSink.bucketName: Error 404/);
    far.make(types.bucket, "there", { name: "there", location: "us-east1" });
    expect(() => job("ungranted")).toThrow(/does not have storage\.buckets\.get, storage\.objects\.get/);
    grant("list", "near", "roles/storage.legacyBucketReader", members.transfer);
    grant("read", "near", "roles/storage.objectViewer", members.transfer);
    expect(() => job("half")).toThrow(
      /gcsDataSink.bucketName: .*does not have storage\.buckets\.get, storage\.objects\.create/,
    );
    far.make(t.bucketMember, "write", {
      bucket: "there",
      role: "roles/storage.legacyBucketWriter",
      member: members.transfer,
    });
    expect(job("granted").id).toMatch(new RegExp(`^${project}/\\d{19}$`));
  });

  it("follows events of a subscription that its agent may read, or a schedule of an hour at least", () => {
    const { make, bucket, grant, members, topic, failures } = stores();
    for (const name of ["one", "two"]) {
      bucket(name);
      grant(`${name}-list`, name, "roles/storage.legacyBucketWriter", members.transfer);
      grant(`${name}-read`, name, "roles/storage.objectViewer", members.transfer);
    }
    const reader = make(t.subscription, "reader", { name: "reader", topic: topic().id });
    const inputs = {
      description: "d",
      name: "transferJobs/mine",
      transferSpec: spec("one", "two"),
      eventStream: { name: reader.id },
    };
    expect(() => make(t.job, "job", inputs)).toThrow(/roles\/pubsub\.subscriber is missing/);
    make(t.subscriptionMember, "s", {
      subscription: "reader",
      role: "roles/pubsub.subscriber",
      member: members.transfer,
    });
    expect(make(t.job, "job", inputs).state.name).toBe("transferJobs/mine");
    const schedule = { scheduleStartDate: { year: 2026, month: 1, day: 1 }, repeatInterval: "300s" };
    expect(complaints(failures(t.job, { ...inputs, schedule }))).toEqual(["eventStream", "schedule.repeatInterval"]);
  });

  it("keeps its name after it is gone", () => {
    const { make, destroy, bucket, grant, members } = stores();
    for (const name of ["one", "two"]) {
      bucket(name);
      grant(`${name}-write`, name, "roles/storage.admin", members.transfer);
    }
    const inputs = { description: "d", name: "transferJobs/mine", transferSpec: spec("one", "two") };
    destroy(make(t.job, "job", inputs));
    expect(() => make(t.job, "job", inputs)).toThrow(/its name stays taken/);
    expect(() => make(t.job, "next", { ...inputs, name: "transferJobs/mine-2" })).not.toThrow();
  });

  it.each<[string, Properties, string]>([
    ["one specification", { replicationSpec: spec("one", "two") }, "transferSpec"],
    ["names of jobs", { name: "nightly" }, "name"],
    [
      "prefixes of which none includes another",
      { transferSpec: spec("one", "two", { objectConditions: { includePrefixes: ["a/", "a/b/"] } }) },
      "transferSpec.objectConditions.includePrefixes[1]",
    ],
    ["a sink", { transferSpec: { gcsDataSource: { bucketName: "one" } } }, "transferSpec.gcsDataSink"],
    [
      "a way to overwrite that exists",
      { transferSpec: spec("one", "two", { transferOptions: { overwriteWhen: "SOMETIMES" } }) },
      "transferSpec.transferOptions.overwriteWhen",
    ],
  ])("has %s", (_what, change, property) => {
    const inputs = { description: "d", transferSpec: spec("one", "two") };
    expect(complaints(stores().failures(t.job, { ...inputs, ...change }))).toEqual([property]);
  });
});
