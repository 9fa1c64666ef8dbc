/** The plugin's failures and the model's as one list: nothing said twice, and of each who said it. */
import type { Refusal } from "../core/model";

/** What a plugin said of one Check. */
export interface Verdict {
  /** `aws plugin 7.48.0`. */
  readonly by: string;
  readonly failures: readonly Refusal[];
}

const model = "the sandbox's model";

/** Without a plugin's verdict the model's failures stay as they are. */
export function merged(verdict: Verdict | undefined, ofModel: readonly Refusal[]): readonly Refusal[] {
  if (!verdict) return ofModel;
  const ofPlugin = new Set(verdict.failures.map(keyOf));
  const agreed = new Set(ofModel.map(keyOf).filter((key) => ofPlugin.has(key)));
  const first = verdict.failures.map((failure) =>
    judgedBy(failure, agreed.has(keyOf(failure)) ? `${verdict.by} and ${model}` : verdict.by),
  );
  const others = ofModel.filter((failure) => !agreed.has(keyOf(failure)));
  return [...first, ...others.map((failure) => judgedBy(failure, model))];
}

function judgedBy({ property, reason }: Refusal, who: string): Refusal {
  return { property, reason: `${reason} (${who})` };
}

/** Two failures are one when they name the same property in the same words; case, spacing and a last full stop are no words. */
function keyOf({ property, reason }: Refusal): string {
  const words = reason.toLowerCase().replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return `${property}\u0000${words}`;
}
