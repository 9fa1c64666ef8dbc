/** Versions that each cloud's managed services offer. A leaf. */
import type { Cloud } from "./location";

export type Engine = "kubernetes" | "postgres";

/** Minor versions of Kubernetes in standard support, majors of PostgreSQL on offer; the newest last. */
const table: Readonly<Record<Cloud, Readonly<Record<Engine, readonly string[]>>>> = {
  // EKS supports a minor version for 14 months: 1.33 until 29 July 2026, 1.34 until 2 December 2026, 1.35 until 27 March 2027.
  aws: { kubernetes: ["1.34", "1.35", "1.36"], postgres: ["14", "15", "16", "17", "18"] },
  gcp: { kubernetes: ["1.33", "1.34", "1.35", "1.36"], postgres: ["14", "15", "16", "17", "18"] },
  // ACK supports a minor version for a year (1.34 until 30 September 2026) and makes clusters of the three newest. AliPG has 18
  // since November 2025 (release notes of AliPG).
  alicloud: { kubernetes: ["1.34", "1.35", "1.36"], postgres: ["14", "15", "16", "17", "18"] },
};

export function versionsIn(cloud: Cloud, engine: Engine): readonly string[] {
  return table[cloud][engine];
}
