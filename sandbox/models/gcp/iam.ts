/** One member of one role on one resource, for every type of resource that has a policy of its own. */
import {
  type CreateContext,
  type Field,
  type Fields,
  object,
  type Properties,
  type ResourceModel,
  string,
} from "../../core/model";
import { missingMember } from "./agents";
import { defineGcp, refuse, text } from "./common";
import { missingPool } from "./pools";

const role = /^(roles\/[A-Za-z0-9_.]+|(projects|organizations)\/[^/]+\/roles\/[A-Za-z0-9_.]+)$/;
const member =
  /^(allUsers|allAuthenticatedUsers|(user|serviceAccount|group|domain|projectOwner|projectEditor|projectViewer):[^\s:]\S*|(principal|principalSet):\/\/iam\.googleapis\.com\/\S+)$/;

interface IamMember {
  readonly type: string;
  readonly page: string;
  readonly apis?: readonly string[];
  readonly takesProject?: false;
  /** The inputs that name the resource; the last of them alone if `target` says nothing else. */
  readonly resource: Readonly<Record<string, Field>>;
  /** What the id begins with. */
  readonly target: (inputs: Readonly<Record<string, unknown>>, project: string) => string;
  /** Of the inputs that name the resource, what the cloud fills in. */
  readonly computed?: (context: CreateContext) => Properties;
  /** What else the cloud has against it. */
  readonly admit?: ResourceModel["admit"];
  /** Whether the resource has a policy that the public can be part of; false where a rule of it forbids that. */
  readonly forbidsPublic?: (
    inputs: Readonly<Record<string, unknown>>,
    world: Parameters<typeof missingMember>[0],
  ) => boolean;
}

const condition = (): Field =>
  object(
    {
      title: string({ required: true, maxLength: 100 }),
      expression: string({ required: true }),
      description: string(),
    },
    { replaces: true },
  );

export function defineIamMember(wanted: IamMember): ResourceModel {
  const { type, page, apis, takesProject, resource, target, computed, forbidsPublic } = wanted;
  const inputs: Fields = {
    ...resource,
    role: string({ required: true, replaces: true, pattern: role, hint: "a role: roles/storage.objectViewer" }),
    member: string({ required: true, replaces: true, pattern: member, hint: "a member: serviceAccount:name@…" }),
    condition: condition(),
  };
  return defineGcp({
    type,
    page,
    ...(apis && { apis }),
    ...(takesProject === false && { takesProject }),
    takesDeletionPolicy: false,
    location: "global",
    inputs,
    outputs: ["etag"],
    id: ({ inputs, placement }) => {
      const when = inputs.condition ? `/${JSON.stringify(inputs.condition)}` : "";
      return `${target(inputs, text(inputs.project) ?? placement.account)}/${inputs.role}/${inputs.member}${when}`;
    },
    compute: (context) => ({ etag: context.alphanumeric(11), ...computed?.(context) }),
    admit: (context) => {
      const { inputs, world } = context;
      const who = text(inputs.member) ?? "";
      if (who.startsWith("all") && forbidsPublic?.(inputs, world))
        return [
          refuse(
            "member",
            "Error 412: One or more users named in the policy do not belong to a permitted customer: public access prevention is enforced, conditionNotMet",
          ),
        ];
      const pool = missingPool(world, who);
      if (pool !== undefined)
        return [
          refuse(
            "member",
            `Error 400: Identity Pool does not exist (${pool}). Please check that you specified a valid resource name, badRequest`,
          ),
        ];
      const missing = missingMember(world, who);
      if (missing !== undefined)
        return [refuse("member", `Error 400: Service account ${missing} does not exist., badRequest`)];
      return wanted.admit?.(context) ?? [];
    },
  });
}
