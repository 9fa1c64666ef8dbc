/** Weekly windows as ElastiCache and RDS write them. Pure. */
import type { Shared } from "../../topology/schema";

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"] as const;
const hoursPerDay = 24;

/** `03:00`, of an hour that may lie past the day's end. */
const clock = (hour: number): string => `${String(hour % hoursPerDay).padStart(2, "0")}:00`;

/** `sun:03:00-sun:07:00`, UTC. */
export function weeklyWindow({ day, startHour, hours }: Shared["cluster"]["maintenance"]): string {
  const at = (hour: number) => {
    const weekday = days[(days.indexOf(day) + Math.floor(hour / hoursPerDay)) % days.length] ?? day;
    return `${weekday.slice(0, 3)}:${clock(hour)}`;
  };
  return `${at(startHour)}-${at(startHour + hours)}`;
}

/** An hour of every day, UTC, that begins an hour after a weekly window ends: `08:00-09:00`. The two never meet. */
export function hourAfter({ startHour, hours }: Shared["cluster"]["maintenance"]): string {
  const start = startHour + hours + 1;
  return `${clock(start)}-${clock(start + 1)}`;
}
