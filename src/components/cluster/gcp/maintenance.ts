/** When GKE may patch the control plane and the nodes. Pure. */
import type { ClusterPlan } from "../../../plan/cluster";
import { weekdays } from "../../../topology/platform";

export interface RecurringWindow {
  /** RFC 3339, in UTC: GKE answers nothing else, and another form would be a difference for ever. */
  readonly startTime: string;
  readonly endTime: string;
  /** RFC 5545. */
  readonly recurrence: string;
}

/**
 * GKE refuses windows that leave less than 48 hours in any 32 days ("Maintenance windows and exclusions"). 32 days have
 * four of each weekday at least, so a weekly window lasts 12 hours at least, whatever the stack file says.
 */
export const shortestWeeklyWindow = 12;

/** A Monday in the past; the first occurrence counts from the week it begins. */
const firstMonday = Date.UTC(2025, 0, 6);
const hour = 3_600_000;

export function maintenanceWindow({ day, startHour, hours }: ClusterPlan["maintenance"]): RecurringWindow {
  const start = firstMonday + (weekdays.indexOf(day) * 24 + startHour) * hour;
  const end = start + Math.max(hours, shortestWeeklyWindow) * hour;
  return {
    startTime: rfc3339(start),
    endTime: rfc3339(end),
    recurrence: `FREQ=WEEKLY;BYDAY=${day.slice(0, 2).toUpperCase()}`,
  };
}

const rfc3339 = (time: number): string => new Date(time).toISOString().replace(".000Z", "Z");
