/** Service accounts, and what is granted in a project as a whole. */
import { boolean, list, object, ref, string } from "../../core/model";
import { accountType } from "./agents";
import { defineGcp, projectId, projectOf } from "./common";
import { defineIamMember } from "./iam";

export const account = defineGcp({
  type: accountType,
  page: "google_service_account",
  apis: ["iam"],
  location: "global",
  inputs: {
    accountId: string({
      required: true,
      replaces: true,
      pattern: /^[a-z][-a-z0-9]{4,28}[a-z0-9]$/,
      hint: "6 to 30 lower-case letters, digits and hyphens, a letter first, no hyphen last",
    }),
    displayName: string({ maxLength: 100 }),
    description: string({ maxLength: 256 }),
    disabled: boolean({ default: false }),
    createIgnoreAlreadyExists: boolean(),
  },
  outputs: ["email", "member", "name", "uniqueId"],
  id: (context) => `projects/${projectOf(context)}/serviceAccounts/${emailOf(context.inputs.accountId, context)}`,
  compute: (context) => {
    const email = emailOf(context.inputs.accountId, context);
    return { email, member: `serviceAccount:${email}`, name: context.id, uniqueId: context.digits(21) };
  },
  unique: [
    {
      fields: ["accountId"],
      scope: "account",
      reason: "Error 409: Service account already exists within this project., alreadyExists",
    },
  ],
});

function emailOf(accountId: unknown, context: Parameters<typeof projectOf>[0]): string {
  return `${accountId}@${projectOf(context)}.iam.gserviceaccount.com`;
}

export const accountIamMember = defineIamMember({
  type: "gcp:serviceaccount/iAMMember:IAMMember",
  page: "google_service_account_iam",
  apis: ["iam"],
  takesProject: false,
  resource: { serviceAccountId: ref(accountType, { by: ["id", "name"], required: true, replaces: true }) },
  target: ({ serviceAccountId }) => String(serviceAccountId),
});

export const projectIamMember = defineIamMember({
  type: "gcp:projects/iAMMember:IAMMember",
  page: "google_project_iam",
  apis: ["cloudresourcemanager"],
  resource: { project: string({ required: true, replaces: true, pattern: projectId }) },
  target: (_inputs, project) => project,
});

const auditType = "gcp:projects/iAMAuditConfig:IAMAuditConfig";

export const projectIamAuditConfig = defineGcp({
  type: auditType,
  page: "google_project_iam",
  apis: ["cloudresourcemanager"],
  location: "global",
  takesDeletionPolicy: false,
  inputs: {
    project: string({ required: true, replaces: true, pattern: projectId }),
    service: string({ required: true, replaces: true, pattern: /^(allServices|[a-z0-9-]+\.googleapis\.com)$/ }),
    auditLogConfigs: list(
      object({
        logType: string({ required: true, oneOf: ["ADMIN_READ", "DATA_READ", "DATA_WRITE"] }),
        exemptedMembers: list(string(), { set: true }),
      }),
      { required: true, set: true, minItems: 1 },
    ),
  },
  outputs: ["etag"],
  // Part of the project's policy: who writes it last has it, and nobody is refused.
  id: (context) => {
    const id = `${context.inputs.project}/audit_config/${context.inputs.service}`;
    return context.world.find(auditType, id) ? `${id}#${context.hex(8)}` : id;
  },
  compute: (context) => ({ etag: context.alphanumeric(11) }),
});
