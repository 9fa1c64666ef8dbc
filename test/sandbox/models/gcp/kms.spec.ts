import { describe, expect, it } from "vitest";
import { gcp } from "../../../../sandbox/models/gcp";
import { driver } from "../../core/harness";
import { cloud, project } from "./cloud";

const ringType = "gcp:kms/keyRing:KeyRing";
const keyType = "gcp:kms/cryptoKey:CryptoKey";
const memberType = "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember";
const serviceType = "gcp:projects/service:Service";
const role = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

function withRing() {
  const here = cloud();
  const api = (name: string) => here.make(serviceType, `api-${name}`, { service: `${name}.googleapis.com` });
  api("cloudkms");
  const ring = here.make(ringType, "ring", { name: "ring", location: "europe-west3" });
  const key = (name = "storage", more = {}) => here.make(keyType, name, { keyRing: ring.id, name, ...more });
  return { ...here, api, ring, key };
}

describe("a key ring", () => {
  it("lies in a location that has Cloud KMS", () => {
    const { ring, failures } = withRing();
    expect(ring.id).toBe(`projects/${project}/locations/europe-west3/keyRings/ring`);
    expect(failures(ringType, { name: "ring", location: "mars" })).toEqual([expect.stringMatching(/^location: /)]);
  });

  it("keeps its name for ever, as its keys do", () => {
    const { ring, key, make, destroy } = withRing();
    const first = key();
    expect(() => destroy(ring)).toThrow(/is used by/);
    destroy(first);
    expect(() => key()).toThrow(/AlreadyExists: .*its name stays taken/);
    destroy(ring);
    const again = { name: "ring", location: "europe-west3" };
    expect(() => make(ringType, "again", again)).toThrow(/AlreadyExists/);
    expect(() => make(ringType, "elsewhere", { ...again, location: "europe-west1" })).not.toThrow();
  });
});

describe("a key", () => {
  it("rotates after more than a day, and only where it encrypts", () => {
    const { failures } = withRing();
    const wrong = (more: object) =>
      failures(keyType, { keyRing: "ring", name: "k", ...more }).map((f) => f.split(":")[0]);
    expect(wrong({ rotationPeriod: "7776000s" })).toEqual([]);
    expect(wrong({ rotationPeriod: "86400s" })).toEqual(["rotationPeriod"]);
    expect(wrong({ rotationPeriod: "90d" })).toContain("rotationPeriod");
    expect(wrong({ rotationPeriod: "7776000s", purpose: "ASYMMETRIC_SIGN" })).toEqual(["rotationPeriod"]);
  });

  it("is made anew for another purpose or protection level, not for another period", () => {
    const { key, diff } = withRing();
    const made = key();
    const changed = (more: object) => diff(made, { ...made.inputs, ...more }).replaces;
    expect(changed({ rotationPeriod: "7776000s" })).toEqual([]);
    expect(changed({ purpose: "MAC" })).toEqual(["purpose"]);
    expect(changed({ destroyScheduledDuration: "86400s" })).toEqual(["destroyScheduledDuration"]);
  });
});

describe("a grant on a key", () => {
  it("names somebody who exists: an agent comes with its API or has to be asked for", () => {
    const { key, make, api, instance } = withRing();
    const { id } = key();
    const number = String(instance.invoke("gcp:organizations/getProject:getProject", {}).answer.number);
    const grant = (name: string, member: string) => make(memberType, name, { cryptoKeyId: id, role, member });
    const compute = `serviceAccount:service-${number}@compute-system.iam.gserviceaccount.com`;
    const sql = `serviceAccount:service-${number}@gcp-sa-cloud-sql.iam.gserviceaccount.com`;
    expect(() => grant("compute", compute)).not.toThrow();
    api("sqladmin");
    expect(() => grant("sql", sql)).toThrow(/gcp-sa-cloud-sql.* does not exist/);
    const identity = make("gcp:projects/serviceIdentity:ServiceIdentity", "sql", {
      service: "sqladmin.googleapis.com",
    });
    expect(identity.state.member).toBe(sql);
    expect(() => grant("sql", sql)).not.toThrow();
    expect(() => grant("nobody", `serviceAccount:nobody@${project}.iam.gserviceaccount.com`)).toThrow(/does not exist/);
  });

  it("is refused a member without a kind, and an identity of an API that is off", () => {
    const { failures, make } = withRing();
    expect(failures(memberType, { cryptoKeyId: "k", role, member: "me@example.com" })).toEqual([
      expect.stringMatching(/^member/),
    ]);
    expect(() =>
      make("gcp:projects/serviceIdentity:ServiceIdentity", "sql", { service: "sqladmin.googleapis.com" }),
    ).toThrow(/is not enabled/);
  });

  it("reaches no key of another project", () => {
    const { key, world } = withRing();
    const { id } = key();
    const stranger = driver(gcp, { account: "somebody-else", region: "europe-west3" }, world, "stranger");
    stranger.make(serviceType, "kms", { service: "cloudkms.googleapis.com" });
    expect(() => stranger.make(memberType, "mine", { cryptoKeyId: id, role, member: "allUsers" })).toThrow(/NotFound/);
  });
});
