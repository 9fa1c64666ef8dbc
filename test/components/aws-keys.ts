/** The keys of a region on AWS, for specs of what they encrypt. */
import type { RegionContext } from "../../src/components/component";
import { AwsKeyRing } from "../../src/components/keys/aws";
import { drKeyPurposes, keyPurposes } from "../../src/components/keys/contract";
import { createAwsProvider } from "../../src/components/provider/aws";
import type { Answers } from "./harness";

export function awsPlace(context: RegionContext) {
  const { region } = context;
  const provider = createAwsProvider(region, region.name);
  return { provider, keys: new AwsKeyRing(context, provider, { site: "home", purposes: keyPurposes }) };
}

export function awsDrPlace(context: RegionContext) {
  const { region } = context;
  const provider = createAwsProvider({ ...region, location: region.drLocation }, `${region.name}-dr`);
  return { provider, keys: new AwsKeyRing(context, provider, { site: "dr", purposes: drKeyPurposes }) };
}

/** The ARN of a mock key: `key:<pulumi name>`. */
export const keyAnswers: Answers = { "aws:kms/key:Key": ({ name }) => ({ arn: `key:${name}` }) };
