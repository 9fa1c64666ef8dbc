/** Quantities: how much `500m` and `1Gi` are. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ */
import type { Value } from "../../core/model";

export const quantity = /^([+-]?(?:\d+\.?\d*|\.\d+))([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];

/** The number that a quantity stands for; undefined where it is none. */
export function amount(value: Value | undefined): number | undefined {
  const match = quantity.exec(String(value));
  if (!match) return undefined;
  const [, digits, suffix = ""] = match;
  if (binary.includes(suffix)) return Number(digits) * 1024 ** (binary.indexOf(suffix) + 1);
  if (decimal.includes(suffix)) return Number(digits) * 1000 ** (decimal.indexOf(suffix) - 3);
  return Number(`${digits}${suffix}`);
}
