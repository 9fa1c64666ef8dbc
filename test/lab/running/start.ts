/** Brings up a lab of the name that is its argument, to be killed while it does. */
import { Lab } from "../../../lab/lab";
import { topology } from "../fixture";

Lab.start({
  topology: topology(),
  instance: process.argv[2] ?? "",
  say: (line) => process.stdout.write(`${line}\n`),
}).then(() => process.stdout.write("up\n"));
