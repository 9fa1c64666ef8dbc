/** What `aws.Provider` takes. Credentials are taken and not looked at; what the sandbox can't honour is no argument. */
import { findLocation, locationsOf } from "../../../src/facts/locations";
import {
  boolean,
  integer,
  list,
  map,
  object,
  type Placement,
  type Properties,
  type ProviderModel,
  type Refusal,
  string,
} from "../../core/model";
import { text, texts } from "./common";

const accountId = string({ pattern: /^\d{12}$/, hint: "AWS account id, 12 digits" });
/** The account of credentials that the sandbox does not look at, where no `allowedAccountIds` says which it is. */
const anyAccount = "000000000000";

const role = {
  roleArn: string(),
  sessionName: string(),
  duration: string(),
  policy: string(),
  policyArns: list(string()),
};

function placement(config: Properties): Placement {
  return { account: texts(config, "allowedAccountIds")[0] ?? anyAccount, region: text(config, "region") ?? "" };
}

function check(config: Properties): readonly Refusal[] {
  const region = text(config, "region");
  const { account } = placement(config);
  const refusals: Refusal[] = [];
  if (region !== undefined && !findLocation("aws", region)) {
    const known = locationsOf("aws").map(({ code }) => code);
    refusals.push({ property: "region", reason: `invalid AWS Region: ${region}; there are ${known.join(", ")}` });
  }
  if (texts(config, "forbiddenAccountIds").includes(account))
    refusals.push({ property: "forbiddenAccountIds", reason: `AWS account ID not allowed: ${account}` });
  return refusals;
}

export const provider: ProviderModel = {
  inputs: {
    region: string(),
    allowedAccountIds: list(accountId, { set: true, conflictsWith: ["forbiddenAccountIds"] }),
    forbiddenAccountIds: list(accountId, { set: true }),
    accessKey: string({ secret: true }),
    secretKey: string({ secret: true }),
    token: string({ secret: true }),
    profile: string(),
    assumeRoles: list(
      object({ ...role, externalId: string(), tags: map(string()), transitiveTagKeys: list(string()) }),
    ),
    assumeRoleWithWebIdentity: object({ ...role, webIdentityToken: string(), webIdentityTokenFile: string() }),
    sharedConfigFiles: list(string()),
    sharedCredentialsFiles: list(string()),
    customCaBundle: string(),
    ec2MetadataServiceEndpoint: string(),
    ec2MetadataServiceEndpointMode: string(),
    httpProxy: string(),
    httpsProxy: string(),
    noProxy: string(),
    insecure: boolean(),
    maxRetries: integer({ min: 0 }),
    retryMode: string({ oneOf: ["standard", "adaptive"] }),
    s3UsEast1RegionalEndpoint: string({ oneOf: ["legacy", "regional"] }),
    s3UsePathStyle: boolean(),
    skipCredentialsValidation: boolean(),
    skipMetadataApiCheck: boolean(),
    skipRegionValidation: boolean(),
    skipRequestingAccountId: boolean(),
    stsRegion: string(),
    tokenBucketRateLimiterCapacity: integer({ min: 0 }),
    useDualstackEndpoint: boolean(),
    useFipsEndpoint: boolean(),
    userAgents: list(string()),
  },
  placement,
  check,
};
