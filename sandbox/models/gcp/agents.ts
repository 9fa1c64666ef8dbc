/**
 * Identities that IAM policies name. Google Cloud refuses one that does not exist, so a service agent has to be there
 * before it is granted anything. Page: https://cloud.google.com/iam/docs/service-agents
 */
import { createHash } from "node:crypto";
import type { World } from "../../core/model";
import { serviceType } from "./common";

/** Twelve digits, always the same for a project id. */
export function projectNumber(project: string): string {
  const number = BigInt(`0x${createHash("sha256").update(project).digest("hex").slice(0, 16)}`) % 900_000_000_000n;
  return String(number + 100_000_000_000n);
}

interface Agent {
  readonly email: (projectNumber: string) => string;
  /** `api`: there once the API is on. `identity`: there once somebody asked for it (`gcp.projects.ServiceIdentity`). */
  readonly made: "api" | "identity";
}

const agent = (domain: string, made: Agent["made"]): Agent => ({
  email: (number) => `service-${number}@${domain}.iam.gserviceaccount.com`,
  made,
});

/** By API, without `.googleapis.com`. */
export const agents = {
  artifactregistry: agent("gcp-sa-artifactregistry", "identity"),
  compute: agent("compute-system", "api"),
  container: agent("container-engine-robot", "api"),
  logging: { email: (number) => `cmek-p${number}@gcp-sa-logging.iam.gserviceaccount.com`, made: "api" },
  memorystore: agent("gcp-sa-memorystore", "identity"),
  pubsub: agent("gcp-sa-pubsub", "identity"),
  secretmanager: agent("gcp-sa-secretmanager", "identity"),
  sqladmin: agent("gcp-sa-cloud-sql", "identity"),
  // Asking for its name makes it (gcp.storage.getProjectServiceAccount); every project has the API on.
  storage: agent("gs-project-accounts", "api"),
  storagetransfer: {
    email: (number) => `project-${number}@storage-transfer-service.iam.gserviceaccount.com`,
    made: "api",
  },
} as const satisfies Record<string, Agent>;
export type AgentApi = keyof typeof agents;

export const isAgentApi = (api: string): api is AgentApi => Object.hasOwn(agents, api);

export const agentOf = (api: AgentApi, project: string): string => agents[api].email(projectNumber(project));

export const serviceIdentityType = "gcp:projects/serviceIdentity:ServiceIdentity";
export const accountType = "gcp:serviceaccount/account:Account";

/** The member of a policy that stands for nobody; undefined when it exists or is none of the sandbox's business. */
export function missingMember(world: World, member: string): string | undefined {
  const email = /^serviceAccount:(.+)$/.exec(member)?.[1];
  if (email === undefined || !/(^|[@.])gserviceaccount\.com$/.test(email)) return undefined;
  const services = world.objects(serviceType);
  const projects = new Set(services.map(({ placement }) => placement.account));
  for (const project of projects) {
    for (const [api, { email: emailOf, made }] of Object.entries(agents)) {
      if (emailOf(projectNumber(project)) !== email) continue;
      const asked = made === "api" ? serviceType : serviceIdentityType;
      const there = world
        .objects(asked)
        .some(({ inputs, placement }) => placement.account === project && inputs.service === `${api}.googleapis.com`);
      return there ? undefined : email;
    }
  }
  if (world.objects(accountType).some(({ state }) => state.email === email)) return undefined;
  // Google's own, such as cloud-storage-analytics@google.com, are not ours to make.
  return email;
}
