/**
 * What a job needs to read at the origin and to write at the far end, as rclone and the clouds' libraries take it: variables,
 * files and a few lines of shell. Nothing of it is secret. Checked against the sources of rclone 1.75.1. Pure.
 */
import type { Cloud } from "../../../facts/locations";
import { type Naming, naming } from "../../../plan/naming";
import { inboundRole, issuerName, poolAudience, type TrustedTransfer } from "../../../plan/transfer";
import type { Region, Shared } from "../../../topology/schema";
import { aliasArn } from "../../keys/aws/alias";
import { issuerArn, audience as ramAudience, roleArn as ramRoleArn } from "../alicloud/policies";
import { audience as awsAudience, roleArn } from "../aws/policies";

export const configDirectory = "/etc/meridian";
export const tokenDirectory = "/var/run/secrets/meridian";
const tokenFile = `${tokenDirectory}/token`;
const googleFile = "google.json";

export interface Setup {
  readonly env: Readonly<Record<string, string>>;
  /** In the config directory, by name. */
  readonly files: Readonly<Record<string, string>>;
  /** Lines of the job's script, before it copies. */
  readonly script: readonly string[];
  /** Who the far cloud's token has to be for, where the job shows one. */
  readonly audience?: string;
  /** ARN of the far role that the job's own role takes, where clouds know each other's roles. */
  readonly assumes?: string;
}

type Side = "source" | "target";

/** An option of one of the two remotes, which exist in the environment alone. */
function remote(side: Side, options: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [`RCLONE_CONFIG_${side}_${key}`.toUpperCase(), value]),
  );
}

const setup = (parts: Partial<Setup>): Setup => ({ env: {}, files: {}, script: [], ...parts });

/** ETags of objects under a KMS key are no checksums: rclone has to know, or it takes every copy for a broken one. */
const s3 = (location: string) => ({
  type: "s3",
  provider: "AWS",
  region: location,
  env_auth: "true",
  no_check_bucket: "true",
  server_side_encryption: "aws:kms",
});

const gcs = {
  type: "google cloud storage",
  env_auth: "true",
  bucket_policy_only: "true",
  no_check_bucket: "true",
};

/** Through its S3 interface: rclone has no backend of its own for OSS. `internal` does not leave the location. */
const oss = (location: string, network: "internal" | "public") => ({
  type: "s3",
  provider: "Alibaba",
  endpoint: `https://s3.oss-${location}${network === "internal" ? "-internal" : ""}.aliyuncs.com`,
  no_check_bucket: "true",
});

const sources: Readonly<Record<Cloud, (from: Region) => Setup>> = {
  aws: ({ location }) => setup({ env: { ...remote("source", s3(location)), AWS_REGION: location } }),
  gcp: () => setup({ env: remote("source", gcs) }),
  alicloud: ({ location }) =>
    setup({
      env: remote("source", oss(location, "internal")),
      // RRSA says who the pod is in these three variables.
      script: [
        `assume source ${location} "$ALIBABA_CLOUD_OIDC_PROVIDER_ARN" "$ALIBABA_CLOUD_ROLE_ARN" "$ALIBABA_CLOUD_OIDC_TOKEN_FILE"`,
      ],
    }),
};

const session = (of: Pick<Naming, "name">): string => of.name("transfer", 64);

function intoAws(shared: Shared, { from, to, caller }: TrustedTransfer): Setup {
  const toNaming = naming(shared, to);
  const role = roleArn(to.account, to.location, inboundRole(shared, { from, to }));
  const bucket = { ...s3(to.location), sse_kms_key_id: aliasArn(toNaming, to, "storage") };
  const name = session(naming(shared, from));
  if (caller.kind === "aws-role")
    return setup({ env: remote("target", { ...bucket, role_arn: role, role_session_name: name }), assumes: role });
  return setup({
    env: {
      ...remote("target", bucket),
      AWS_REGION: to.location,
      AWS_ROLE_ARN: role,
      AWS_ROLE_SESSION_NAME: name,
      AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
    },
    audience: awsAudience,
  });
}

/** Google's libraries sign with AWS credentials from the environment only, and Pod Identity gives them at an address. */
function intoGcp(shared: Shared, transfer: TrustedTransfer): Setup {
  const audience = poolAudience(shared, transfer);
  const byRole = transfer.caller.kind === "aws-role";
  const credentials = {
    universe_domain: "googleapis.com",
    type: "external_account",
    audience,
    subject_token_type: byRole ? "urn:ietf:params:aws:token-type:aws4_request" : "urn:ietf:params:oauth:token-type:jwt",
    token_url: "https://sts.googleapis.com/v1/token",
    credential_source: byRole
      ? {
          environment_id: "aws1",
          regional_cred_verification_url:
            "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15",
        }
      : { file: tokenFile, format: { type: "text" } },
  };
  return setup({
    env: { ...remote("target", gcs), GOOGLE_APPLICATION_CREDENTIALS: `${configDirectory}/${googleFile}` },
    files: { [googleFile]: JSON.stringify(credentials, undefined, 2) },
    script: byRole ? ["pod_identity"] : [],
    ...(!byRole && { audience: `https:${audience}` }),
  });
}

function intoAlicloud(shared: Shared, { from, to }: TrustedTransfer): Setup {
  const provider = issuerArn(to.account, issuerName(shared, from));
  const role = ramRoleArn(to.account, inboundRole(shared, { from, to }));
  return setup({
    env: remote("target", oss(to.location, "public")),
    script: [`assume target ${to.location} '${provider}' '${role}' '${tokenFile}'`],
    audience: ramAudience,
  });
}

const targets: Readonly<Record<Cloud, (shared: Shared, transfer: TrustedTransfer) => Setup>> = {
  aws: intoAws,
  gcp: intoGcp,
  alicloud: intoAlicloud,
};

export function setupOf(shared: Shared, transfer: TrustedTransfer): Setup {
  const source = sources[transfer.from.cloud](transfer.from);
  const target = targets[transfer.to.cloud](shared, transfer);
  return {
    env: { ...source.env, ...target.env },
    files: { ...source.files, ...target.files },
    script: [...source.script, ...target.script],
    ...(target.audience !== undefined && { audience: target.audience }),
    ...(target.assumes !== undefined && { assumes: target.assumes }),
  };
}
