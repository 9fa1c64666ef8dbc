/** What a DNS zone is, whoever serves it (spec section 5). */
import type * as pulumi from "@pulumi/pulumi";

export interface Zone extends pulumi.Resource {
  /** The zone's id at the service. */
  readonly id: pulumi.Output<string>;
  /** `meridian.example`. */
  readonly name: string;
  /** Name servers that the registrar has to delegate to. */
  readonly nameServers: pulumi.Output<string[]>;
  /** Full names that exist, by the region they lead to. */
  readonly records: Readonly<Record<string, pulumi.Output<string>>>;
}
