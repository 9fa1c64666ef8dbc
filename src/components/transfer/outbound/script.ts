/** The job's script: credentials of the hour, then one `rclone copy` for each edge. Pure. */
import type { ObjectEdge } from "../../../plan/replication";
import { isImmutable, type TrustedTransfer } from "../../../plan/transfer";
import type { Shared } from "../../../topology/schema";
import { setupOf } from "./setup";

/**
 * What all copies have in common, as rclone's own variables. `copy` never deletes over there. Times of writing travel along
 * as metadata, so that an object is carried when the origin wrote it after the copy, and a copy never travels back as news.
 */
export const copyOptions: Readonly<Record<string, string>> = {
  RCLONE_CONFIG: "/notfound", // kept in memory
  RCLONE_UPDATE: "true",
  RCLONE_NO_UPDATE_MODTIME: "true",
  RCLONE_FAST_LIST: "true",
  RCLONE_TRANSFERS: "8",
  RCLONE_CHECKERS: "32",
  RCLONE_RETRIES: "2",
  RCLONE_CONTIMEOUT: "15s",
  RCLONE_LOG_LEVEL: "INFO",
  RCLONE_USE_JSON_LOG: "true",
  RCLONE_STATS: "1m",
};

/** Takes flat fields out of a flat answer in JSON; the image has neither jq nor a cloud's command line. */
const field = [
  "field() {",
  `  value=$(printf '%s' "$answer" | tr -d '\\n' | sed -n 's/.*"'"$1"'" *: *"\\([^"]*\\)".*/\\1/p')`,
  `  [ -n "$value" ] || { echo "no $1 in the answer" >&2; exit 1; }`,
  `  printf '%s' "$value"`,
  "}",
];

/** EKS User Guide, "Understand how EKS Pod Identity works": the agent hands out the role's credentials at an address. */
const podIdentity = [
  "pod_identity() {",
  `  answer=$(wget -q -T 15 -O - --header "Authorization: $(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")" "$AWS_CONTAINER_CREDENTIALS_FULL_URI")`,
  "  AWS_ACCESS_KEY_ID=$(field AccessKeyId)",
  "  AWS_SECRET_ACCESS_KEY=$(field SecretAccessKey)",
  "  AWS_SESSION_TOKEN=$(field Token)",
  "  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
  "}",
];

/** STS of Alibaba Cloud, AssumeRoleWithOIDC: the token is all the proof it takes, so the request is not signed. */
const assume = [
  "escape() { printf '%s' \"$1\" | sed 's/:/%3A/g; s/\\//%2F/g'; }",
  "assume() {",
  `  answer=$(wget -q -T 15 -O - --post-data "RoleSessionName=meridian-transfer&DurationSeconds=3600&OIDCProviderArn=$(escape "$3")&RoleArn=$(escape "$4")&OIDCToken=$(cat "$5")" "https://sts.$2.aliyuncs.com/?Action=AssumeRoleWithOIDC&Version=2015-04-01&Format=JSON&Timestamp=$(date -u +%Y-%m-%dT%H%%3A%M%%3A%SZ)&SignatureNonce=$(cat /proc/sys/kernel/random/uuid)")`,
  "  id=$(field AccessKeyId)",
  "  secret=$(field AccessKeySecret)",
  "  token=$(field SecurityToken)",
  '  case "$1" in',
  '    source) export RCLONE_CONFIG_SOURCE_ACCESS_KEY_ID="$id" RCLONE_CONFIG_SOURCE_SECRET_ACCESS_KEY="$secret" RCLONE_CONFIG_SOURCE_SESSION_TOKEN="$token" ;;',
  '    target) export RCLONE_CONFIG_TARGET_ACCESS_KEY_ID="$id" RCLONE_CONFIG_TARGET_SECRET_ACCESS_KEY="$secret" RCLONE_CONFIG_TARGET_SESSION_TOKEN="$token" ;;',
  "  esac",
  "}",
];

/** OSS does not say that ETags under a KMS key are checksums; sizes and the checksum of each upload are compared anyway. */
const withoutChecksums = ({ from, to }: Pick<TrustedTransfer, "from" | "to">): string =>
  [from, to].some(({ cloud }) => cloud === "alicloud") ? " --ignore-checksum" : "";

function copyLine(shared: Shared, transfer: TrustedTransfer, edge: ObjectEdge): string {
  const { prefix, fromBucket, toBucket } = edge;
  const flags = `${isImmutable(shared, edge) ? " --immutable" : ""}${withoutChecksums(transfer)}`;
  return `rclone copy 'source:${fromBucket}/${prefix}' 'target:${toBucket}/${prefix}'${flags} || failed=1`;
}

export function scriptOf(shared: Shared, transfer: TrustedTransfer): string {
  const { script } = setupOf(shared, transfer);
  const uses = (name: string) => script.some((line) => line.startsWith(name));
  return [
    "#!/bin/sh",
    "set -eu",
    ...(script.length > 0 ? field : []),
    ...(uses("pod_identity") ? podIdentity : []),
    ...(uses("assume") ? assume : []),
    ...script,
    "# One class that fails holds up no other.",
    "failed=0",
    ...transfer.edges.map((edge) => copyLine(shared, transfer, edge)),
    'exit "$failed"',
    "",
  ].join("\n");
}
