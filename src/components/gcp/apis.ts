/** APIs of a project on Google Cloud. Each component switches on those that it uses itself. */
import { Service } from "@pulumi/gcp/projects/service";
import type * as pulumi from "@pulumi/pulumi";
import type { Naming } from "../../plan/naming";

export interface ApiScope {
  readonly naming: Naming;
  /** Project id. */
  readonly project: string;
  child(opts?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/**
 * Switches on `apis` (`cloudkms`), named after the capability that asks, since several may ask for the same one. Other
 * stacks live in the same project, so going down leaves every API on.
 */
export function enableApis<Api extends string>(
  { naming, project, child }: ApiScope,
  capability: string,
  apis: readonly Api[],
): Readonly<Record<Api, Service>> {
  const services = apis.map((api) => [
    api,
    new Service(
      naming.name(`${capability}-api-${api}`),
      { project, service: `${api}.googleapis.com`, disableOnDestroy: false },
      child(),
    ),
  ]);
  return Object.fromEntries(services) as Record<Api, Service>;
}
