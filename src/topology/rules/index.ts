/** Every cross-file rule. */
import type { Rule } from "./rule";

export const rules: readonly Rule[] = [];
