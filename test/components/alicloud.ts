/** What components on Alibaba Cloud are handed by others, made up. */
import * as pulumi from "@pulumi/pulumi";
import { type KeyPurpose, type KeyRing, keyPurposes } from "../../src/components/keys/contract";
import type { Network } from "../../src/components/network/contract";
import { networkPlan } from "../../src/plan/network";
import type { Region } from "../../src/topology/schema";
import { fixtureShared } from "../fixtures/topology";

/** A ring whose keys' ids are `key-<purpose>` and a suffix. */
export function alicloudKeys(suffix = ""): KeyRing {
  const keys = Object.fromEntries(
    keyPurposes.map((purpose) => [purpose, pulumi.output(`key-${purpose}${suffix}`)]),
  ) as Record<KeyPurpose, pulumi.Output<string>>;
  return Object.assign(new pulumi.ComponentResource("test:index:Keys", `keys${suffix}`), { keys });
}

/** A network whose parts' ids are `vpc-here`, `<tier>-<zone>` and `group-<name>`. */
export function alicloudNetwork(region: Region): Network {
  const { cidr, subnets } = networkPlan(fixtureShared(), region);
  const group = (name: string) => pulumi.output(`group-${name}`);
  return Object.assign(new pulumi.ComponentResource("test:index:Network", "network"), {
    id: pulumi.output("vpc-here"),
    cidr,
    subnets: subnets.map(({ tier, zone, cidr: part }) => ({
      tier,
      zone,
      cidr: part,
      id: pulumi.output(`${tier}-${zone}`),
    })),
    zones: pulumi.output(["zone-a", "zone-b", "zone-c"]),
    groups: { ingress: group("ingress"), nodes: group("nodes"), data: group("data") },
    ingress: { id: pulumi.output("eip-here"), address: pulumi.output("203.0.113.1") },
  });
}
