/** Fields and rules that many of Alibaba Cloud's types have in common. */
import { Netmask } from "netmask";
import {
  type CreateContext,
  type Field,
  map,
  type Properties,
  type Refusal,
  string,
  type Value,
} from "../../core/model";

/** Terraform pages of the provider that the SDK is generated from. */
export const page = (name: string): string =>
  `https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/resources/${name}`;

/** A name or description: anything but an address. */
export const label = (minLength: number, maxLength: number, extra: { readonly required?: true } = {}): Field =>
  string({
    minLength,
    maxLength,
    pattern: /^(?!https?:\/\/)/,
    hint: "must not start with http:// or https://",
    ...extra,
  });

/** At most 20 tags; keys and values must not begin with what the cloud keeps for itself. */
export const tags = (keyLength = 128, valueLength = 128): Field =>
  map(string({ maxLength: valueLength, pattern: /^(?!https?:\/\/)/ }), {
    keyPattern: new RegExp(`^(?!aliyun|acs:|https?://)[^\\s].{0,${keyLength - 1}}$`),
    maxEntries: 20,
  });

export const resourceGroupId = string({ computed: true, pattern: /^rg-[a-z0-9]+$/ });

/** The part of an id that tells the region; ids of other regions carry the region's hash. */
const regionMarks: Readonly<Record<string, string>> = {
  "cn-hangzhou": "bp1",
  "cn-beijing": "2ze",
  "cn-shanghai": "uf6",
  "cn-shenzhen": "wz9",
  "cn-qingdao": "m5e",
  "cn-zhangjiakou": "8vb",
  "cn-huhehaote": "hp3",
  "cn-chengdu": "2vc",
  "cn-hongkong": "j6c",
  "ap-southeast-1": "t4n",
  "ap-southeast-3": "8ps",
  "ap-southeast-5": "k1a",
  "ap-northeast-1": "6we",
  "eu-central-1": "gw8",
  "eu-west-1": "d7o",
  "us-west-1": "rj9",
  "us-east-1": "0xi",
  "me-east-1": "eb3",
};

/** An id of the cloud's form: `vpc-bp1` and 18 characters. */
export const idOf =
  (prefix: string) =>
  ({ region, alphanumeric }: Pick<CreateContext, "region" | "alphanumeric">): string =>
    `${prefix}-${regionMarks[region] ?? "x1z"}${alphanumeric(18)}`;

/** An id without a region's mark: `dts` and 15 characters. */
export const alphanumericId =
  (prefix: string) =>
  ({ alphanumeric }: Pick<CreateContext, "alphanumeric">): string =>
    `${prefix}${alphanumeric(15)}`;

/** An input that is text, or "" where it is absent or not known yet. */
export function text(inputs: Properties, key: string): string {
  const value = inputs[key];
  return typeof value === "string" ? value : "";
}

export function overlaps(one: string, other: string): boolean {
  const [a, b] = [new Netmask(one), new Netmask(other)];
  return a.contains(b) || b.contains(a);
}

export const refuse = (property: string, reason: string): readonly Refusal[] => [{ property, reason }];
export const unless = (holds: boolean, property: string, reason: string): readonly Refusal[] =>
  holds ? [] : refuse(property, reason);

/** The objects of a list; nothing where the list is absent or not known yet. */
export function objects(value: Value | undefined): readonly Properties[] {
  if (!Array.isArray(value)) return [];
  return value.filter((element): element is Properties => typeof element === "object" && element !== null);
}
