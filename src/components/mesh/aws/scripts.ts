/** What a gateway runs on AWS: how it fetches its bundle, takes the VPC's routes, and how people get onto it. Pure. */
import type { CloudScripts } from "../../../plan/mesh/boot";
import { dnsSuffixOf } from "../../network/aws/partition";
import { architecture } from "./sizes";

/** Short, so that a network in trouble does not eat the 20 s that `take-routes` has. */
const client = (
  location: string,
) => `export AWS_DEFAULT_REGION=${location} AWS_PAGER="" AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=4
aws() { command aws --cli-connect-timeout 2 --cli-read-timeout 5 "$@"; }`;

const fetchBundle = (location: string, secret: string) => `#!/bin/bash
set -euo pipefail
${client(location)}
aws secretsmanager get-secret-value --secret-id ${secret} --query SecretString --output text
`;

/**
 * Routes to a network interface are the mesh's alone: those of NAT and internet gateways and of endpoints have other
 * targets. So what the VPC's tables say is all that has to be known, and a larger mesh changes no machine.
 */
const takeRoutes = (location: string) => `#!/bin/bash
# Turns the VPC's routes to the other regions to this machine. Says nothing where they lead here already.
set -euo pipefail
[ "\${1:-}" = within-time ] || exec timeout 18 "$0" within-time
${client(location)}
metadata=http://169.254.169.254/latest
ask() { curl --fail --silent --show-error --max-time 2 --retry 2 "$@"; }
token=$(ask --request PUT --header "X-aws-ec2-metadata-token-ttl-seconds: 60" $metadata/api/token)
about() { ask --header "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/$1"; }
mac=$(about mac)
interface=$(about "network/interfaces/macs/$mac/interface-id")
vpc=$(about "network/interfaces/macs/$mac/vpc-id")

elsewhere="Routes[?NetworkInterfaceId && NetworkInterfaceId != '$interface' && DestinationPrefixListId].DestinationPrefixListId"
routes=$(aws ec2 describe-route-tables --filters "Name=vpc-id,Values=$vpc" --output text \\
  --query "RouteTables[].[RouteTableId, join(',', $elsewhere)]")
failed=0
turning=()
while read -r table destinations; do
  for destination in \${destinations//,/ }; do
    aws ec2 replace-route --route-table-id "$table" --destination-prefix-list-id "$destination" \\
      --network-interface-id "$interface" > /dev/null &
    turning+=($!)
  done
done <<< "$routes"
for each in "\${turning[@]}"; do wait "$each" || failed=$((failed + 1)); done
[ "\${#turning[@]}" = 0 ] || echo "$interface takes \${#turning[@]} routes, of which failed $failed"
exit $((failed > 0))
`;

/** @param secret Name of the gateway's bundle in Secrets Manager. */
export function awsScripts(location: string, secret: string): CloudScripts {
  return { fetch: fetchBundle(location, secret), takeRoutes: takeRoutes(location), packages: ["awscli", "curl"] };
}

/**
 * Session Manager's agent, which Debian has not: from AWS's own bucket in the location ("Manually installing SSM Agent on
 * Debian Server instances"). First of all, so that one can look at a machine on which the rest fails.
 */
const sessionManager = (location: string) => `#!/bin/bash
set -euo pipefail
dpkg --status amazon-ssm-agent > /dev/null 2>&1 && exit 0
package=$(mktemp --suffix=.deb)
curl --fail --silent --show-error --max-time 60 --retry 5 --output "$package" \\
  https://s3.${location}.${dnsSuffixOf(location)}/amazon-ssm-${location}/latest/debian_${architecture}/amazon-ssm-agent.deb
dpkg --install "$package"
rm "$package"
systemctl enable --now amazon-ssm-agent
`;

/** Scripts run at a machine's first boot only, unless this is said ("Run user data with every restart", AWS re:Post). */
const everyBoot = `#cloud-config
cloud_final_modules:
  - [scripts-user, always]
`;

const gatewayEnd = "MERIDIAN_END_OF_GATEWAY";

/** Packages, bundle or rights can be out of reach as a machine comes up; EC2 finds it well all the same, so nobody else tries again. */
const untilItWorks = (gateway: string) => `#!/bin/bash
script=$(mktemp)
cat > "$script" << '${gatewayEnd}'
${gateway.replace(/\n*$/, "\n")}${gatewayEnd}
until bash "$script"; do sleep "\${MERIDIAN_RETRY_SECONDS:-10}"; done
rm "$script"
`;

const boundary = "==MERIDIAN==";

/** User data in parts (cloud-init, "MIME multi-part archive"); scripts run in the order of their names. */
export function multipart(location: string, gateway: string): string {
  const part = (type: string, name: string, body: string) =>
    `--${boundary}\nContent-Type: text/${type}; charset="utf-8"\nContent-Disposition: attachment; filename="${name}"\n\n${body}`;
  return [
    `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${boundary}"\n`,
    part("cloud-config", "every-boot.yaml", everyBoot),
    part("x-shellscript", "10-session-manager", sessionManager(location)),
    part("x-shellscript", "20-gateway", untilItWorks(gateway)),
    `--${boundary}--\n`,
  ].join("\n");
}
