/** Algorithm, rotation and policy of a key. */
import { findLocation } from "../../../facts/locations";
import type { Naming } from "../../../plan/naming";
import type { Region } from "../../../topology/schema";
import type { KeyPurpose, Site } from "../contract";

/**
 * Purposes whose services take an SM4 key: disks (ECS: "select the Aliyun_AES_256 or Aliyun_SM4 key type"), and OSS, SLS and
 * KMS secrets, which take any symmetric key. The other services say AES-256 or nothing; docs/clouds/alicloud.md names the pages.
 */
const sm4Purposes: ReadonlySet<KeyPurpose> = new Set(["disks", "storage", "secrets", "logs"]);

/** MLPS (GB/T 22239, level 3) asks for commercial cryptography of the state's own standard, which the mainland alone has. */
export const wantsSm4 = ({ compliance }: Pick<Region, "compliance">, location: string): boolean =>
  compliance.includes("MLPS") && findLocation("alicloud", location)?.country === "CN";

export const keySpec = (
  purpose: KeyPurpose,
  region: Pick<Region, "compliance">,
  location: string,
): "Aliyun_SM4" | "Aliyun_AES_256" =>
  wantsSm4(region, location) && sm4Purposes.has(purpose) ? "Aliyun_SM4" : "Aliyun_AES_256";

const suffixes: Readonly<Record<Site, string>> = { home: "", dr: "-dr" };

/** Name of what belongs to a purpose's key, the same for whoever asks. */
export const keyName = (naming: Naming, purpose: KeyPurpose, site: Site): string =>
  naming.name(`${purpose}${suffixes[site]}`);
export const keyAlias = (naming: Naming, purpose: KeyPurpose, site: Site): string =>
  `alias/${keyName(naming, purpose, site)}`;

/** 365 days, the longest that KMS takes, in seconds as KMS answers it: written `365d` it would differ at every refresh. */
export const rotationInterval = `${365 * 86_400}s`;

/** The account's own users and roles, by what RAM grants them; services act through roles of the account. */
export function keyPolicy(account: string): string {
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "the account and nobody else",
        Effect: "Allow",
        Principal: { RAM: [`acs:ram::${account}:*`] },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });
}
