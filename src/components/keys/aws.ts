/** The key ring of a place on AWS: one KMS key a purpose. Keys of one location are not there in another. */
import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { aliasName } from "./aws/alias";
import { keyPolicy } from "./aws/policies";
import type { KeyPurpose, KeyRing, Site } from "./contract";

export class AwsKeyRing<Purpose extends KeyPurpose> extends Component implements KeyRing<Purpose> {
  readonly keys: KeyRing<Purpose>["keys"];

  constructor(
    context: RegionContext,
    provider: pulumi.ProviderResource,
    args: { readonly site: Site; readonly purposes: readonly Purpose[] },
  ) {
    const { region } = context;
    super("meridian:keys:AwsKeyRing", args.site === "dr" ? `${region.name}-dr` : region.name, provider);
    this.keys = Object.fromEntries(
      args.purposes.map((purpose) => [purpose, this.createKey(context, args.site, purpose)]),
    ) as Record<Purpose, pulumi.Output<string>>;
    this.registerOutputs({ keys: this.keys });
  }

  private createKey({ region, naming, protect }: RegionContext, site: Site, purpose: KeyPurpose) {
    const child = `${region.name}${site === "dr" ? "-dr" : ""}-${purpose}`;
    const name = aliasName(naming, site, purpose);
    const place = { account: region.account, location: site === "dr" ? region.drLocation : region.location };
    const key = new Key(
      child,
      {
        description: `${name.replace("alias/", "")}: encrypts ${purpose}`,
        enableKeyRotation: true,
        rotationPeriodInDays: 365,
        deletionWindowInDays: 30,
        multiRegion: false,
        bypassPolicyLockoutSafetyCheck: false,
        policy: JSON.stringify(keyPolicy(purpose, place)),
        tags: { ...naming.tags, Name: name.replace("alias/", "") },
      },
      this.child({ protect }),
    );
    new Alias(child, { name, targetKeyId: key.keyId }, this.child());
    return key.arn;
  }
}
