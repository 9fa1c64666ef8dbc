/** Instance profiles: what gives a machine its role. */
import { defineResource, type ResourceModel, ref, string } from "../../core/model";
import { derivedHex, fill, page, partitionOf, tagged, text, types } from "./common";

const word = /^[\w+=,.@-]+$/;

export const instanceProfile: ResourceModel = defineResource(
  tagged({
    type: types.instanceProfile,
    location: "global",
    docs: page("iam_instance_profile"),
    inputs: {
      name: string({
        computed: true,
        replaces: true,
        minLength: 1,
        maxLength: 128,
        pattern: word,
        conflictsWith: ["namePrefix"],
      }),
      namePrefix: string({ computed: true, replaces: true, maxLength: 102, pattern: word }),
      path: string({ default: "/", replaces: true, maxLength: 512, pattern: /^\/(.*\/)?$/ }),
      role: ref(types.role, { by: "name" }),
    },
    id: ({ inputs, resourceName, hex }) =>
      text(inputs, "name") ?? `${text(inputs, "namePrefix") ?? `${resourceName}-`}${hex(7)}`,
    outputs: ["arn", "createDate", "uniqueId"],
    compute: ({ id, inputs, placement }) => ({
      arn: `arn:${partitionOf(placement.region)}:iam::${placement.account}:instance-profile${text(inputs, "path") ?? "/"}${id}`,
      createDate: "2025-01-01T00:00:00Z",
      uniqueId: `AIPA${derivedHex(id, "profile").toUpperCase()}`,
      ...fill(inputs, { name: id, namePrefix: "" }),
    }),
    unique: [
      {
        fields: ["name"],
        scope: "account",
        reason: "EntityAlreadyExists: Instance Profile with that name already exists.",
      },
    ],
  }),
);
