/** The packs: nothing but the order of rules. One process a run, since starting one costs more than all rules together. */
import { PolicyPack } from "@pulumi/policy";
import { type Rule, toPolicy, type Worlds } from "./rule";
import { chinaTransit } from "./rules/china-transit";
import { declaredEdge } from "./rules/declared-edge";
import { defaultProvider } from "./rules/default-provider";
import { effectiveRegion } from "./rules/effective-region";
import { foreignAccount } from "./rules/foreign-account";
import { foreignEndpoint } from "./rules/foreign-endpoint";
import { foreignNetwork } from "./rules/foreign-network";
import { kubernetesCluster } from "./rules/kubernetes-cluster";
import { locationElsewhere } from "./rules/location-elsewhere";
import { mainlandLocation } from "./rules/mainland-location";
import { ownCloud } from "./rules/own-cloud";
import { providerAccount } from "./rules/provider-account";
import { providerRegion } from "./rules/provider-region";
import { requiredTags } from "./rules/required-tags";
import { rightPack } from "./rules/right-pack";
import { stackReference } from "./rules/stack-reference";
import { stackFilesDirectory, type World, worldOf } from "./stack";

const everywhere: readonly Rule[] = [
  effectiveRegion,
  locationElsewhere,
  declaredEdge,
  providerRegion,
  providerAccount,
  defaultProvider,
  ownCloud,
  kubernetesCluster,
  stackReference,
  foreignNetwork,
  foreignAccount,
  foreignEndpoint,
  requiredTags,
];

export const packs = {
  world: [rightPack(false), ...everywhere, mainlandLocation],
  china: [rightPack(true), ...everywhere, chinaTransit],
} as const satisfies Record<string, readonly Rule[]>;

/** Worlds as the stack files have them, each stack read once. A stack that can't be read fails each time it is asked for. */
export function worldsFromFiles(startedIn: string, env: NodeJS.ProcessEnv): Worlds {
  const known = new Map<string, World>();
  return (stack) => {
    const world = known.get(stack) ?? worldOf(stack, stackFilesDirectory(startedIn, env), env);
    known.set(stack, world);
    return world;
  };
}

/** Serves a pack to the engine. @param startedIn the directory that the engine's host started the process in. */
export function serve(name: keyof typeof packs, startedIn: string): void {
  const worlds = worldsFromFiles(startedIn, process.env);
  new PolicyPack(`meridian-${name}`, {
    policies: packs[name].map((rule) => toPolicy(rule, worlds)),
    enforcementLevel: "mandatory",
  });
}
