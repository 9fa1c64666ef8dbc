/** Who is let into a bucket from other regions, and how the bucket says so. */
import type { Bucket } from "@pulumi/gcp/storage/bucket";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../../plan/replication";
import type { BucketPlan } from "../../../plan/storage";
import { allowWriting } from "./grants";
import { admissionLabel, admitted, incomingAgent, notYet, type Seen } from "./peers";
import type { TransferScope } from "./scope";

/** Edges by the region that they come from, into one bucket. */
export type Origins = ReadonlyMap<string, readonly ObjectEdge[]>;

export function originsOf(edges: readonly ObjectEdge[], { purpose }: BucketPlan): Origins {
  const here = edges.filter(({ bucket }) => bucket === purpose);
  const names = new Set(here.map(({ from }) => from.name));
  return new Map([...names].map((name) => [name, here.filter(({ from }) => from.name === name)]));
}

/** The agent of each origin, undefined while there is none. */
export function agentsOf(
  scope: TransferScope,
  origins: Origins,
  seen: (project: string) => pulumi.Output<Seen>,
): ReadonlyMap<string, pulumi.Output<string | undefined>> {
  return new Map(
    [...origins].map(([from, [edge]]): [string, pulumi.Output<string | undefined>] => {
      if (!edge) return [from, pulumi.output(undefined)];
      // Regions of one project share its agent.
      if (edge.from.account === scope.project) return [from, scope.agents.transfer.apply((member) => member)];
      return [from, seen(edge.from.account).apply((there) => incomingAgent(edge, there))];
    }),
  );
}

/** What peers read: for each declared origin whether it is let in. */
export function admissionLabels(
  agents: ReadonlyMap<string, pulumi.Output<string | undefined>>,
): Record<string, pulumi.Output<string>> {
  const labels = [...agents].map(([from, agent]): [string, pulumi.Output<string>] => [
    admissionLabel(from),
    agent.apply((member) => (member === undefined ? notYet : admitted)),
  ]);
  return Object.fromEntries(labels);
}

/** Each origin's agent writes below the prefixes of its edges, and nowhere else. */
export function admit(
  scope: TransferScope,
  plan: BucketPlan,
  bucket: Bucket,
  origins: Origins,
  agents: ReadonlyMap<string, pulumi.Output<string | undefined>>,
): void {
  const { naming, child } = scope;
  for (const [from, edges] of origins) {
    agents.get(from)?.apply((member) => {
      if (member === undefined) return;
      const name = naming.name(`${plan.slug}-from-${from}`);
      const prefixes = edges.map(({ prefix }) => prefix);
      allowWriting({ name, bucket, member, prefixes, child }, plan.lockDays !== undefined);
    });
  }
}
