/** The alicloud provider itself. Page: https://registry.terraform.io/providers/aliyun/alicloud/latest/docs */
import { findLocation } from "../../../src/facts/locations";
import { boolean, integer, json, type ProviderModel, string } from "../../core/model";
import { text, unless } from "./fields";

export const provider: ProviderModel = {
  inputs: {
    region: string({ required: true }),
    accountId: string({ pattern: /^\d{16}$/, hint: "16 digits" }),
    accountType: string({ oneOf: ["Domestic", "International"] }),
    accessKey: string(),
    secretKey: string({ secret: true }),
    securityToken: string({ secret: true }),
    profile: string(),
    sharedCredentialsFile: string(),
    ecsRoleName: string(),
    credentialsUri: string(),
    assumeRole: json(),
    assumeRoleWithOidc: json(),
    configurationSource: string(),
    endpoints: json(),
    features: json(),
    protocol: string({ oneOf: ["HTTP", "HTTPS"] }),
    secureTransport: string(),
    sourceIp: string(),
    skipRegionValidation: boolean(),
    clientConnectTimeout: integer({ min: 0 }),
    clientReadTimeout: integer({ min: 0 }),
    maxRetryTimeout: integer({ min: 0 }),
  },
  placement: (config) => ({ account: text(config, "accountId"), region: text(config, "region") }),
  check: (config) => {
    const region = text(config, "region");
    return unless(
      region === "" || findLocation("alicloud", region) !== undefined,
      "region",
      `InvalidRegionId: Alibaba Cloud has no region ${JSON.stringify(region)}`,
    );
  },
};
