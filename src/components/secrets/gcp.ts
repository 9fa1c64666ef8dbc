/**
 * Secrets in Secret Manager. Regional secrets, not global ones with user-managed replication: payload, metadata
 * and the API's own endpoint stay in the location, which replication of a global secret does not promise.
 */

import type { Service } from "@pulumi/gcp/projects/service";
import { RegionalSecret } from "@pulumi/gcp/secretmanager/regionalSecret";
import { RegionalSecretVersion } from "@pulumi/gcp/secretmanager/regionalSecretVersion";
import * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { enableApis } from "../gcp/apis";
import type { KeyRing } from "../keys/contract";
import type { GeneratedSecret, SecretReference, SecretStore, SecretStoreArgs } from "./contract";
import { Passwords } from "./password";

/** Characters of a secret's id. */
const nameLimit = 255;

export class GcpSecretStore extends Component implements SecretStore {
  private readonly passwords: Passwords;
  private readonly keys: KeyRing;
  private readonly api: Service;

  constructor(
    private readonly context: RegionContext,
    provider: pulumi.ProviderResource,
    { keys }: SecretStoreArgs,
  ) {
    const { naming, region } = context;
    super("meridian:secrets:GcpSecretStore", naming.name("secrets"), provider);
    const scope = { naming, project: region.account, child: () => this.child() };
    this.api = enableApis(scope, "secrets", ["secretmanager"]).secretmanager;
    this.keys = keys;
    this.passwords = new Passwords(this);
    this.registerOutputs({});
  }

  generate(purpose: string): GeneratedSecret {
    const value = this.passwords.generate(this.name(purpose));
    const { secret, version } = this.store(purpose, value);
    // A reader that is told of the secret finds a version in it.
    const id = pulumi.all([secret.id, version.id]).apply(([known]) => known);
    return { id, name: secret.secretId, value };
  }

  keep(purpose: string, value: pulumi.Output<string>): SecretReference {
    const { secret } = this.store(purpose, value);
    // The secret's alone: grants name it, and a new version would make them unknown at preview.
    return { id: secret.id, name: secret.secretId };
  }

  private store(purpose: string, value: pulumi.Output<string>) {
    const { naming, region, protect } = this.context;
    const name = this.name(purpose);
    const secret = new RegionalSecret(
      name,
      {
        project: region.account,
        location: region.location,
        secretId: name,
        customerManagedEncryption: { kmsKeyName: this.keys.keys.secrets },
        deletionProtection: protect,
        labels: naming.tags,
      },
      // An id is one secret's.
      this.child({ dependsOn: this.api, deleteBeforeReplace: true, protect }),
    );
    const version = new RegionalSecretVersion(
      name,
      { secret: secret.id, secretData: pulumi.secret(value) },
      // The value is there to be read as soon as the next one is made: the old version goes last.
      this.child(),
    );
    return { secret, version };
  }

  private name(purpose: string): string {
    return this.context.naming.name(purpose, nameLimit);
  }
}
