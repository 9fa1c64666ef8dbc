/** The programs that a gateway on Google Cloud needs of its cloud. Pure. */
import type { CloudScripts } from "../../../plan/mesh/boot";

/** Where Secret Manager keeps regional secrets: the global endpoint knows none of them. */
export const secretManagerHost = (region: string): string => `secretmanager.${region}.rep.googleapis.com`;

/** Seconds that an answer may take. */
const longest = 10;

/** `secret` is a resource name: `projects/p/locations/l/secrets/s`. The token goes by a pipe, never among arguments. */
export function cloudScripts(region: string, secret: string): CloudScripts {
  const ask = `curl --silent --show-error --fail --retry 3 --max-time ${longest}`;
  return {
    fetch: `#!/bin/bash
# Writes this gateway's bundle to standard output. The machine's own account may read that one secret.
set -euo pipefail
token=$(${ask} --header "Metadata-Flavor: Google" \\
  http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
printf 'Authorization: Bearer %s\\n' "$token" |
  ${ask} --header @- "https://${secretManagerHost(region)}/v1/${secret}/versions/latest:access" |
  python3 -c 'import base64, json, sys; sys.stdout.buffer.write(base64.b64decode(json.load(sys.stdin)["payload"]["data"]))'
`,
    takeRoutes: `#!/bin/sh
# Nothing to take: the load balancer that the routes lead to asks each gateway whether it lives.
exit 0
`,
    packages: ["ca-certificates", "curl"],
  };
}
