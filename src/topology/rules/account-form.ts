/** Each cloud has its own form of account, and a wrong one fails only after the first resources are there. */
import type { Cloud } from "../../facts/locations";
import { at, perRegion } from "./rule";

const forms: Readonly<Record<Cloud, { readonly pattern: RegExp; readonly says: string }>> = {
  aws: { pattern: /^\d{12}$/, says: "an AWS account id: 12 digits, in quotes" },
  gcp: {
    pattern: /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
    says: "a GCP project id: 6 to 30 lower-case letters, digits and hyphens, starting with a letter",
  },
  alicloud: { pattern: /^\d{16}$/, says: "an Alibaba Cloud account id: 16 digits, in quotes" },
};

export const accountForm = perRegion((region) => {
  const { cloud, account } = region;
  if (cloud === undefined || account === undefined || forms[cloud].pattern.test(account)) return undefined;
  return at(region, ["account"], account, forms[cloud].says);
});
