/** How Log Service encrypts a store: under the region's key, which it uses through a role that may do nothing else. */
import type { StoreArgs } from "@pulumi/alicloud/log";
import type { Region } from "../../../topology/schema";
import { createServiceRole } from "../../alicloud/service-role";
import { wantsSm4 } from "../../keys/alicloud/spec";
import type { KeyRing } from "../../keys/contract";
import type { Scope } from "./scope";

export type Encryption = NonNullable<StoreArgs["encryptConf"]>;

const actions = [
  "kms:DescribeKey",
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
];

export function logEncryption(
  scope: Pick<Scope, "naming" | "account" | "region" | "child">,
  { compliance }: Pick<Region, "compliance">,
  { keys }: KeyRing,
): Encryption {
  const { account, region } = scope;
  const { arn } = createServiceRole(scope, {
    purpose: "log-encryption",
    service: "log.aliyuncs.com",
    description: "Log Service encrypts and decrypts as this.",
    allow: keys.logs.apply((key) => [{ actions, resources: [`acs:kms:${region}:${account}:key/${key}`] }]),
  });
  return {
    enable: true,
    // `m4` is how Log Service writes SM4.
    encryptType: wantsSm4({ compliance }, region) ? "m4" : "default",
    userCmkInfo: { cmkKeyId: keys.logs, arn, regionId: region },
  };
}
