/** What people, machines and shells are told of images to be copied. */
import { describe, expect, it } from "vitest";
import { imagesJson, imagesScript, imagesTable, regionCopies } from "../../../ops/commands/images";
import { UserError } from "../../../ops/errors";
import { loadTopology } from "../../../src/topology/load";
import { root } from "../../topology/files";

const topology = loadTopology(root);
const ofStacks = (...stacks: string[]) => regionCopies(topology, stacks);
const scriptOf = (...stacks: string[]) => imagesScript(ofStacks(...stacks)).split("\n");

describe("images", () => {
  it("are those of the stacks asked for", () => {
    expect(ofStacks("china", "us-east").map(({ region }) => region.name)).toEqual(["us-east", "china"]);
    expect(regionCopies(topology)).toHaveLength(topology.regions.length);
    expect(() => ofStacks("mars")).toThrow(UserError);
    expect(() => ofStacks("global")).toThrow(/has no registry/);
  });

  it("have one row each", () => {
    const [china] = ofStacks("china");
    const text = imagesTable(ofStacks("china"));
    expect(text).toMatch(/service.+<your build>.+\/images\/meridian\.service:1\.0\.0/);
    for (const { destination } of china?.copies ?? []) expect(text).toContain(destination);
  });

  it("are a document for machines", () => {
    const { regions } = JSON.parse(imagesJson(ofStacks("apac", "us-east")));
    expect(regions.map(({ region }: { region: string }) => region)).toEqual(["us-east", "apac"]);
    const [aws, gcp] = regions;
    expect(aws.copies).toContainEqual({
      kind: "image",
      source: expect.stringMatching(/^ghcr\.io\/kedacore\/keda:/),
      destination: expect.stringMatching(new RegExp(`^${aws.registry}/[a-z0-9-]+/ghcr\\.io/kedacore/keda:`)),
    });
    expect(gcp.copies).toEqual([{ kind: "own", destination: expect.stringContaining("-docker.pkg.dev/") }]);
  });
});

describe("the script", () => {
  it("copies whatever can be copied, and leaves the build to whoever has it", () => {
    const commands = scriptOf("us-east").filter((line) => !/^(#|set |$)/.test(line));
    expect(commands.length).toBeGreaterThan(3);
    for (const command of commands)
      expect(command).toMatch(
        /^crane copy (docker|ghcr)\.io\/\S+:\S+ \d{12}\.dkr\.ecr\.us-east-1\.amazonaws\.com\/\S+:\S+$/,
      );
    expect(scriptOf("apac").filter((line) => line.startsWith("crane copy"))).toEqual([]);
    expect(scriptOf("apac").filter((line) => line.includes("<your build>"))).toHaveLength(1);
  });

  it("says first where China's has to be run", () => {
    const lines = scriptOf("china");
    const warned = lines.findIndex((line) => /^# .+ inside the region's VPC alone/.test(line));
    expect(warned).toBeGreaterThan(0);
    expect(lines.findIndex((line) => /^(crane|helm) /.test(line))).toBeGreaterThan(warned);
    expect(scriptOf("us-east").join()).not.toContain("VPC");
  });

  it("pushes a packaged chart by its own name, then puts it where it is looked for", () => {
    const [pull, push, copy] = scriptOf("china").slice(-3);
    expect(pull).toMatch(/^helm pull keda --repo https:\/\/kedacore\.github\.io\/charts --version (\S+)$/);
    const [, file, folder] = /^helm push (\S+)\.tgz oci:\/\/(\S+)$/.exec(push ?? "") ?? [];
    const [, version] = /^keda-(.+)$/.exec(file ?? "") ?? [];
    expect(copy).toBe(`crane copy ${folder}/keda:${version} ${folder}/kedacore.charts.keda:${version}`);
  });
});
