import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { windowsOf } from "../../../src/components/database/aws/windows";
import { weekdays } from "../../../src/topology/platform";

const hour = fc.integer({ min: 0, max: 23 });
const starts = (window: string) => Number(/(\d\d):00-/.exec(window)?.[1]);

describe("windows of a database on AWS", () => {
  it("are an hour each and keep clear of one another and of the daily backup", () => {
    fc.assert(
      fc.property(
        fc.record({ day: fc.constantFrom(...weekdays), startHour: hour, hours: fc.integer({ min: 4, max: 12 }) }),
        hour,
        (maintenance, dailyHour) => {
          const windows = windowsOf(maintenance, { hour: dailyHour, keptDays: 90 });
          expect(windows.maintenance).toMatch(/^[a-z]{3}:\d\d:00-[a-z]{3}:\d\d:00$/);
          expect(windows.backup).toMatch(/^\d\d:00-\d\d:00$/);
          const taken = [starts(windows.maintenance), starts(windows.backup)];
          expect(new Set(taken).size).toBe(2);
          // A job that starts up to an hour late still starts more than an hour before either window.
          for (const start of taken) expect([0, 1]).not.toContain((start - dailyHour + 24) % 24);
          const offset = (starts(windows.maintenance) - maintenance.startHour + 24) % 24;
          expect(offset).toBeLessThan(maintenance.hours);
        },
      ),
    );
  });

  it("pass into the next day", () => {
    const late = { day: "saturday", startHour: 23, hours: 4 } as const;
    expect(windowsOf(late, { hour: 2, keptDays: 90 }).maintenance).toBe("sat:23:00-sun:00:00");
    expect(windowsOf(late, { hour: 23, keptDays: 90 }).maintenance).toBe("sun:01:00-sun:02:00");
  });
});
