/** When AWS may work on a database, so that its three kinds of work don't meet. Pure. */
import type { Shared } from "../../../topology/schema";
import { weeklyWindow } from "../../aws/weekly-window";

export interface Windows {
  /** `sun:05:00-sun:06:00`, UTC. */
  readonly maintenance: string;
  /** `14:00-15:00`, UTC. */
  readonly backup: string;
}

const hoursPerDay = 24;
/** `03:00`, of an hour that may lie past the day's end. */
const clock = (hour: number) => `${String(hour % hoursPerDay).padStart(2, "0")}:00`;

/**
 * AWS Backup begins no job of RDS within an hour before, nor during, the maintenance window or the window of RDS's own
 * daily snapshot; and those two may not overlap. So both stay clear of the hour in which the daily backup starts, and of
 * the next.
 */
export function windowsOf(
  maintenance: Shared["cluster"]["maintenance"],
  daily: Shared["database"]["backups"]["daily"],
): Windows {
  const clear = (hour: number) => ![0, 1].includes((hour - daily.hour + 2 * hoursPerDay) % hoursPerDay);
  const candidates = Array.from({ length: maintenance.hours }, (_, offset) => maintenance.startHour + offset);
  const startHour = candidates.find(clear);
  if (startHour === undefined) throw new RangeError("a maintenance window of at least 3 hours has a clear one");
  const backup = [12, 13].map((later) => daily.hour + later).find((hour) => (hour - startHour) % hoursPerDay !== 0);
  if (backup === undefined) throw new RangeError("one of two hours differs from a third");
  return {
    maintenance: weeklyWindow({ day: maintenance.day, startHour, hours: 1 }),
    backup: `${clock(backup)}-${clock(backup + 1)}`,
  };
}
