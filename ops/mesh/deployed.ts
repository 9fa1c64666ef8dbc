/** Which keys a region was brought up with, read from its stack's outputs. */
import * as z from "zod";
import type { AskPulumi } from "./pulumi-vault";
import type { Deployed } from "./rotate";

const outputSchema = z.object({
  mesh: z.object({
    gateways: z.array(z.object({ publicKey: z.string() })),
    /** Every key of another region's gateways that this region's let in. */
    accepts: z.array(z.string()).optional(),
  }),
});

const unknown: Deployed = { speaks: undefined, accepts: undefined };

/** A stack that is not there, has not come up, or says nothing of the mesh is not known to know anything. */
export function deployedBy(ask: AskPulumi): (region: string) => Promise<Deployed> {
  return async (region) => {
    const flags = ["--json", "--stack", region, "--non-interactive", "--color", "never"];
    const { failed, stdout } = await ask(region, ["stack", "output", "region", ...flags], "");
    if (failed) return unknown;
    let parsed: unknown;
    try {
      parsed = JSON.parse(stdout);
    } catch {
      return unknown;
    }
    const { data } = outputSchema.safeParse(parsed);
    return data
      ? { speaks: data.mesh.gateways.map(({ publicKey }) => publicKey), accepts: data.mesh.accepts }
      : unknown;
  };
}
