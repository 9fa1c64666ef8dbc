/** Cloudflare in the sandbox. */
import type { PackageModel } from "../../core/model";
import { provider } from "./provider";
import { dnsRecord } from "./record";
import { zone, zoneDnssec } from "./zone";

export const cloudflare: PackageModel = {
  name: "cloudflare",
  version: "6.22.1",
  provider,
  resources: [zone, zoneDnssec, dnsRecord],
  invokes: [],
};
