import { findLocation } from "../../../src/facts/locations";
import { boolean, type InvokeModel, list, object, type Properties, string } from "../../core/model";
import { items, partitionOf, text, texts, zoneId, zonesOf } from "./common";
import { getAddonVersion } from "./eks-addons";
import { getResources } from "./tagging";

const source = (name: string) =>
  `https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/${name}`;

/** What DescribeAvailabilityZones can be filtered by, for one zone. */
function attributes(zone: string, region: string): Readonly<Record<string, string>> {
  return {
    "group-name": region,
    "opt-in-status": "opt-in-not-required",
    "region-name": region,
    state: "available",
    "zone-id": zoneId(zone),
    "zone-name": zone,
    "zone-type": "availability-zone",
  };
}

const filterNames = Object.keys(attributes("", ""));

function passes(zone: string, region: string, filters: readonly Properties[]): boolean {
  const has = attributes(zone, region);
  return filters.every((filter) => texts(filter, "values").includes(has[text(filter, "name") ?? ""] ?? ""));
}

const getAvailabilityZones: InvokeModel = {
  token: "aws:index/getAvailabilityZones:getAvailabilityZones",
  docs: source("availability_zones"),
  inputs: {
    allAvailabilityZones: boolean(),
    excludeNames: list(string(), { set: true }),
    excludeZoneIds: list(string(), { set: true }),
    filters: list(
      object({
        name: string({ required: true, oneOf: filterNames }),
        values: list(string(), { required: true, set: true }),
      }),
      { set: true },
    ),
    region: string(),
    state: string({ oneOf: ["available", "information", "impaired", "unavailable"] }),
  },
  answer: ({ inputs, region }) => {
    const excluded = [...texts(inputs, "excludeNames"), ...texts(inputs, "excludeZoneIds")];
    const offered = (inputs.state ?? "available") === "available" ? zonesOf(region) : [];
    const names = offered.filter(
      (zone) =>
        !excluded.includes(zone) &&
        !excluded.includes(zoneId(zone)) &&
        passes(zone, region, items(inputs.filters) as readonly Properties[]),
    );
    return {
      ...inputs,
      id: region,
      region,
      names,
      zoneIds: names.map(zoneId),
      groupNames: names.length ? [region] : [],
    };
  },
};

const getCallerIdentity: InvokeModel = {
  token: "aws:index/getCallerIdentity:getCallerIdentity",
  docs: source("caller_identity"),
  inputs: { id: string() },
  answer: ({ placement: { account, region } }) => ({
    id: account,
    accountId: account,
    arn: `arn:${partitionOf(region)}:sts::${account}:assumed-role/sandbox/sandbox`,
    userId: "AROASANDBOXSANDBOXSAN:sandbox",
  }),
};

const getPartition: InvokeModel = {
  token: "aws:index/getPartition:getPartition",
  docs: source("partition"),
  inputs: { id: string() },
  answer: ({ region }) => {
    const partition = partitionOf(region);
    const china = partition === "aws-cn";
    return {
      id: partition,
      partition,
      dnsSuffix: china ? "amazonaws.com.cn" : "amazonaws.com",
      reverseDnsPrefix: china ? "cn.com.amazonaws" : "com.amazonaws",
    };
  },
};

const getRegion: InvokeModel = {
  token: "aws:index/getRegion:getRegion",
  docs: source("region"),
  inputs: { endpoint: string(), id: string(), name: string(), region: string() },
  answer: ({ inputs, region }) => {
    const code = text(inputs, "name") ?? region;
    return {
      id: code,
      name: code,
      region: code,
      endpoint: `ec2.${code}.amazonaws.com`,
      description: findLocation("aws", code)?.place ?? code,
    };
  },
};

export const invokes: readonly InvokeModel[] = [
  getResources,

  getAvailabilityZones,
  getCallerIdentity,
  getPartition,
  getRegion,
  getAddonVersion,
];
