/** What a stack's report says after the engine's events. */
import { expect, test } from "vitest";
import { changeCount, type Event, newReport, observer } from "../../../ops/engine/report";

const base = { sequence: 0, timestamp: 0 };
const urn = "urn:pulumi:us-east::meridian::aws:ec2/vpc:Vpc::us-east-vpc";

/** Only the parts of an event that the report reads. */
function event(part: object): Event {
  return { ...base, ...part } as Event;
}

const prelude = event({ preludeEvent: { config: {} } });
const metadata = { op: "create", type: "aws:ec2/vpc:Vpc", urn, detailedDiff: { cidrBlock: {} } };
const planned = event({ resourcePreEvent: { metadata, planning: true } });
const finished = event({ resOutputsEvent: { metadata } });
const refusal = event({
  policyEvent: {
    resourceUrn: urn,
    message: "<{%fg 1%}>us-east-vpc lies elsewhere<{%reset%}>",
    policyName: "effective-region",
    policyPackName: "meridian-world",
    enforcementLevel: "mandatory",
  },
});
const summary = (resourceChanges: object) => event({ summaryEvent: { resourceChanges } });

test("an up that its preview ended has planned and done nothing", () => {
  const report = newReport("us-east", "up");
  const observe = observer(report);
  for (const each of [prelude, planned, refusal, summary({ create: 1 })]) observe(each);
  expect(report.planned).toBe(true);
  expect(report.policies.violations).toEqual([
    {
      rule: "effective-region",
      pack: "meridian-world",
      resource: "us-east-vpc",
      message: "us-east-vpc lies elsewhere",
    },
  ]);
});

test("an up that went on reports what was done, each step once", () => {
  const report = newReport("us-east", "up");
  const observe = observer(report);
  for (const each of [
    prelude,
    planned,
    summary({ create: 1 }),
    prelude,
    planned,
    finished,
    summary({ create: 1, same: 4 }),
  ]) {
    observe(each);
  }
  expect(report.planned).toBe(false);
  expect(report.steps).toEqual([
    { op: "create", type: "aws:ec2/vpc:Vpc", name: "us-east-vpc", properties: ["cidrBlock"] },
  ]);
  expect(changeCount(report)).toBe(1);
  expect(report.resources).toBe(5);
});

test("advice is no violation, and an error keeps the name of its resource", () => {
  const report = newReport("us-east", "preview");
  const observe = observer(report);
  observe(prelude);
  observe(event({ policyEvent: { ...refusal.policyEvent, enforcementLevel: "advisory" } }));
  observe(event({ diagnosticEvent: { severity: "error", message: "no such zone\n", urn } }));
  expect(report.policies.violations).toEqual([]);
  expect(report.errors).toEqual(["us-east-vpc: no such zone"]);
});
