/** Functions that list what an account has. */
import type { InvokeModel, StoredObject } from "../../core/model";
import { list, string } from "../../core/model";
import { text } from "./fields";
import { bucketType } from "./oss";

const dataPage = (name: string): string =>
  `https://registry.terraform.io/providers/aliyun/alicloud/latest/docs/data-sources/${name}`;

/** All of them without an expression. */
const matching = (names: readonly string[], expression: string): string[] => {
  const wanted = new RegExp(expression);
  return names.filter((name) => wanted.test(name));
};

const nameOf = (key: string) => (object: StoredObject) => text(object.state, key);

const getBuckets: InvokeModel = {
  token: "alicloud:oss/getBuckets:getBuckets",
  docs: dataPage("oss_buckets"),
  inputs: { nameRegex: string(), outputFile: string() },
  // The account's, wherever they lie.
  answer: ({ inputs, placement, world }) => {
    const own = world.objects(bucketType).filter((object) => object.placement.account === placement.account);
    const names = matching(own.map(nameOf("bucket")), text(inputs, "nameRegex"));
    const found = own.filter((object) => names.includes(nameOf("bucket")(object)));
    return {
      ...inputs,
      id: `buckets-${names.join("-")}`,
      names,
      buckets: found.map(({ state }) => ({ name: text(state, "bucket"), location: text(state, "location") })),
    };
  },
};

const getAliases: InvokeModel = {
  token: "alicloud:kms/getAliases:getAliases",
  docs: dataPage("kms_aliases"),
  inputs: { ids: list(string()), nameRegex: string(), outputFile: string() },
  answer: ({ inputs, placement, region, world }) => {
    const here = world
      .objects("alicloud:kms/alias:Alias")
      .filter(({ placement: at }) => at.account === placement.account && at.region === region);
    const names = matching(here.map(nameOf("aliasName")), text(inputs, "nameRegex"));
    return {
      ...inputs,
      id: `aliases-${names.join("-")}`,
      ids: names,
      names,
      aliases: here
        .filter(({ id }) => names.includes(id))
        .map(({ id, state }) => ({ id, aliasName: id, keyId: text(state, "keyId") })),
    };
  },
};

export const lookups: readonly InvokeModel[] = [getBuckets, getAliases];
