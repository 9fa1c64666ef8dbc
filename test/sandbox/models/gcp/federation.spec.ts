import { describe, expect, it } from "vitest";
import { cloud, project } from "./cloud";

const poolType = "gcp:iam/workloadIdentityPool:WorkloadIdentityPool";
const providerType = "gcp:iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider";
const aws = { aws: { accountId: "111122223333" } };
const oidc = { oidc: { issuerUri: "https://issuer.example" }, attributeMapping: { "google.subject": "assertion.sub" } };

function withPool() {
  const here = cloud();
  here.make("gcp:projects/service:Service", "iam", { service: "iam.googleapis.com" });
  const pool = here.make(poolType, "pool", { workloadIdentityPoolId: "peer-us-east" });
  const provider = (more: object) => ({
    workloadIdentityPoolId: "peer-us-east",
    workloadIdentityPoolProviderId: "the-job",
    ...more,
  });
  return { ...here, pool, provider };
}

describe("a workload identity pool", () => {
  it("is known by the project's number, and is one of its id", () => {
    const { pool, make } = withPool();
    expect(pool.id).toBe(`projects/${project}/locations/global/workloadIdentityPools/peer-us-east`);
    expect(pool.state.name).toMatch(/^projects\/\d{12}\/locations\/global\/workloadIdentityPools\/peer-us-east$/);
    expect(() => make(poolType, "again", { workloadIdentityPoolId: "peer-us-east" })).toThrow(/409/);
  });

  it("has an id of 4 to 32 characters that is not Google's own, and a short name", () => {
    const { failures } = withPool();
    for (const workloadIdentityPoolId of ["gcp-pool", "abc", "a".repeat(33), "Pool-of-mine"])
      expect(failures(poolType, { workloadIdentityPoolId })).toEqual([
        expect.stringMatching(/^workloadIdentityPoolId/),
      ]);
    const long = { workloadIdentityPoolId: "pool-1", displayName: "n".repeat(33) };
    expect(failures(poolType, long)).toEqual([expect.stringMatching(/^displayName/)]);
  });

  it("is not deleted while a provider is in it", () => {
    const { pool, provider, make, destroy } = withPool();
    make(providerType, "job", provider(aws));
    expect(() => destroy(pool)).toThrow(/is used by/);
  });
});

describe("a provider", () => {
  it("is of one kind, and says what the subject is where the cloud does not know", () => {
    const { failures, provider } = withPool();
    expect(failures(providerType, provider(aws))).toEqual([]);
    expect(failures(providerType, provider(oidc))).toEqual([]);
    expect(failures(providerType, provider({}))[0]).toMatch(/one of `aws,oidc,saml,x509` must be specified, not 0/);
    expect(failures(providerType, provider({ ...aws, ...oidc }))[0]).toMatch(/not 2/);
    expect(failures(providerType, provider({ oidc: oidc.oidc }))).toEqual([expect.stringMatching(/google\.subject/)]);
    expect(
      failures(providerType, provider({ ...oidc, attributeMapping: { "attribute.sub": "assertion.sub" } })),
    ).toEqual([expect.stringMatching(/google\.subject/)]);
  });

  it("names an account of twelve digits, an https issuer and attributes that there are", () => {
    const { failures, provider } = withPool();
    expect(failures(providerType, provider({ aws: { accountId: "1" } }))).toEqual([expect.stringMatching(/accountId/)]);
    expect(failures(providerType, provider({ ...oidc, oidc: { issuerUri: "http://issuer.example" } }))).toEqual([
      expect.stringMatching(/issuerUri/),
    ]);
    const mapping = { "google.subject": "assertion.arn", "google.name": "assertion.arn" };
    expect(failures(providerType, provider({ ...aws, attributeMapping: mapping }))).toEqual([
      expect.stringMatching(/attributeMapping/),
    ]);
  });

  it("takes another condition in place, and never another kind", () => {
    const { make, change, provider } = withPool();
    const made = make(providerType, "job", provider(aws));
    const condition = 'assertion.account == "111122223333"';
    expect(change(made, { ...made.inputs, attributeCondition: condition }).state.attributeCondition).toBe(condition);
    const { aws: _aws, ...rest } = made.inputs;
    expect(() => change(made, { ...rest, ...oidc })).toThrow(/type is aws and can not be changed/);
  });

  it("stands in a pool that exists", () => {
    const { make, provider } = withPool();
    const elsewhere = { ...provider(aws), workloadIdentityPoolId: "peer-nobody" };
    expect(() => make(providerType, "job", elsewhere)).toThrow(/workloadIdentityPoolId/);
  });
});
