/** The sandbox of all packages that Meridian uses. */
import { alicloud } from "./models/alicloud/index";
import { aws } from "./models/aws/index";
import { cloudflare } from "./models/cloudflare/index";
import { gcp } from "./models/gcp/index";
import { kubernetes } from "./models/kubernetes/index";
import { random } from "./models/random/index";
import { type RunningSandbox, type SandboxOptions, startSandbox as start } from "./server/sandbox";

export const packages = [aws, gcp, alicloud, cloudflare, kubernetes, random];

/** Starts a sandbox in this process. Throws `DirectoryInUse` when another serves the directory. */
export function startSandbox(options: Omit<SandboxOptions, "packages">): Promise<RunningSandbox> {
  return start({ ...options, packages });
}
