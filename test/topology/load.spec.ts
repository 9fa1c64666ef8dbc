/** The loader: what it reads, and that it says everything that is wrong, once, and nothing else. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { formatProblems, loadTopology, TopologyError } from "../../src/topology/load";
import { edited, emptyDirectory, inMemory, layouts, lineOf, problemsIn, problemsOf, root } from "./files";

describe("loadTopology", () => {
  it("reads the shipped stack files", () => {
    const { shared, regions, global } = loadTopology(root);
    expect(regions.map(({ name, cloud, location }) => `${name} ${cloud} ${location}`)).toEqual([
      "us-east aws us-east-1",
      "eu-west gcp europe-west3",
      "apac gcp asia-southeast1",
      "china alicloud cn-hangzhou",
    ]);
    expect(regions.filter(({ isolated }) => isolated).map(({ name }) => name)).toEqual(["china"]);
    expect(shared.replication).toHaveLength(66);
    expect(global.plan).toBe("enterprise");
  });

  it("names China in no file that others share", () => {
    const shared = readFileSync(join(root, "Pulumi.yaml"), "utf8");
    expect(shared).not.toMatch(/china|cn-hangzhou|meridian\.cn/i);
  });

  it.each(layouts)("reads %s", (directory) => {
    expect(loadTopology(directory).regions.length).toBeGreaterThan(2);
  });

  it("keeps what is Pulumi's own in a stack file", () => {
    const file = "Pulumi.us-east.yaml";
    const text = readFileSync(join(root, file), "utf8");
    const directory = edited({});
    const own = ["encryptionsalt: v1:abc", "secretsprovider: awskms://x", "encryptedkey: AbCd", ""].join("\n");
    writeFileSync(join(directory, file), `${text}  aws:skipMetadataApiCheck: "true"\n${own}`);
    expect(problemsIn(directory)).toEqual([]);
  });

  it("says six different mistakes of one file in six problems", () => {
    const file = "Pulumi.eu-west.yaml";
    const directory = edited({
      [file]: [
        ["location: europe-west3", "location: europe-west33"],
        ["tier: secondary", "tier: secundary"],
        ["cidr: 10.2.0.0/16", "cidr: 10.1.0.0/16"],
        ["timeZone:", "timezone:"],
        ["maxInstances: 100", "maxInstances: lots"],
        ["trafficWeight: 35", "trafficWeight: 45"],
      ],
    });
    // A misspelt key is one mistake, though it leaves a key missing too.
    const problems = problemsIn(directory);
    const line = (text: string) => lineOf(directory, file, text);
    expect(problems).toEqual([
      {
        file: "Pulumi.apac.yaml",
        line: lineOf(directory, "Pulumi.apac.yaml", "trafficWeight"),
        key: "meridian:region.trafficWeight",
        value: 25,
        expected: "that the regions that are not isolated make 100; they make 110 (us-east 40, eu-west 45, apac 25)",
      },
      {
        file,
        line: line("location:"),
        key: "meridian:region.location",
        value: "europe-west33",
        expected: 'a location of gcp; did you mean "europe-west3"?',
      },
      {
        file,
        line: line("tier:"),
        key: "meridian:region.tier",
        value: "secundary",
        expected: 'one of primary, secondary, tertiary, edge, separate; did you mean "secondary"?',
      },
      {
        file,
        line: line("cidr:"),
        key: "meridian:region.network.cidr",
        value: "10.1.0.0/16",
        expected: "10.2.0.0/16 (10.1.0.0/16 overlaps us-east's network)",
      },
      {
        file,
        line: line("timezone:"),
        key: "meridian:region.timezone",
        value: "Europe/Berlin",
        expected: 'no such key; did you mean "timeZone"?',
      },
      {
        file,
        line: line("maxInstances:"),
        key: "meridian:region.capacity.maxInstances",
        value: "lots",
        expected: "a number",
      },
    ]);
  });

  it("finds the wrong edge among good ones and still judges those", () => {
    const problems = problemsOf({
      "Pulumi.yaml": [
        [
          "{ dataClass: users, from: us-east, to: eu-west, legalBasis: us-contracts }",
          "{ dataClass: users, from: us-east, to: eu-west }",
        ],
        [
          "{ dataClass: users, from: us-east, to: apac, legalBasis: us-contracts }",
          "{ dataClass: users, from: us-east, to: china, legalBasis: us-contracts }",
        ],
      ],
    });
    expect(problems.map(({ key }) => key)).toEqual([
      "meridian:shared.replication[0].legalBasis",
      "meridian:shared.replication[1].to",
    ]);
    expect(problems[0]?.value).toBeUndefined();
    expect(problems[0]?.expected).toMatch(/^text \(Why the law allows it/);
  });

  it("says a misspelt framework once, and a class ill-formed", () => {
    const problems = problemsOf({
      "Pulumi.yaml": [
        ["        HIPAA: {", "        HIPPA: {"],
        ["payments: { store: postgres,", "payments: { store: mysql,"],
      ],
    });
    expect(problems.map(({ key }) => key)).toEqual([
      "meridian:shared.logRetention.HIPPA",
      "meridian:shared.dataClasses.payments.store",
    ]);
    expect(problems[0]?.expected).toMatch(/did you mean "HIPAA"/);
  });

  it.each([
    { what: "no project file", edits: { "Pulumi.yaml": null }, at: ["Pulumi.yaml:0 "] },
    { what: "no global stack", edits: { "Pulumi.global.yaml": null }, at: ["Pulumi.global.yaml:0 stack"] },
    {
      what: "a misspelt config key",
      edits: { "Pulumi.apac.yaml": [["meridian:region:", "meridian:regoin:"]] as const },
      at: ["Pulumi.apac.yaml:6 meridian:regoin"],
    },
    {
      what: "a key at the top that Pulumi has not",
      edits: { "Pulumi.apac.yaml": [["config:", "confg:"]] as const },
      at: ["Pulumi.apac.yaml:3 confg"],
    },
    {
      what: "a region in the global file",
      edits: { "Pulumi.global.yaml": [["meridian:global:", "meridian:region:"]] as const },
      at: ["Pulumi.global.yaml:5 meridian:region"],
    },
    {
      what: "shared without value",
      edits: { "Pulumi.yaml": [["    value:\n", "    values:\n"]] as const },
      at: ["Pulumi.yaml:11 meridian:shared.value"],
    },
  ])("refuses $what", ({ edits, at }) => {
    const found = problemsIn(edited(edits)).map(({ file, line, key }) => `${file}:${line} ${key}`);
    expect(found).toEqual(at);
  });

  it("says every syntax error of every file, and no sum of what it could not read", () => {
    const problems = problemsOf({
      "Pulumi.us-east.yaml": [["    cloud: aws", "   cloud: aws"]],
      "Pulumi.apac.yaml": [["countries: [APAC]", "countries: [APAC"]],
    });
    expect(new Set(problems.map(({ file }) => file))).toEqual(new Set(["Pulumi.apac.yaml", "Pulumi.us-east.yaml"]));
    expect(problems.every(({ expected, line }) => expected.startsWith("YAML; ") && line > 0)).toBe(true);
  });

  it("says the first errors of a file that is one error a line, and how many there are", () => {
    const problems = problemsOf({ "Pulumi.yaml": [["config:\n", "config: [\n"]] });
    expect(problems).toHaveLength(4);
    expect(problems.at(-1)?.expected).toMatch(/^YAML; \d{2,} more, which may follow from these$/);
  });

  it("refuses keys of the mesh for an isolated region, sealed as they are", () => {
    const problems = problemsOf({
      "Pulumi.china.yaml": [["config:\n", "config:\n  meridian:meshPrivateKeys:\n    secure: v1:abc\n"]],
    });
    expect(problems).toEqual([
      expect.objectContaining({
        file: "Pulumi.china.yaml",
        key: "meridian:meshPrivateKeys",
        expected: "none: the mesh never reaches an isolated region",
      }),
    ]);
    expect(JSON.stringify(problems)).not.toContain("v1:abc");
  });

  it("refuses two files of one stack and names that can not be", () => {
    const directory = edited({});
    writeFileSync(join(directory, "Pulumi.apac.yml"), readFileSync(join(root, "Pulumi.apac.yaml")));
    writeFileSync(join(directory, "Pulumi.Bad_Name.yaml"), "config: {}\n");
    expect(problemsIn(directory).map(({ file, key, value }) => `${file} ${key} ${value}`)).toEqual([
      "Pulumi.Bad_Name.yaml stack Bad_Name",
      "Pulumi.apac.yml stack apac",
    ]);
  });

  it("refuses a directory that is not there, and an empty one", () => {
    expect(problemsIn(join(root, "nowhere"))).toHaveLength(1);
    expect(problemsIn(emptyDirectory()).map(({ file }) => file)).toEqual([
      "Pulumi.<stack>.yaml",
      "Pulumi.global.yaml",
      "Pulumi.yaml",
    ]);
  });

  it("throws a TopologyError whatever the files say", () => {
    // A stray bracket is a thousand errors to the yaml package, and each would note its stack.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    onTestFinished(() => {
      Error.stackTraceLimit = stackTraceLimit;
    });
    const files = ["Pulumi.yaml", "Pulumi.us-east.yaml", "Pulumi.china.yaml", "Pulumi.global.yaml"] as const;
    const stackFiles = readdirSync(root).filter((file) => /^Pulumi\..*yaml$/.test(file));
    const texts = new Map(stackFiles.map((file) => [file, readFileSync(join(root, file), "utf8")]));
    const junk = fc.oneof(
      fc.constantFrom(
        "",
        ":",
        "- ",
        "[",
        "{",
        "}",
        "null",
        "&a [*a]",
        "*a",
        "!!js/x",
        "<<: 1",
        "~",
        "'",
        "\t",
        "__proto__: 1",
        "1e999",
        "0x",
        "---\n",
        "!!binary x",
      ),
      fc.string({ maxLength: 6 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(40),
        junk,
        (file, where, cut, put) => {
          const text = texts.get(file) ?? "";
          const at = Math.floor(where * text.length);
          const broken = text.slice(0, at) + put + text.slice(at + cut);
          try {
            loadTopology(root, [], inMemory(new Map(texts).set(file, broken)));
          } catch (error) {
            if (!(error instanceof TopologyError)) throw error;
            expect(error.problems.length).toBeGreaterThan(0);
            expect(error.message).toBe(formatProblems(error.problems));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("formatProblems", () => {
  it("says one problem on one line", () => {
    const common = {
      file: "Pulumi.us-east.yaml",
      line: 12,
      key: "meridian:region.tier",
      expected: "one of primary, edge",
    };
    expect(
      formatProblems([
        { ...common, value: "primry" },
        { ...common, value: undefined },
        { ...common, value: "x".repeat(200) },
        { file: "Pulumi.yaml", line: 0, key: "", value: undefined, expected: "a file that can be read" },
      ]).split("\n"),
    ).toEqual([
      'Pulumi.us-east.yaml:12 meridian:region.tier is "primry": expected one of primary, edge',
      "Pulumi.us-east.yaml:12 meridian:region.tier is missing: expected one of primary, edge",
      `Pulumi.us-east.yaml:12 meridian:region.tier is "${"x".repeat(76)}...: expected one of primary, edge`,
      "Pulumi.yaml: expected a file that can be read",
    ]);
  });
});
