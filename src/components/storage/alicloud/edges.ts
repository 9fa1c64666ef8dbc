/** Edges to regions of this cloud and account: which of them have somewhere to lead already. */
import { getAliasesOutput } from "@pulumi/alicloud/kms";
import { getBucketsOutput } from "@pulumi/alicloud/oss";
import * as pulumi from "@pulumi/pulumi";
import { naming } from "../../../plan/naming";
import type { ObjectEdge } from "../../../plan/replication";
import type { Region } from "../../../topology/schema";
import type { RegionContext } from "../../component";
import { keyAlias } from "../../keys/alicloud/spec";
import { createAlicloudProvider } from "../../provider/alicloud";

/** An edge, and the key that the far bucket's objects lie under; none when bucket or key are not there yet. */
export interface Found {
  readonly edge: ObjectEdge;
  readonly key: string | undefined;
}

const exactly = (name: string): string => `^${name.replaceAll("/", "\\/")}$`;

/** Never across the border of an isolated region, whatever it is given. */
export const nativeEdges = (edges: readonly ObjectEdge[]): readonly ObjectEdge[] =>
  edges.filter(({ mechanism, from, to }) => mechanism === "native" && !from.isolated && !to.isolated);

/**
 * Asks the far locations for lists, which are empty and no error where nothing is yet. OSS wants the id of the far key, which
 * KMS makes up, so its alias is looked up.
 */
export function findEnds(
  { shared }: RegionContext,
  edges: readonly ObjectEdge[],
  parent: pulumi.Resource,
): pulumi.Output<Found[]> {
  const providers = new Map<string, pulumi.ProviderResource>();
  const providerOf = (region: Region) => {
    const known = providers.get(region.name);
    if (known) return known;
    const made = createAlicloudProvider(region, `look-up-${region.name}`, { parent });
    providers.set(region.name, made);
    return made;
  };
  return pulumi.all(
    edges.map((edge) => {
      const opts = { parent, provider: providerOf(edge.to) };
      const alias = keyAlias(naming(shared, edge.to), "storage", "home");
      const { names } = getBucketsOutput({ nameRegex: exactly(edge.toBucket) }, opts);
      const { aliases } = getAliasesOutput({ nameRegex: exactly(alias) }, opts);
      return pulumi.all([names, aliases]).apply(([buckets, found]): Found => {
        const key = found.find(({ aliasName }) => aliasName === alias)?.keyId;
        return { edge, key: buckets.includes(edge.toBucket) ? key : undefined };
      });
    }),
  );
}
