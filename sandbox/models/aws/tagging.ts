/** What carries which tags in a location. */
import { boolean, type InvokeModel, list, object, type Properties, string } from "../../core/model";
import { items, text, texts } from "./common";

/** Types by what the Resource Groups Tagging API calls their service; `s3` is what is asked for. */
const services: Readonly<Record<string, readonly string[]>> = { s3: ["aws:s3/bucket:Bucket"] };

function passes(tags: Properties, filters: readonly Properties[]): boolean {
  return filters.every((filter) => {
    const value = tags[text(filter, "key") ?? ""];
    const values = texts(filter, "values");
    return typeof value === "string" && (values.length === 0 || values.includes(value));
  });
}

export const getResources: InvokeModel = {
  token: "aws:resourcegroupstaggingapi/getResources:getResources",
  docs: "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/resourcegroupstaggingapi_resources",
  inputs: {
    region: string(),
    excludeCompliantResources: boolean(),
    includeComplianceDetails: boolean(),
    resourceArnLists: list(string(), { set: true, conflictsWith: ["tagFilters"] }),
    resourceTypeFilters: list(string({ oneOf: Object.keys(services) }), { set: true }),
    tagFilters: list(object({ key: string({ required: true }), values: list(string(), { set: true }) })),
  },
  answer: ({ inputs, placement, region, world }) => {
    const wanted = texts(inputs, "resourceTypeFilters");
    const types = (wanted.length > 0 ? wanted : Object.keys(services)).flatMap((service) => services[service] ?? []);
    const at = text(inputs, "region") ?? region;
    const found = types
      .flatMap((type) => world.objects(type))
      .filter((object) => object.placement.account === placement.account && object.placement.region === at)
      .filter(({ state }) =>
        passes((state.tagsAll ?? {}) as Properties, items(inputs.tagFilters) as readonly Properties[]),
      )
      .filter(({ state }) => {
        const arns = texts(inputs, "resourceArnLists");
        return arns.length === 0 || arns.includes(text(state, "arn") ?? "");
      });
    return {
      ...inputs,
      id: at,
      region: at,
      resourceTagMappingLists: found.map(({ state }) => ({
        resourceArn: text(state, "arn") ?? "",
        tags: state.tagsAll ?? {},
        complianceDetails: [],
      })),
    };
  },
};
