/** The APIs the network needs, switched on in the project. */
import { Service } from "@pulumi/gcp/projects";
import type { Scope } from "./scope";

export const requiredApis = ["compute", "dns", "logging", "servicedirectory", "servicenetworking"] as const;
export type RequiredApis = Readonly<Record<(typeof requiredApis)[number], Service>>;

/** Other stacks live in the same project, so going down leaves every API on. */
export function enableApis({ naming, project, child }: Scope): RequiredApis {
  const enable = (api: string) =>
    new Service(
      naming.name(`api-${api}`),
      { project, service: `${api}.googleapis.com`, disableOnDestroy: false },
      child(),
    );
  return {
    compute: enable("compute"),
    dns: enable("dns"),
    logging: enable("logging"),
    servicedirectory: enable("servicedirectory"),
    servicenetworking: enable("servicenetworking"),
  };
}
