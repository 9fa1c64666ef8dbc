/** What all of Meridian's components have in common. */
import * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../plan/naming";
import type { NetworkPlan } from "../plan/network";
import type { Region, Shared } from "../topology/schema";

/** What a component needs to know of where it stands. Plans are derived once, by the program. */
export interface RegionContext {
  readonly shared: Shared;
  readonly region: Region;
  readonly naming: Naming;
  readonly network: NetworkPlan;
  /**
   * Whether stores and clusters refuse to be deleted, in the cloud (deletion protection) and in Pulumi (`protect`).
   * On unless `MERIDIAN_PROTECTION=off`, as the sandbox says.
   */
  readonly protect: boolean;
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

  /**
   * Options of a child: parent and provider, and what the caller adds. A child is replaced when its provider is, for it
   * is in another location or account then.
   *
   * A child that is deleted before its replacement is made takes with it, in the engine, those dependants only that would
   * be replaced themselves. Where an input names a resource that the cloud keeps while it is named, and a change of that
   * input would be an update, the caller says `replaceOnChanges` for it.
   */
  protected child(opts: pulumi.CustomResourceOptions = {}): pulumi.CustomResourceOptions {
    return { ...opts, parent: this, provider: this.provider, replacementTrigger: this.provider.id };
  }
}
