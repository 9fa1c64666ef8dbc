/** Which far buckets are there: S3 refuses a rule whose destination does not exist. */
import { getResourcesOutput } from "@pulumi/aws/resourcegroupstaggingapi/getResources";
import * as pulumi from "@pulumi/pulumi";
import type { ObjectEdge } from "../../../plan/replication";
import type { RegionContext } from "../../component";
import { bucketArn } from "./names";

/** Edges whose far bucket carries this service's tags in the location that its stack file says. One question a location. */
export function reachable(
  { shared }: RegionContext,
  edges: readonly ObjectEdge[],
  opts: pulumi.InvokeOutputOptions,
): pulumi.Output<readonly ObjectEdge[]> {
  const locations = [...new Set(edges.map(({ to }) => to.location))];
  const answers = locations.map((location) => {
    const stacks = new Set(edges.filter(({ to }) => to.location === location).map(({ to }) => to.name));
    return getResourcesOutput(
      {
        region: location,
        resourceTypeFilters: ["s3"],
        tagFilters: [
          { key: "meridian-service", values: [shared.service] },
          { key: "meridian-environment", values: [shared.environment] },
          { key: "meridian-stack", values: [...stacks] },
        ],
      },
      opts,
    ).resourceTagMappingLists;
  });
  return pulumi.all(answers).apply((lists) => {
    const there = new Set(lists.flat().map(({ resourceArn }) => resourceArn));
    return edges.filter(({ to, toBucket }) => there.has(bucketArn(to, toBucket)));
  });
}
