/** Jobs of other clouds let into buckets on Google Cloud, held against the sandbox's models. */
import { describe, expect, it } from "vitest";
import { SandboxWorld } from "../../../sandbox/core/world";
import { gcp } from "../../../sandbox/models/gcp";
import { projectNumber } from "../../../sandbox/models/gcp/agents";
import { createGcpProvider } from "../../../src/components/provider/gcp";
import { createInbound } from "../../../src/components/transfer";
import { naming } from "../../../src/plan/naming";
import { bucketNamePurpose, bucketPlans } from "../../../src/plan/storage";
import type { Region } from "../../../src/topology/schema";
import { driver } from "../../sandbox/core/harness";
import { inSandbox } from "../../sandbox/models/component";
import { contextOf, edgesOf, keysOf, regionOf, shared, singapore, storageOf, warnings } from "./fixture";

const us = regionOf("us-east");
const eu = regionOf("eu-west");
const poolType = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const providerType = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const memberType = "gcp:storage/bucketIAMMember:BucketIAMMember";

/** A project with the region's buckets, as storage leaves them. */
function worldWith(region: Region): SandboxWorld {
  const world = SandboxWorld.inMemory();
  const cloud = driver(gcp, { account: region.account, region: region.location }, world, "storage");
  cloud.make("gcp:projects/service:Service", "storage", { service: "storage.googleapis.com" });
  for (const plan of bucketPlans(shared, region)) {
    const name = naming(shared, region).globalName(bucketNamePurpose(plan, "home"));
    cloud.make("gcp:storage/bucket:Bucket", name, { name, location: region.location, uniformBucketLevelAccess: true });
  }
  return world;
}

async function build(region: Region, ...origins: Region[]) {
  let waiting: readonly unknown[] = [];
  const { made } = await inSandbox(
    gcp,
    { account: region.account, region: region.location },
    async () => {
      const args = { edges: edgesOf(region, ...origins), storage: storageOf(region), keys: keysOf("key") };
      ({ waiting } = await createInbound(contextOf(region), createGcpProvider(region, "home"), args));
    },
    {},
    worldWith(region),
  );
  return { waiting, made, of: (type: string) => made.filter((object) => object.type === type) };
}

describe("the way into Google Cloud", () => {
  it("is a pool for each origin that lets in sessions of the job's role on AWS, and needs no issuer", async () => {
    const { of, waiting } = await build(eu, us);
    expect(waiting).toEqual([]);
    const role = "meridian-production-us-east-us-east-1-pod-transfer-to-eu-west";
    expect(of(poolType)).toHaveLength(1);
    expect(of(providerType)[0]?.inputs).toMatchObject({
      workloadIdentityPoolId: of(poolType)[0]?.inputs.workloadIdentityPoolId,
      workloadIdentityPoolProviderId: "aws-role",
      aws: { accountId: "111122223333" },
      attributeMapping: { "google.subject": 'assertion.account + "/" + assertion.arn.extract("assumed-role/{role}/")' },
      attributeCondition: `assertion.account == "111122223333" && assertion.arn.startsWith("arn:aws:sts::111122223333:assumed-role/${role}/")`,
    });
    const members = new Set(of(memberType).map(({ inputs }) => inputs.member));
    expect([...members]).toEqual([
      `principal://iam.googleapis.com/${of(poolType)[0]?.state.name}/subject/111122223333/${role}`,
    ]);
  });

  it("leads below the declared prefixes only, and not to a deletion where nothing is ever written again", async () => {
    const { of } = await build(eu, us);
    const granted = of(memberType).map(({ inputs }) => {
      const { title, expression } = inputs.condition as { title: string; expression: string };
      const prefix = `${title}/us-east/`;
      expect(expression).toBe(
        `resource.name.startsWith("projects/_/buckets/${inputs.bucket}/objects/${prefix}") || api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("${prefix}")`,
      );
      return [title, inputs.role];
    });
    expect(granted).toEqual([
      ["user-avatars", "roles/storage.objectUser"],
      ["templates", "roles/storage.objectUser"],
      ["system-assets", "roles/storage.objectUser"],
      ["knowledge-base", "roles/storage.objectUser"],
      ["compliance-records", "roles/storage.objectCreator"],
      ["compliance-records", "roles/storage.objectViewer"],
    ]);
  });

  it("is, from a cluster that signs tokens, one service account of it", async () => {
    const origin = singapore();
    const { of } = await build(eu, origin);
    expect(of(providerType)[0]?.inputs).toMatchObject({
      workloadIdentityPoolProviderId: "service-account",
      oidc: { issuerUri: origin.cluster.issuer },
      attributeMapping: { "google.subject": "assertion.sub" },
      attributeCondition: 'assertion.sub == "system:serviceaccount:meridian-system:transfer-to-eu-west"',
    });
  });

  it("says when the stack file has another number than the project", async () => {
    const said = warnings();
    await build(eu, us);
    expect(eu.federation?.projectNumber).toBe(projectNumber(eu.account));
    expect(said).toEqual([]);
    await build({ ...eu, federation: { projectNumber: "123456789012", generation: 1 } }, us);
    expect(said).toEqual([
      `Pulumi.eu-west.yaml: federation.projectNumber is 123456789012, and the project's is ${projectNumber(eu.account)}: peers' jobs would be refused`,
    ]);
  });

  it("is not there for what goes the cloud's own way", async () => {
    const { made, waiting } = await build(eu, regionOf("apac"));
    expect([made, waiting]).toEqual([[], []]);
  });
});
