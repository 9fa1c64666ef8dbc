/** Whether a lab can run here. What is missing of Debian's packages is installed; where that can't be, the tests are skipped by name. */
import { labObstacle } from "../../../lab/lab";

export const obstacle = await labObstacle(true, (line) => process.stderr.write(`${line}\n`));

export function titled(name: string): string {
  return obstacle === undefined ? name : `${name} (left out: ${obstacle})`;
}
