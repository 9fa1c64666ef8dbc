/** What all of Meridian's components have in common. */
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPlan } from "../plan/network";
import type { Naming } from "../plan/naming";
import type { Region, Shared } from "../topology/schema";

/** What a component needs to know of where it stands. Plans are derived once, by the program. */
export interface RegionContext {
  readonly shared: Shared;
  readonly region: Region;
  readonly naming: Naming;
  readonly network: NetworkPlan;
}

/**
 * Base of every component: type token `meridian:<module>:<Type>`, and options that put each child under this component
 * with the component's own provider, so that a child can not land in another region.
 */
export abstract class Component extends pulumi.ComponentResource {
  protected constructor(
    token: `meridian:${string}:${string}`,
    name: string,
    private readonly provider: pulumi.ProviderResource,
    opts: pulumi.ComponentResourceOptions = {},
  ) {
    super(token, name, {}, { ...opts, providers: [provider] });
  }

  /** Options of a child: parent and provider, and what the caller adds. */
  protected child(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { ...opts, parent: this, provider: this.provider };
  }
}
