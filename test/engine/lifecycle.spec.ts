/** The five stacks up, unchanged, moved to another cloud, and down, by the real engine. */
import { afterAll, expect, test } from "vitest";
import { changeCount } from "../../ops/engine/report";
import { Bench } from "./harness";

const bench = new Bench("lifecycle");
const stacks = ["us-east", "eu-west", "apac", "china", "global"];
const worldOf = (stack: string) => (stack === "china" ? "china" : "shared");

afterAll(() => bench.remove());

/** Objects of the sandbox and resources of the states, as `type id`. */
async function existing() {
  const objects = (await bench.objects()).map(({ type, id }) => `${type} ${id}`);
  const recorded = stacks
    .flatMap((stack) => bench.checkpoint(stack, worldOf(stack)).resources ?? [])
    .filter(({ custom, type }) => custom && !type.startsWith("pulumi:"))
    .map(({ type, id }) => `${type} ${id}`);
  return { objects: objects.sort(), recorded: recorded.sort() };
}

test("up brings all five stacks up, global last, and leaves the stack files as they are", async () => {
  const before = bench.stackFiles();
  const { exitCode, stderr, reports } = await bench.stacks(["up"]);
  expect(stderr).toContain("global: done");
  expect(exitCode).toBe(0);
  expect(Object.keys(reports)).toEqual(stacks);
  for (const stack of stacks) expect(reports[stack]?.changes.create, stack).toBeGreaterThan(3);
  expect(bench.stackFiles()).toEqual(before);
  const { objects, recorded } = await existing();
  expect(objects).toEqual(recorded);
});

test("every region has its output, and global a record for each and for each of its gateways, but for China", async () => {
  const output = (stack: string) =>
    bench.checkpoint(stack, worldOf(stack)).resources?.find(({ type }) => type === "pulumi:pulumi:Stack");
  expect(output("eu-west")).toMatchObject({
    outputs: {
      region: {
        name: "eu-west",
        cloud: "gcp",
        network: { cidr: "10.2.0.0/16" },
        cluster: { endpoint: expect.stringMatching(/^https:/) },
        database: { port: 5432, replicaHost: expect.stringMatching(/./) },
        cache: { host: expect.stringMatching(/./) },
        buckets: { compliance: expect.stringContaining("eu-west") },
        ingress: { address: expect.stringMatching(/^\d+\./) },
        mesh: { gateways: [1, 2].map((index) => ({ name: `mesh-eu-west-${index}`, asn: 4_200_000_002 })) },
      },
      waiting: [],
    },
  });
  const records = (await bench.objects()).filter(({ type }) => type.endsWith("ecord:DnsRecord"));
  const names = records.map(({ urn }) => urn.split("::").at(-1)).sort();
  const gateways = ["apac", "eu-west", "us-east"].flatMap((region) => [1, 2].map((index) => `mesh-${region}-${index}`));
  expect(names).toEqual(["api-ap", "api-eu", "api-us", ...gateways].map((name) => `${name}.meridian.example`));
});

test("up again changes nothing", async () => {
  const { exitCode, reports } = await bench.stacks(["up", "--expect-no-changes"]);
  expect(exitCode).toBe(0);
  for (const stack of stacks) expect(changeCount(reports[stack] ?? expect.fail(stack)), stack).toBe(0);
});

test("moving eu-west to AWS is an edit of its file", async () => {
  bench.edit("Pulumi.eu-west.yaml", (text) =>
    text
      .replace(/cloud: gcp/, "cloud: aws")
      .replace(/location: europe-west3/, "location: eu-west-1")
      .replace(/account: \S+/, 'account: "111122223333"')
      .replace(/drLocation: europe-west1/, "drLocation: eu-central-1"),
  );
  const preview = await bench.stacks(["preview", "--stack", "eu-west"]);
  expect(preview.reports["eu-west"]?.errors).toEqual([]);
  expect(preview.exitCode).toBe(0);
  const { exitCode } = await bench.stacks(["up", "--stack", "eu-west,global"]);
  expect(exitCode).toBe(0);
  const ours = (await bench.objects()).filter(({ urn }) => urn.startsWith("urn:pulumi:eu-west::"));
  expect(new Set(ours.map(({ type }) => type.split(":")[0]))).toEqual(new Set(["aws", "kubernetes", "random"]));
});

test("down leaves no resource in any state, and nothing in the clouds", async () => {
  const { exitCode } = await bench.stacks(["down"]);
  expect(exitCode).toBe(0);
  for (const stack of stacks) expect(bench.checkpoint(stack, worldOf(stack)).resources ?? [], stack).toEqual([]);
  expect(await bench.objects()).toEqual([]);
});
