import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Properties, Value } from "../../../sandbox/core/model";
import { canonical, childPath, getAt, parsePath, setAt, UNKNOWN } from "../../../sandbox/core/values";
import { fromStruct, toStruct } from "../../../sandbox/server/struct";
import { bucket, here, network, role, subnet, tiny } from "./cloud";
import { driver, urnOf } from "./harness";

const types = [network.type, subnet.type, bucket.type, role.type];
const value: fc.Arbitrary<Value> = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constant(UNKNOWN)) as fc.Arbitrary<Value>;
const names = [...new Set(tiny.resources.flatMap(({ inputs }) => Object.keys(inputs)))];
const anything: fc.Arbitrary<Properties> = fc.dictionary(
  fc.oneof(fc.constantFrom(...names, "__proto__", "constructor", "toString"), fc.string()),
  value,
);

const block = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `10.${a}.${b}.0/24`);
const soundSubnet = fc.record(
  {
    cidrBlock: block,
    zone: fc.constantFrom("a", "b"),
    rules: fc.array(
      fc.record(
        {
          port: fc.integer({ min: 1, max: 65535 }),
          sources: fc.array(fc.string()),
          weight: fc.double({ min: 0, max: 1, noNaN: true }),
        },
        { requiredKeys: ["port"] },
      ),
    ),
    steps: fc.array(fc.string(), { minLength: 1, maxLength: 3 }),
    tags: fc.dictionary(
      fc.string().filter((key) => !key.startsWith("tiny:")),
      fc.string({ maxLength: 20 }),
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: ["cidrBlock"] },
);

describe("whatever the inputs", () => {
  it("check answers, and what it passes can be diffed and previewed", () => {
    const { instance } = driver(tiny, here);
    fc.assert(
      fc.property(fc.constantFrom(...types), anything, anything, (type, news, olds) => {
        const urn = urnOf(type, "subject");
        const { inputs, failures } = instance.check({ type, urn, news, olds });
        for (const { reason } of failures) expect(reason).not.toBe("");
        instance.diff({ type, urn, id: "x", oldInputs: olds, news: inputs });
        if (failures.length === 0) instance.create({ type, urn, inputs, preview: true });
      }),
    );
  });

  it("check of what check answered changes nothing more", () => {
    const { instance } = driver(tiny, here);
    fc.assert(
      fc.property(soundSubnet, (subject) => {
        const request = { type: subnet.type, urn: urnOf(subnet.type, "s") };
        const once = instance.check({ ...request, news: { ...subject, networkId: UNKNOWN } as Properties });
        expect(once.failures).toEqual([]);
        expect(instance.check({ ...request, news: once.inputs }).inputs).toEqual(once.inputs);
      }),
    );
  });

  it("what was created reads back as it was, and does not differ from what made it", () => {
    fc.assert(
      fc.property(soundSubnet, (subject) => {
        const cloud = driver(tiny, here);
        const networkId = cloud.make(network.type, "n", { cidrBlock: "10.0.0.0/16" }).id;
        const news = { ...subject, networkId } as Properties;
        const made = cloud.make(subnet.type, "s", news);
        const read = cloud.instance.read(made);
        expect(read).toEqual({ id: made.id, state: made.state, inputs: made.inputs });
        expect(cloud.diff({ ...made, inputs: read?.inputs ?? {} }, news).changes).toEqual([]);
        const preview = cloud.preview(subnet.type, "s", news);
        for (const [name, known] of Object.entries(preview))
          if (known !== UNKNOWN) expect(made.state[name]).toEqual(known);
        for (const name of Object.keys(made.state)) expect(preview).toHaveProperty([name]);
      }),
      { numRuns: 60 },
    );
  });

  it("every change that diff shows is gone when it has been carried out", () => {
    fc.assert(
      fc.property(soundSubnet, soundSubnet, (first, second) => {
        const cloud = driver(tiny, here);
        const networkId = cloud.make(network.type, "n", { cidrBlock: "10.0.0.0/16" }).id;
        const made = cloud.make(subnet.type, "s", { ...first, networkId } as Properties);
        const { zone: _, ...rest } = second;
        const news = { ...rest, networkId, cidrBlock: first.cidrBlock } as Properties;
        const changed = cloud.change(made, news);
        expect(cloud.diff(changed, news).changes).toEqual([]);
        expect(changed.state.zone).toBe(made.state.zone);
      }),
      { numRuns: 60 },
    );
  });
});

describe("values", () => {
  it("survive the protocol", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value), (properties) => {
        // google-protobuf keeps the fields of a Struct in a plain object, which loses this one key in every Node process.
        fc.pre(!canonical(properties).includes('"__proto__":'));
        expect(canonical(fromStruct(toStruct(properties)))).toBe(canonical(properties));
      }),
    );
  });

  it("are found at the path that was written for them", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), value, (keys, wanted) => {
        const path = keys.reduce(childPath, "");
        expect(parsePath(path)).toEqual(keys);
        expect(getAt(setAt({}, keys, wanted), keys)).toEqual(wanted);
        expect(canonical(setAt(setAt({ kept: 1 }, keys, wanted), keys, undefined))).toContain(
          keys[0] === "kept" ? "" : "kept",
        );
      }),
    );
  });
});
