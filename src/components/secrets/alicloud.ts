/** Secrets in Key Management Service: passwords that are generated here, and what others made. */
import { createHash } from "node:crypto";
import { Secret } from "@pulumi/alicloud/kms/secret";
import type * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { AlicloudKeyRing } from "../keys/alicloud";
import type { GeneratedSecret, SecretReference, SecretStore, SecretStoreArgs } from "./contract";
import { Passwords } from "./password";

/** Characters of a secret's name. */
const nameLimit = 64;
const recoveryDays = 30;

/** A version is put once and never again: another value is another version. */
const versionOf = (value: string): string => `v-${createHash("sha256").update(value).digest("hex").slice(0, 32)}`;

export class AlicloudSecretStore extends Component implements SecretStore {
  private readonly passwords: Passwords;
  private readonly ring: AlicloudKeyRing;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { keys }: SecretStoreArgs,
  ) {
    super("meridian:secrets:AlicloudSecretStore", context.naming.name("secrets"), provider);
    if (!(keys instanceof AlicloudKeyRing)) throw new TypeError("secrets on Alibaba Cloud need its own key ring");
    this.ring = keys;
    this.passwords = new Passwords(this);
    this.registerOutputs({});
  }

  generate(purpose: string): GeneratedSecret {
    const value = this.passwords.generate(this.context.naming.name(purpose, nameLimit));
    return { ...this.keep(purpose, value), value };
  }

  keep(purpose: string, value: pulumi.Output<string>): SecretReference {
    const { naming, protect } = this.context;
    const name = naming.name(purpose, nameLimit);
    const secret = new Secret(
      name,
      {
        secretName: name,
        secretType: "Generic",
        secretData: value,
        secretDataType: "text",
        versionId: value.apply(versionOf),
        dkmsInstanceId: this.ring.instanceId,
        encryptionKeyId: this.ring.keys.secrets,
        ...(protect ? { recoveryWindowInDays: recoveryDays } : { forceDeleteWithoutRecovery: true }),
        tags: naming.tags,
      },
      // A name is one secret's.
      this.child({ deleteBeforeReplace: true, protect }),
    );
    return { id: secret.id, name: secret.secretName };
  }
}
