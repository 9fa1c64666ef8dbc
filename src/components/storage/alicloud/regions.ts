/** What OSS has in some locations only. */

/** Source: Object Storage Service, "Storage redundancy": locations with zone-redundant Standard, IA and Archive. */
const zoneRedundant: ReadonlySet<string> = new Set([
  ...["cn-hangzhou", "cn-shanghai", "cn-beijing", "cn-zhangjiakou", "cn-wulanchabu", "cn-shenzhen", "cn-hongkong"],
  ...["ap-northeast-1", "ap-southeast-1", "ap-southeast-3", "ap-southeast-5", "eu-central-1"],
]);

/** Copies in three zones, where each of the tiers has them. */
export const redundancyType = (location: string): "ZRS" | "LRS" => (zoneRedundant.has(location) ? "ZRS" : "LRS");

/** Source: Object Storage Service, "RTC", Limits: both ends lie in one of these groups. */
const timeControlled: readonly ReadonlySet<string>[] = [
  new Set(["cn-hangzhou", "cn-shanghai", "cn-qingdao", "cn-beijing", "cn-zhangjiakou", "cn-shenzhen"]),
  new Set(["us-west-1", "us-east-1"]),
];

/** Whether OSS promises a time (99.99 % of objects in 10 minutes) between two locations. */
export const hasTimeControl = (from: string, to: string): boolean =>
  timeControlled.some((group) => group.has(from) && group.has(to));
