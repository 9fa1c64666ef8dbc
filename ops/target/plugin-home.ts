import { pulumiHome } from "../paths";

/** The Pulumi home whose provider plugins the sandbox asks before its models; "" with `MERIDIAN_SANDBOX_PLUGINS=off`. */
export function pluginHome(): string {
  return process.env.MERIDIAN_SANDBOX_PLUGINS === "off" ? "" : pulumiHome();
}
