import { describe, expect, it } from "vitest";
import { alicloud } from "../../../../sandbox/models/alicloud";
import { driver } from "../../core/harness";

const type = "alicloud:ims/oidcProvider:OidcProvider";
const here = () => driver(alicloud, { account: "1234567890123456", region: "ap-southeast-1" });
const given = { oidcProviderName: "gke", issuerUrl: "https://issuer.example/one", clientIds: ["sts.aliyuncs.com"] };

describe("an issuer that RAM believes", () => {
  it("is named in its ARN, and is one of its name and one of its URL in an account", () => {
    const { make } = here();
    expect(make(type, "gke", given).state.arn).toBe("acs:ram::1234567890123456:oidc-provider/gke");
    expect(() => make(type, "name", { ...given, issuerUrl: "https://issuer.example/two" })).toThrow(/of this name/);
    expect(() => make(type, "url", { ...given, oidcProviderName: "other" })).toThrow(/of this issuer/);
  });

  it("has an https URL, a name with no dash at an end, and tokens of 1 to 168 hours", () => {
    const { failures } = here();
    const wrong = (more: object) => failures(type, { ...given, ...more }).map((failure) => failure.split(/[:[]/)[0]);
    expect(wrong({})).toEqual([]);
    expect(wrong({ issuerUrl: "http://issuer.example" })).toEqual(["issuerUrl"]);
    expect(wrong({ oidcProviderName: "gke-" })).toEqual(["oidcProviderName"]);
    expect(wrong({ issuanceLimitTime: 200 })).toEqual(["issuanceLimitTime"]);
    expect(wrong({ fingerprints: ["a:b"] })).toEqual(["fingerprints"]);
  });

  it("is made anew for another issuer, not for other audiences", () => {
    const { make, diff } = here();
    const made = make(type, "gke", given);
    const changed = (more: object) => diff(made, { ...made.inputs, ...more }).replaces;
    expect(changed({ clientIds: ["sts.aliyuncs.com", "other"] })).toEqual([]);
    expect(changed({ issuerUrl: "https://issuer.example/two" })).toEqual(["issuerUrl"]);
  });
});
