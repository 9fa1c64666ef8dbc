/** Resolves the peers' names again, and lets in who they lead to. */
import { peersFile } from "../nftables";

export const endpoints = String.raw`#!/bin/bash
# Every 30 s. A name that does not resolve keeps the address it had; a region that has not come up yet has none.
set -euo pipefail
umask 077
known=/run/meridian/addresses
mkdir -p "$known"
elements=

while read -r tunnel host port local_port _; do
  address=$(getent ahostsv4 "$host" | awk 'NR == 1 { print $1 }') || address=
  if [ -n "$address" ]; then printf '%s' "$address" > "$known/$tunnel"; fi
  [ -f "$known/$tunnel" ] || continue
  address=$(< "$known/$tunnel")
  elements+="$address : $local_port"$'\n'
  # The peer that carries the tunnel's blocks is the one to call; others call us.
  wg show "$tunnel" allowed-ips | while IFS=$'\t' read -r key blocks; do
    if [ "$blocks" != "(none)" ] && [ "$(wg show "$tunnel" endpoints | awk -v key="$key" '$1 == key { print $2 }')" != "$address:$port" ]; then
      wg set "$tunnel" peer "$key" endpoint "$address:$port"
    fi
  done
done < /etc/meridian/tunnels

list=$(printf %s "$elements" | sort -u | paste -sd,)
{
  echo "flush map inet mesh tunnel_of"
  if [ -n "$list" ]; then echo "add element inet mesh tunnel_of { $list }"; fi
} > "$known.$$"
mv "$known.$$" ${peersFile}
nft --file ${peersFile}
`;
