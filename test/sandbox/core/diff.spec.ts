import { describe, expect, it } from "vitest";
import { diffFields } from "../../../sandbox/core/diff";
import { type Field, integer, json, list, map, object, type Properties, string } from "../../../sandbox/core/model";
import { UNKNOWN } from "../../../sandbox/core/values";
import { bucket, here, network, role, subnet, tiny } from "./cloud";
import { driver } from "./harness";

function diff(field: Field, before: Properties, after: Properties): string[] {
  return diffFields({ x: field }, before, after).map(
    ({ path, kind, replaces }) => `${replaces ? "!" : ""}${kind} ${path}`,
  );
}

const port = object({ port: integer({ replaces: true }), note: string() });

describe("diffFields", () => {
  it.each<[string, Field, Properties, Properties, string[]]>([
    ["nothing", string(), { x: "a" }, { x: "a" }, []],
    ["null and absent", string(), { x: null }, {}, []],
    ["a value", string(), { x: "a" }, { x: "b" }, ["update x"]],
    ["a new value", string(), {}, { x: "b" }, ["add x"]],
    ["no value any more", string({ replaces: true }), { x: "a" }, {}, ["!delete x"]],
    ["a computed value left out", string({ computed: true, replaces: true }), { x: "a" }, {}, []],
    ["a computed value changed", string({ computed: true, replaces: true }), { x: "a" }, { x: "b" }, ["!update x"]],
    ["an unknown value", string({ replaces: true }), { x: "a" }, { x: UNKNOWN }, ["!update x"]],
    ["a value that was unknown", string(), { x: UNKNOWN }, { x: UNKNOWN }, ["update x"]],
    ["a list in another order", list(string()), { x: ["a", "b"] }, { x: ["b", "a"] }, ["update x[0]", "update x[1]"]],
    ["a longer list", list(string()), { x: ["a"] }, { x: ["a", "b"] }, ["add x[1]"]],
    ["a shorter list", list(string()), { x: ["a", "b"] }, { x: ["a"] }, ["delete x[1]"]],
    ["a set in another order", list(string(), { set: true }), { x: ["a", "b"] }, { x: ["b", "a"] }, []],
    ["a set with one twice", list(string(), { set: true }), { x: ["a", "b"] }, { x: ["a", "a", "b"] }, ["add x[1]"]],
    [
      "a set with another",
      list(string(), { set: true }),
      { x: ["a", "b"] },
      { x: ["c", "a"] },
      ["add x[0]", "delete x[1]"],
    ],
    ["a set with an unknown", list(string(), { set: true }), { x: ["a"] }, { x: [UNKNOWN] }, ["update x[0]"]],
    [
      "a set of objects with absent keys and inner order",
      list(object({ of: list(string(), { set: true }), note: string() }), { set: true }),
      { x: [{ of: ["a", "b"], note: null }, { of: [] }] },
      { x: [{ of: [] }, { of: ["b", "a"] }] },
      [],
    ],
    [
      "a set whose elements replace",
      list(port, { set: true }),
      { x: [{ port: 1 }] },
      { x: [{ port: 1, note: "n" }] },
      ["!update x[0]"],
    ],
    [
      "in a list only the field that replaces",
      list(port),
      { x: [{ port: 1 }] },
      { x: [{ port: 1, note: "n" }] },
      ["add x[0].note"],
    ],
    [
      "what is inside of what replaces",
      map(string(), { replaces: true }),
      { x: { a: "1" } },
      { x: { b: "1" } },
      ["!delete x.a", "!add x.b"],
    ],
    ["map keys that are no words", map(string()), { x: {} }, { x: { "a.b/c": "1" } }, ['add x["a.b/c"]']],
    ["JSON in another form", json(), { x: '{"a":1,"b":[1,2]}' }, { x: ' { "b": [1, 2], "a": 1 }' }, []],
    ["JSON that says other things", json(), { x: '{"b":[1,2]}' }, { x: '{"b":[2,1]}' }, ["update x"]],
  ])("%s", (_, field, before, after, expected) => {
    expect(diff(field, before, after)).toEqual(expected);
  });
});

describe("deleteBeforeReplace", () => {
  it("holds while a name that must be unique stays", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(bucket.type, "b", { name: "abc" });
    expect(cloud.diff(made, { name: "abc", storage: "cold" })).toMatchObject({
      replaces: ["storage"],
      deleteBeforeReplace: true,
    });
    expect(cloud.diff(made, { name: "abd", storage: "cold" }).deleteBeforeReplace).toBe(false);
    expect(cloud.diff(made, { name: UNKNOWN, storage: "cold" }).deleteBeforeReplace).toBe(false);
    expect(cloud.diff(made, { name: "abc", versioned: true })).toMatchObject({
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("does not hold where ids are drawn", () => {
    const cloud = driver(tiny, here);
    const made = cloud.make(network.type, "n", { cidrBlock: "10.0.0.0/16" });
    expect(cloud.diff(made, { cidrBlock: "10.1.0.0/16" })).toMatchObject({
      replaces: ["cidrBlock"],
      deleteBeforeReplace: false,
    });
  });

  it("leaves out what is to be ignored", () => {
    const cloud = driver(tiny, here);
    const { inputs, ...made } = cloud.make(subnet.type, "s", {
      networkId: cloud.make(network.type, "n", { cidrBlock: "10.0.0.0/16" }).id,
      cidrBlock: "10.0.0.0/24",
      tags: { a: "1" },
    });
    const news = { ...inputs, tags: { a: "2" } };
    const request = { ...made, oldInputs: inputs, news };
    expect(cloud.instance.diff(request).changes).toEqual([{ path: "tags.a", kind: "update", replaces: false }]);
    expect(cloud.instance.diff({ ...request, ignoreChanges: ["tags"] }).changes).toEqual([]);
    expect(cloud.diff(cloud.make(role.type, "r", { name: "r" }), { name: "r" }).changes).toEqual([]);
  });
});
