/** What the program registers on each cloud, in the order in which it does, against the sandbox's models. */
import { describe, expect, it } from "vitest";
import type { Properties } from "../../../../sandbox/core/model";
import { kubernetes } from "../../../../sandbox/models/kubernetes";
import { clouds } from "../../../../src/facts/locations";
import { workloadsOn } from "../../../components/workloads/objects";
import { driver } from "../../core/harness";
import { refusedUnknown } from "../component";

describe.each(clouds)("the workloads of a region on %s", (cloud) => {
  it("are taken in their order, whatever is known of them yet, and stay as they are when nothing changes", async () => {
    const { kubernetes: objects } = await workloadsOn(cloud);
    const cluster = driver(kubernetes, { account: cloud, region: "" });
    const made = objects.map(({ type, name, inputs }) => cluster.make(type, name, inputs as Properties));
    expect(made.length).toBeGreaterThan(50);
    for (const one of made) expect(cluster.diff(one, one.inputs).changes, one.urn).toEqual([]);
    expect(refusedUnknown(cluster, made)).toEqual([]);
  });
});
