/**
 * Who uses a key on Google Cloud: the service agent of the service that encrypts with it, an identity of Google's in the
 * project. IAM refuses an agent that does not exist yet, so those that are made on request are asked for.
 */
import { getProjectCmekSettingsOutput } from "@pulumi/gcp/logging/getProjectCmekSettings";
import { getProjectOutput } from "@pulumi/gcp/organizations/getProject";
import type { Service } from "@pulumi/gcp/projects/service";
import { ServiceIdentity } from "@pulumi/gcp/projects/serviceIdentity";
import { getProjectServiceAccountOutput } from "@pulumi/gcp/storage/getProjectServiceAccount";
import type * as pulumi from "@pulumi/pulumi";
import type { ApiScope } from "../../gcp/apis";
import type { KeyPurpose } from "../contract";

type Agent =
  /** Made when it is asked for. */
  | { readonly api: "sqladmin" | "memorystore" | "artifactregistry" | "secretmanager"; readonly from: "identity" }
  /** There since the API was switched on; known by the project's number. */
  | { readonly api: "container" | "compute"; readonly from: "number"; readonly domain: string }
  /** The service tells its name, and makes it by being asked. */
  | { readonly api: "storage" | "logging"; readonly from: "service" };

export const agents: Readonly<Record<KeyPurpose, Agent>> = {
  cluster: { api: "container", from: "number", domain: "container-engine-robot" },
  // Boot disks of nodes and volumes of pods.
  disks: { api: "compute", from: "number", domain: "compute-system" },
  database: { api: "sqladmin", from: "identity" },
  cache: { api: "memorystore", from: "identity" },
  storage: { api: "storage", from: "service" },
  registry: { api: "artifactregistry", from: "identity" },
  secrets: { api: "secretmanager", from: "identity" },
  logs: { api: "logging", from: "service" },
};

/** The project's number is asked of this one. */
export const projectsApi = "cloudresourcemanager";

/** APIs that agents of these purposes belong to, or are found by. */
export function agentApis(purposes: readonly KeyPurpose[]): string[] {
  const used = purposes.map((purpose) => agents[purpose]);
  const numbered = used.some(({ from }) => from === "number");
  return [...new Set([...used.map(({ api }) => api), ...(numbered ? [projectsApi] : [])])];
}

interface AgentScope extends ApiScope {
  readonly provider: pulumi.ProviderResource;
  readonly apis: Readonly<Record<string, Service>>;
}

/** The member of IAM policies that stands for the agent of a purpose; known once it exists. `name` is Pulumi's. */
export function agentMember(scope: AgentScope, purpose: KeyPurpose, name: string): pulumi.Output<string> {
  const { project, provider, apis, child } = scope;
  const agent = agents[purpose];
  const api = apis[agent.api];
  const dependsOn = api ? [api] : [];
  switch (agent.from) {
    case "identity":
      return new ServiceIdentity(name, { project, service: `${agent.api}.googleapis.com` }, child({ dependsOn }))
        .member;
    case "number": {
      const projects = apis[projectsApi];
      return getProjectOutput(
        { projectId: project },
        { provider, dependsOn: projects ? [...dependsOn, projects] : dependsOn },
      ).number.apply((number) => `serviceAccount:service-${number}@${agent.domain}.iam.gserviceaccount.com`);
    }
    case "service":
      return agent.api === "storage"
        ? getProjectServiceAccountOutput({ project }, { provider, dependsOn }).member
        : getProjectCmekSettingsOutput({ project }, { provider, dependsOn }).serviceAccountId.apply(withKind);
  }
}

/** The API of Cloud Logging leaves the kind off, older versions of it did not. */
export const withKind = (account: string): string =>
  account.startsWith("serviceAccount:") ? account : `serviceAccount:${account}`;
