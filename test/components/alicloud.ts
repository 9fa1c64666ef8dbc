/** What components on Alibaba Cloud are handed by others, made up. */
import * as pulumi from "@pulumi/pulumi";
import { type KeyPurpose, type KeyRing, keyPurposes } from "../../src/components/keys/contract";

/** A ring whose keys' ids are `key-<purpose>` and a suffix. */
export function alicloudKeys(suffix = ""): KeyRing {
  const keys = Object.fromEntries(
    keyPurposes.map((purpose) => [purpose, pulumi.output(`key-${purpose}${suffix}`)]),
  ) as Record<KeyPurpose, pulumi.Output<string>>;
  return Object.assign(new pulumi.ComponentResource("test:index:Keys", `keys${suffix}`), { keys });
}
