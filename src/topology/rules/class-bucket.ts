/** A class that lies in buckets says in which, and no other class does. */
import type { Rule } from "./rule";

export const classBucket: Rule = ({ dataClasses }) =>
  [...(dataClasses ?? [])].flatMap(([name, described]) => {
    if (!described || (described.store === "bucket") === (described.bucket !== undefined)) return [];
    const path = ["dataClasses", name, "bucket"];
    return described.store === "bucket"
      ? [{ path, value: undefined, expected: "the bucket that holds the class, for its store is `bucket`" }]
      : [{ path, value: described.bucket, expected: `no such key, for the store is \`${described.store}\`` }];
  });
