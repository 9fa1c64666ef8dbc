/** What the platform's components on Google Cloud are handed in tests, without building it. */
import * as pulumi from "@pulumi/pulumi";
import type { RegionContext } from "../../src/components/component";
import type { Network } from "../../src/components/network/contract";
import type { Registry } from "../../src/components/registry/contract";
import type { GeneratedSecret, SecretReference, SecretStore } from "../../src/components/secrets/contract";

export class FixtureNetwork extends pulumi.ComponentResource implements Network {
  readonly id: Network["id"];
  readonly cidr: string;
  readonly subnets: Network["subnets"];
  readonly zones: Network["zones"];
  readonly groups: Network["groups"];
  readonly ingress: Network["ingress"];

  constructor({ region, network }: RegionContext) {
    super("meridian:test:FixtureNetwork", `${region.name}-network`);
    const place = `projects/${region.account}/regions/${region.location}`;
    this.id = pulumi.output(`projects/${region.account}/global/networks/vpc`);
    this.cidr = network.cidr;
    this.subnets = (["public", "private", "data"] as const).map((tier) => ({
      tier,
      id: pulumi.output(`${place}/subnetworks/${tier}`),
      cidr: network.tiers[tier],
    }));
    this.zones = pulumi.output(["a", "b", "c"].map((zone) => `${region.location}-${zone}`));
    this.groups = {
      ingress: pulumi.output("meridian-public"),
      nodes: pulumi.output("meridian-private"),
      data: pulumi.output("meridian-data"),
    };
    this.ingress = { id: pulumi.output("ingress"), address: pulumi.output("198.51.100.1") };
  }
}

export class FixtureRegistry extends pulumi.ComponentResource implements Registry {
  readonly id: Registry["id"];

  constructor({ region }: RegionContext) {
    super("meridian:test:FixtureRegistry", `${region.name}-registry`);
    this.id = pulumi.output(`projects/${region.account}/locations/${region.location}/repositories/images`);
  }

  own(image: string) {
    return pulumi.output(`registry/${image}`);
  }

  mirrored(_upstream: string, image: string) {
    return pulumi.output(`registry/${image}`);
  }
}

export class FixtureSecrets extends pulumi.ComponentResource implements SecretStore {
  constructor(private readonly context: RegionContext) {
    super("meridian:test:FixtureSecrets", `${context.region.name}-secrets`);
  }

  generate(purpose: string): GeneratedSecret {
    const { account, location } = this.context.region;
    return {
      id: pulumi.output(`projects/${account}/locations/${location}/secrets/${purpose}`),
      name: pulumi.output(purpose),
      value: pulumi.secret(`password of ${purpose}`),
    };
  }

  keep(purpose: string): SecretReference {
    const { id, name } = this.generate(purpose);
    return { id, name };
  }
}
