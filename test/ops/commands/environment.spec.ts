/** Which stack a plain `pulumi` command is about. */
import { expect, test } from "vitest";
import { stackArgument } from "../../../ops/commands/environment";

test.each([
  [["preview", "-s", "china"], "china"],
  [["preview", "--stack", "china", "--diff"], "china"],
  [["--stack=organization/meridian/china", "up"], "organization/meridian/china"],
  [["stack", "ls"], undefined],
])("%j is about %s", (args, stack) => {
  expect(stackArgument(args)).toBe(stack);
});
