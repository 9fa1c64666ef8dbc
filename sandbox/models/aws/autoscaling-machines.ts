/** The machines that Auto Scaling groups keep. They are no objects of the sandbox; what they hold on to is told here. */
import type { Properties, StoredObject, World } from "../../core/model";
import { text, types } from "./common";
import { interfacesOf } from "./launch-template";

export function templateOf(group: Properties, world: World): StoredObject | undefined {
  const { id, name } = (group.launchTemplate ?? {}) as Properties;
  if (typeof id === "string") return world.find(types.launchTemplate, id);
  return typeof name === "string" ? world.find(types.launchTemplate, name, "name") : undefined;
}

/** Existing interfaces that machines of a group run on, and the groups. */
export function interfacesInUse(world: World): ReadonlyMap<string, StoredObject> {
  return new Map(
    world.objects(types.autoscalingGroup).flatMap((group) => {
      if (!(Number(group.state.desiredCapacity) > 0)) return [];
      return interfacesOf(templateOf(group.state, world)).flatMap((card) => {
        const id = text(card, "networkInterfaceId");
        return id === undefined ? [] : [[id, group] as const];
      });
    }),
  );
}
