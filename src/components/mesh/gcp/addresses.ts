/** Addresses of the public tier that nothing else gets. */
import { Address } from "@pulumi/gcp/compute/address";
import * as pulumi from "@pulumi/pulumi";
import { block } from "../../../plan/network";
import type { MeshScope } from "./scope";

/** Numbers in the public tier, of which the first gateway has 10. */
const numbers = { routes: 8, secrets: 9 } as const;

export function meshAddress({ plan }: Pick<MeshScope, "plan">, purpose: keyof typeof numbers): string {
  return block(plan.tiers.public, 32, numbers[purpose]).replace(/\/32$/, "");
}

export function publicSubnet({ network }: Pick<MeshScope, "network">): pulumi.Output<string> {
  const [subnet] = network.subnets.filter(({ tier }) => tier === "public");
  if (!subnet) throw new pulumi.RunError("the network has no public subnet for the gateways");
  return subnet.id;
}

export function reserveInside(scope: MeshScope, purpose: string, address: string): Address {
  const { naming, project, region, network, child } = scope;
  return new Address(
    naming.name(purpose),
    {
      name: naming.name(purpose),
      project,
      region,
      addressType: "INTERNAL",
      purpose: "GCE_ENDPOINT",
      subnetwork: publicSubnet(scope),
      address,
      labels: naming.tags,
    },
    child({ dependsOn: network }),
  );
}
