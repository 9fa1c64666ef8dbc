import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "../../../src/components/cluster/contract";
import type { Permission } from "../../../src/components/identity/contract";
import { GcpIdentity } from "../../../src/components/identity/gcp";
import { prefixExpression, roles } from "../../../src/components/identity/gcp/grants";
import type { DataClass } from "../../../src/topology/schema";
import { fixtureContext, fixtureRegion, fixtureShared } from "../../fixtures/topology";
import { gcpInvokes, gcpSite } from "../gcp";
import { type Answers, type Registration, registrations } from "../harness";

class FixtureCluster extends pulumi.ComponentResource implements Cluster {
  readonly name = pulumi.output("cluster");
  readonly endpoint = pulumi.output("https://10.2.187.2");
  readonly kubeconfig = pulumi.output("{}");
  readonly issuer = pulumi.output("https://container.googleapis.com/");

  constructor() {
    super("meridian:test:FixtureCluster", "cluster");
  }
}

const answers: Answers = {
  "gcp:serviceaccount/account:Account": ({ inputs }) => ({
    name: `projects/${inputs.project}/serviceAccounts/${inputs.accountId}`,
    email: `${inputs.accountId}@${inputs.project}.iam.gserviceaccount.com`,
    member: `serviceAccount:${inputs.accountId}@${inputs.project}.iam.gserviceaccount.com`,
  }),
};

const records: DataClass = {
  store: "bucket",
  bucket: "compliance",
  replication: "same-jurisdiction",
  conflict: "none",
  recoveryPointSeconds: 60,
  personal: true,
  retentionDays: 2555,
  critical: false,
};
const context = fixtureContext(fixtureRegion(), fixtureShared({ dataClasses: { "compliance-records": records } }));
const bucket = (slug: string) => {
  const name = pulumi.output(context.naming.globalName(slug));
  return { name, id: name };
};
const secretId = "projects/meridian-eu-west/locations/europe-west3/secrets/database-app";
const secret = { id: pulumi.output(secretId), name: pulumi.output("database-app") };

const wanted: Record<string, Permission[]> = {
  app: [
    { kind: "read-secret", secret },
    { kind: "read-objects", bucket: bucket("assets"), prefix: "templates/" },
    { kind: "write-objects", bucket: bucket("assets") },
    { kind: "write-objects", bucket: bucket("compliance") },
  ],
  cached: [{ kind: "read-secret", secret }, { kind: "use-cache" }],
};

const identities: Record<string, GcpIdentity> = {};
let seen: Registration[];
beforeAll(async () => {
  seen = await registrations(
    () => {
      const { provider, keys } = gcpSite(context);
      const site = { cluster: new FixtureCluster(), keys };
      for (const [purpose, permissions] of Object.entries(wanted))
        identities[purpose] = new GcpIdentity(context, provider, site, {
          purpose,
          namespace: "service",
          serviceAccount: purpose,
          permissions,
        });
    },
    answers,
    gcpInvokes,
  );
});

const children = (purpose: string) =>
  seen.filter(({ type, name }) => type.startsWith("gcp:") && name.includes(`-identity-${purpose}-`));
const granted = (purpose: string) =>
  children(purpose).flatMap(({ inputs }) => (inputs.role ? [[inputs.role, inputs.member]] : []));

describe("a workload's identity", () => {
  it("is the workload itself, in the project's pool, by namespace and name", () => {
    const member =
      "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/meridian-eu-west.svc.id.goog/subject/ns/service/sa/app";
    expect(granted("app").sort()).toEqual(
      [roles.secret, roles.read, roles.write, roles.put].map((role) => [role, member]).sort(),
    );
    expect(identities.app).toMatchObject({ annotations: {}, podLabels: {} });
  });

  it("is a service account that it may act as, where the cache takes nothing else", async () => {
    const email = "meridian-production-eu-5e6ad3@meridian-eu-west.iam.gserviceaccount.com";
    const roleOf = Object.fromEntries(granted("cached"));
    expect(Object.keys(roleOf).sort()).toEqual([roles.cache, roles.secret, "roles/iam.workloadIdentityUser"].sort());
    expect(roleOf["roles/iam.workloadIdentityUser"]).toBe(
      "serviceAccount:meridian-eu-west.svc.id.goog[service/cached]",
    );
    expect(roleOf[roles.cache]).toBe(roleOf[roles.secret]);
    const annotation = identities.cached?.annotations["iam.gke.io/gcp-service-account"];
    const told = await new Promise<string>((resolve) => annotation?.apply(resolve));
    expect(roleOf[roles.secret]).toBe(`serviceAccount:${told}`);
    expect(told.replace(/-[0-9a-f]{6}@/, "-5e6ad3@")).toBe(email);
  });

  it("reaches the one secret, in its location", () => {
    const grants = seen.filter(
      ({ type }) => type === "gcp:secretmanager/regionalSecretIamMember:RegionalSecretIamMember",
    );
    expect(grants).toHaveLength(2);
    for (const { inputs, provider } of grants) {
      expect(inputs).toMatchObject({ secretId, location: "europe-west3", project: "meridian-eu-west" });
      expect(provider).toBe("eu-west");
    }
  });

  it("reaches objects below its prefix, and may only put where they are locked", () => {
    const grants = seen.filter(({ type }) => type === "gcp:storage/bucketIAMMember:BucketIAMMember");
    const byRole = new Map(grants.map(({ inputs }) => [inputs.role, inputs]));
    const assets = context.naming.globalName("assets");
    expect(byRole.get(roles.read)).toMatchObject({
      bucket: assets,
      condition: { expression: prefixExpression(assets, "templates/") },
    });
    expect(byRole.get(roles.write)).not.toHaveProperty("condition");
    expect(byRole.get(roles.put)).toMatchObject({ bucket: context.naming.globalName("compliance") });
    expect(prefixExpression("b", "templates/")).toBe(
      'resource.name.startsWith("projects/_/buckets/b/objects/templates/") || api.getAttribute("storage.googleapis.com/objectListPrefix", "").startsWith("templates/")',
    );
  });
});
