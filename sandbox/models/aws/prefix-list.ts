/** Prefix lists that a customer keeps. */
import { cidr, integer, list, object, type Properties, type ResourceModel, string } from "../../core/model";
import { arn, fill, items, page, refuseIf, regional, tagged, text, types } from "./common";

export const managedPrefixList: ResourceModel = regional(
  tagged({
    type: types.managedPrefixList,
    docs: page("ec2_managed_prefix_list"),
    inputs: {
      name: string({ computed: true, minLength: 1, maxLength: 255, pattern: /^(?!com\.amazonaws)/ }),
      // Of IPv4 only.
      addressFamily: string({ required: true, replaces: true, oneOf: ["IPv4"] }),
      maxEntries: integer({ required: true, min: 1, max: 1000 }),
      entries: list(object({ cidr: cidr({ required: true }), description: string({ maxLength: 255 }) }), {
        computed: true,
        set: true,
      }),
    },
    id: (context) => `pl-${context.hex(17)}`,
    outputs: ["arn", "ownerId", "version"],
    compute: (context) => {
      const { id, inputs, placement, resourceName, world } = context;
      const before = world.find(types.managedPrefixList, id);
      const changed = before !== undefined && JSON.stringify(before.inputs.entries) !== JSON.stringify(inputs.entries);
      return {
        arn: arn(context, "ec2", `prefix-list/${id}`),
        ownerId: placement.account,
        version: Number(before?.state.version ?? 1) + (changed ? 1 : 0),
        ...fill(inputs, { name: `${resourceName}-${context.hex(7)}`, entries: [] }),
      };
    },
    check: ({ inputs }) => {
      const blocks = items(inputs.entries).map((entry) => (entry as Properties).cidr);
      const { maxEntries } = inputs;
      return [
        ...refuseIf(
          typeof maxEntries === "number" && blocks.length > maxEntries,
          "entries",
          `PrefixListMaxEntriesExceeded: You've reached the maximum number of entries for the prefix list (${maxEntries}).`,
        ),
        ...refuseIf(
          new Set(blocks).size < blocks.length,
          "entries",
          "InvalidParameterValue: The request contains a duplicate CIDR",
        ),
      ];
    },
    retain: ({ id, placement }, world) => {
      const user = world
        .objects(types.route)
        .find(
          (route) =>
            route.placement.account === placement.account && text(route.inputs, "destinationPrefixListId") === id,
        );
      return user && `DependencyViolation: Prefix list ${id} is referenced by ${user.id}`;
    },
  }),
);
