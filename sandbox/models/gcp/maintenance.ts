/** Windows of maintenance as GKE takes them ("Maintenance windows and exclusions"). */
import type { Properties, Refusal } from "../../core/model";
import { refuse } from "./common";

const zulu = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/;
const days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
const anHour = 3_600_000;
/** Windows shorter than that do not count. */
const shortest = 4;
const needed = 48;
/** Full weeks in 32 days. */
const weeks = 4;

export function maintenanceRefusals({ startTime, endTime, recurrence }: Properties): Refusal[] {
  const [start, end, rule] = [startTime, endTime, recurrence].map(String);
  if (!start || !end || !rule || start === "undefined" || end === "undefined" || rule === "undefined") return [];
  const at = "maintenancePolicy.recurringWindow";
  if (!zulu.test(start) || !zulu.test(end))
    return [refuse(at, `Error 400: ${start} and ${end} must be RFC 3339 in UTC: 2025-01-05T03:00:00Z, badRequest`)];
  const hours = (Date.parse(end) - Date.parse(start)) / anHour;
  if (!(hours > 0)) return [refuse(`${at}.endTime`, `Error 400: ${end} is not after ${start}, badRequest`)];
  const occurrences = timesIn32Days(rule);
  if (occurrences === undefined)
    return [refuse(`${at}.recurrence`, `Error 400: ${rule} is no recurrence of RFC 5545, badRequest`)];
  if (hours >= shortest && occurrences * hours >= needed) return [];
  return [
    refuse(
      at,
      `Error 400: maintenance policy would go longer than 32d without ${needed}h maintenance availability of ≥${shortest}h contiguous duration, badRequest`,
    ),
  ];
}

/** How often at least; undefined when the rule is none. */
function timesIn32Days(rule: string): number | undefined {
  const parts = new Map(rule.split(";").map((part) => part.split("=") as [string, string | undefined]));
  if (parts.get("FREQ") === "DAILY") return 32;
  const named = (parts.get("BYDAY") ?? "").split(",");
  if (parts.get("FREQ") !== "WEEKLY" || named.some((day) => !days.includes(day))) return undefined;
  return new Set(named).size * weeks;
}
