/** The facts that residency is judged by. */
import { describe, expect, it } from "vitest";
import { countries } from "../../src/facts/countries";
import {
  adequacyDecisions,
  countriesOf,
  countryGroups,
  isAdequate,
  isEea,
  isMainlandChina,
} from "../../src/facts/jurisdictions";
import { clouds, findLocation, locationOfZone, locationsOf } from "../../src/facts/locations";

const all = clouds.flatMap(locationsOf);

describe("locations", () => {
  it("are found by their cloud and code", () => {
    expect(findLocation("aws", "eu-west-1")).toMatchObject({ country: "IE", place: "Dublin" });
    expect(findLocation("alicloud", "eu-west-1")).toMatchObject({ country: "GB", place: "London" });
    expect(findLocation("gcp", "eu-west-1")).toBeUndefined();
    expect(findLocation("gcp", "toString")).toBeUndefined();
  });

  it("have each code once in a cloud", () => {
    const codes = all.map(({ cloud, code }) => `${cloud} ${code}`);
    expect(new Set(codes).size).toBe(codes.length);
    expect(clouds.map((cloud) => locationsOf(cloud).length)).toEqual([36, 43, 30]);
  });

  it("lie in countries that there are, at places with names", () => {
    for (const { country, place } of all) {
      expect(countries.has(country), country).toBe(true);
      expect(place).not.toBe("");
    }
  });

  it("name the countries of ISO 3166-1, 249 in all, and no others", () => {
    const names = new Intl.DisplayNames(["en"], { type: "region", fallback: "none" });
    expect(countries.size).toBe(249);
    expect([...countries].filter((code) => names.of(code) === undefined)).toEqual([]);
    expect(["EU", "UK", "XK", "ZZ", "UN"].filter((code) => countries.has(code))).toEqual([]);
    for (const codes of Object.values(countryGroups)) expect(codes.filter((code) => !countries.has(code))).toEqual([]);
  });

  it("spell zones as their cloud does", () => {
    expect(findLocation("aws", "us-east-1")?.zones[0]).toBe("us-east-1a");
    expect(findLocation("gcp", "europe-west1")?.zones).toEqual(["europe-west1-b", "europe-west1-c", "europe-west1-d"]);
    expect(findLocation("alicloud", "cn-hangzhou")?.zones).toContain("cn-hangzhou-h");
    expect(findLocation("alicloud", "ap-southeast-1")?.zones).toEqual([
      "ap-southeast-1a",
      "ap-southeast-1b",
      "ap-southeast-1c",
    ]);
    expect(findLocation("alicloud", "cn-wuhan-lr")?.zones).toEqual(["cn-wuhan-lr-a"]);
  });

  it("are told by their zones", () => {
    for (const location of all)
      for (const zone of location.zones) expect(locationOfZone(location.cloud, zone)).toBe(location);
    expect(locationOfZone("aws", "us-east-1-a")).toBeUndefined();
  });

  it("have three zones everywhere in AWS and GCP, but for the one AWS region where accounts get two", () => {
    const fewer = [...locationsOf("aws"), ...locationsOf("gcp")].filter(({ zones }) => zones.length < 3);
    expect(fewer.map(({ code }) => code)).toEqual(["us-west-1"]);
  });
});

describe("jurisdictions", () => {
  it("are groups of ISO codes", () => {
    expect(countriesOf(["EU"]).size).toBe(27);
    expect([...countriesOf(["EEA"])].filter((country) => !countriesOf(["EU"]).has(country))).toEqual([
      "IS",
      "LI",
      "NO",
    ]);
    expect([...countriesOf(["UK", "US"])]).toEqual(["GB", "US"]);
    for (const codes of Object.values(countryGroups)) expect(new Set(codes).size).toBe(codes.length);
  });

  it("put Hong Kong, Macao and Taiwan into APAC and mainland China not", () => {
    const apac = countriesOf(["APAC"]);
    expect(["HK", "MO", "TW", "JP", "SG", "IN", "AU"].filter((country) => !apac.has(country))).toEqual([]);
    expect(apac.has("CN")).toBe(false);
  });

  it("tell mainland China from Hong Kong, whatever the code begins with", () => {
    const mainland = (cloud: "aws" | "gcp" | "alicloud", code: string) => {
      const location = findLocation(cloud, code);
      return location && isMainlandChina(location);
    };
    expect(mainland("alicloud", "cn-hongkong")).toBe(false);
    expect(mainland("alicloud", "cn-hangzhou")).toBe(true);
    expect(mainland("aws", "cn-northwest-1")).toBe(true);
    expect(mainland("aws", "ap-east-2")).toBe(false);
    expect(all.filter(isMainlandChina).every(({ code }) => code.startsWith("cn-"))).toBe(true);
    expect(locationsOf("gcp").filter(isMainlandChina)).toEqual([]);
  });

  it("let personal data go from the EEA where there is a decision", () => {
    expect(["DE", "NO", "GB", "CH", "JP", "KR", "US", "BR"].filter((country) => !isAdequate(country))).toEqual([]);
    expect(["SG", "IN", "CN", "AU", "HK", "toString"].filter(isAdequate)).toEqual([]);
    expect(isEea("CH")).toBe(false);
    expect(Object.keys(adequacyDecisions).filter(isEea)).toEqual([]);
  });
});
