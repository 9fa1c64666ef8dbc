/** Brings what runs in line with the files. */
import { tunnelPorts } from "../../addresses";

export const apply = String.raw`#!/bin/bash
# Run at boot, and whenever a file or the key has changed. May be run again at any time.
set -euo pipefail
shopt -s nullglob
lib=/usr/local/lib/meridian

sysctl --quiet net.ipv4.ip_forward=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0 \
  net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.default.send_redirects=0 \
  net.ipv4.ip_local_reserved_ports=${tunnelPorts.first}-${tunnelPorts.last}
printf '$NIC=%s\n' "$(ip -o -4 route show default | awk '{ print $5; exit }')" > /run/meridian/keepalived-interface.conf
nft --file /etc/nftables.conf

for file in /etc/wireguard/wg*.conf; do
  tunnel=$(basename "$file" .conf)
  if ip link show "$tunnel" > /dev/null 2>&1; then
    # The key goes through a pipe: never on a disk, never among arguments.
    { printf '[Interface]\nPrivateKey = %s\n' "$(< /run/meridian/key)"; wg-quick strip "$tunnel"; } | wg syncconf "$tunnel" /dev/stdin
    ip link set dev "$tunnel" mtu "$(awk '$1 == "MTU" { print $3 }' "$file")"
    "$lib/shape" "$tunnel"
  else
    wg-quick up "$tunnel"
  fi
done
for tunnel in $(wg show interfaces); do
  if [ ! -f "/etc/wireguard/$tunnel.conf" ]; then ip link delete dev "$tunnel"; fi
done

"$lib/endpoints"
systemctl daemon-reload
systemctl enable --now --quiet meridian-refresh.timer meridian-endpoints.timer meridian-metrics.timer \
  meridian-keys.service meridian-health.service
systemctl restart meridian-keys.service meridian-health.service
systemctl reload-or-restart bird.service keepalived.service
`;
