/**
 * A region's key ring on Google Cloud. Neither a ring nor a key can ever be deleted there, nor its name be used again, so
 * the ring's name ends in characters drawn anew for each ring (docs/decisions/0010).
 */
import { CryptoKey } from "@pulumi/gcp/kms/cryptoKey";
import { CryptoKeyIAMMember } from "@pulumi/gcp/kms/cryptoKeyIAMMember";
import { KeyRing as Ring } from "@pulumi/gcp/kms/keyRing";
import * as pulumi from "@pulumi/pulumi";
import { Component, type RegionContext } from "../component";
import { type ApiScope, enableApis } from "../gcp/apis";
import { Suffixes, suffixLength } from "../gcp/suffix";
import type { KeyPurpose, KeyRing, Site } from "./contract";
import { agentApis, agentMember } from "./gcp/agents";

const rotationDays = 90;
/** Seconds, as Cloud KMS takes them. */
export const rotationPeriod = `${rotationDays * 86_400}s`;
export const keyUserRole = "roles/cloudkms.cryptoKeyEncrypterDecrypter";

/** Characters that a ring's name may have. */
const longestName = 63;

export class GcpKeyRing<Purpose extends KeyPurpose> extends Component implements KeyRing<Purpose> {
  readonly keys: Readonly<Record<Purpose, pulumi.Output<string>>>;
  /** Resource name of the ring: `projects/…/locations/…/keyRings/…`. */
  readonly ring: pulumi.Output<string>;

  constructor(
    context: RegionContext,
    private readonly place: pulumi.ProviderResource,
    args: { readonly site: Site; readonly purposes: readonly Purpose[] },
  ) {
    const { naming, region, protect } = context;
    const kind = args.site === "home" ? "keys" : "keys-dr";
    super("meridian:keys:GcpKeyRing", naming.name(kind), place);
    const location = args.site === "home" ? region.location : region.drLocation;
    const scope: ApiScope = { naming, project: region.account, child: (opts) => this.child(opts) };

    const agentsApis = agentApis(args.purposes);
    const apis = enableApis(scope, kind, ["cloudkms", ...agentsApis]);
    const ring = new Ring(
      naming.name(kind),
      { project: region.account, location, name: this.ringName(context, kind, location) },
      this.child({ ...(apis.cloudkms && { dependsOn: apis.cloudkms }) }),
    );
    const create = (purpose: Purpose): pulumi.Output<string> => {
      const name = naming.name(`${kind}-${purpose}`);
      const key = new CryptoKey(
        name,
        { keyRing: ring.id, name: purpose, purpose: "ENCRYPT_DECRYPT", rotationPeriod, labels: naming.tags },
        // Whoever destroys a key destroys what it encrypts.
        this.child({ protect }),
      );
      const grant = new CryptoKeyIAMMember(
        name,
        {
          cryptoKeyId: key.id,
          role: keyUserRole,
          member: agentMember({ ...scope, provider: this.place, apis }, purpose, name),
        },
        this.child(),
      );
      return pulumi.all([key.id, grant.id]).apply(([id]) => id);
    };
    this.ring = ring.id;
    this.keys = Object.fromEntries(args.purposes.map((purpose) => [purpose, create(purpose)])) as Record<
      Purpose,
      pulumi.Output<string>
    >;
    this.registerOutputs({ ring: this.ring, keys: this.keys });
  }

  /** Drawn anew in another project or location, so that a region can move away and come back. */
  private ringName({ naming, region }: RegionContext, kind: string, location: string): pulumi.Output<string> {
    const name = naming.name(`${kind}-suffix`);
    const suffix = new Suffixes(this, name).draw(name, { project: region.account, location });
    return suffix.apply((drawn) => `${naming.name(kind, longestName - suffixLength - 1)}-${drawn}`);
  }
}
