/**
 * A place's keys on Alibaba Cloud: an instance of Key Management Service, and in it a key and an alias for each purpose.
 * Why an instance, and in a VPC of its own: docs/clouds/alicloud.md.
 */
import { Alias, type Instance, Key } from "@pulumi/alicloud/kms";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { createInstance } from "./alicloud/instance";
import { keyAlias, keyName, keyPolicy, keySpec, rotationInterval } from "./alicloud/spec";
import type { KeyPurpose, KeyRing, Site } from "./contract";

/** Days between a key's deletion and its end: the longest that other clouds have too, and the shortest that KMS takes. */
const deletionWindow = { protected: 30, unprotected: 7 } as const;

export class AlicloudKeyRing<Purpose extends KeyPurpose = KeyPurpose> extends Component implements KeyRing<Purpose> {
  readonly keys: KeyRing<Purpose>["keys"];
  /** Secrets live in the instance of the key that encrypts them, and say which. */
  readonly instanceId: pulumi.Output<string>;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { site, purposes }: { readonly site: Site; readonly purposes: readonly Purpose[] },
  ) {
    const suffix = site === "dr" ? "-dr" : "";
    super("meridian:keys:AlicloudKeyRing", context.naming.name(`keys${suffix}`), provider);
    const { naming, region, protect } = context;
    const location = site === "dr" ? region.drLocation : region.location;

    const instance = createInstance(
      { naming, protect, location, provider, parent: this, child: (opts) => this.child(opts) },
      { suffix, zones: site === "home" ? region.network.zones : undefined },
    );
    const keys = purposes.map((purpose): [Purpose, pulumi.Output<string>] => [
      purpose,
      this.key(purpose, site, instance),
    ]);

    this.instanceId = instance.id;
    this.keys = Object.fromEntries(keys) as KeyRing<Purpose>["keys"];
    this.registerOutputs({ keys: this.keys, instanceId: this.instanceId });
  }

  private key(purpose: KeyPurpose, site: Site, instance: Instance): pulumi.Output<string> {
    const { naming, region, protect } = this.context;
    const name = keyName(naming, purpose, site);
    const location = site === "dr" ? region.drLocation : region.location;
    const key = new Key(
      name,
      {
        description: `${region.name}: ${purpose}`,
        dkmsInstanceId: instance.id,
        keySpec: keySpec(purpose, region, location),
        keyUsage: "ENCRYPT/DECRYPT",
        origin: "Aliyun_KMS",
        protectionLevel: "SOFTWARE",
        automaticRotation: "Enabled",
        rotationInterval,
        policy: keyPolicy(region.account),
        pendingWindowInDays: protect ? deletionWindow.protected : deletionWindow.unprotected,
        deletionProtection: protect ? "Enabled" : "Disabled",
        ...(protect && { deletionProtectionDescription: "What it encrypted is lost with it." }),
        status: "Enabled",
        tags: naming.tags,
      },
      this.child({ protect }),
    );
    new Alias(name, { aliasName: keyAlias(naming, purpose, site), keyId: key.id }, this.child());
    return key.id;
  }
}
