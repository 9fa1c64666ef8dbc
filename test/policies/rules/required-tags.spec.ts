import { describe, expect, it } from "vitest";
import { requiredTags } from "../../../policies/rules/required-tags";
import { euWest, type Given, providerOf, refusals, tagsOf, unknown, usEast, worldOf } from "../harness";

const say = (stack: typeof usEast, type: string, props: Record<string, unknown>) =>
  refusals(requiredTags, worldOf(stack), { type, props, provider: providerOf(stack) } satisfies Given);
const vpc = "aws:ec2/vpc:Vpc";

describe("required-tags", () => {
  it.each([
    [usEast, vpc, { tags: tagsOf(usEast) }],
    [euWest, "gcp:storage/bucket:Bucket", { labels: tagsOf(euWest) }],
    [euWest, "gcp:container/cluster:Cluster", { resourceLabels: tagsOf(euWest) }],
    [euWest, "gcp:sql/databaseInstance:DatabaseInstance", { settings: { userLabels: tagsOf(euWest) } }],
    [
      usEast,
      "aws:autoscaling/group:Group",
      { tags: Object.entries(tagsOf(usEast)).map(([key, value]) => ({ key, value, propagateAtLaunch: true })) },
    ],
    [euWest, "gcp:compute/network:Network", {}],
  ])("$0.name takes %s with its tags where the type wants them", async (stack, type, props) => {
    expect(await say(stack, type, props)).toEqual([]);
  });

  it("says all that is missing", async () => {
    const found = await say(usEast, vpc, { tags: { "meridian-service": "meridian", "meridian-owner": "" } });
    expect(found).toEqual([
      "it (aws:ec2/vpc:Vpc): tags lacks meridian-environment",
      "it (aws:ec2/vpc:Vpc): tags lacks meridian-stack: us-east",
      "it (aws:ec2/vpc:Vpc): tags lacks meridian-residency: us",
      "it (aws:ec2/vpc:Vpc): tags lacks meridian-owner",
    ]);
    expect(await say(usEast, vpc, {})).toHaveLength(5);
  });

  it("refuses another stack's and another jurisdiction's name", async () => {
    expect(
      await say(usEast, vpc, { tags: { ...tagsOf(usEast), "meridian-residency": "eu", "meridian-stack": "eu-west" } }),
    ).toHaveLength(2);
  });

  it("refuses tags that are not known yet", async () => {
    const [message] = await say(usEast, vpc, { tags: { ...tagsOf(usEast), "meridian-owner": unknown } });
    expect(message).toContain("cannot tell, so refused: tags meridian-owner is not known yet");
    expect(await say(usEast, vpc, { tags: unknown })).toHaveLength(5);
  });
});
