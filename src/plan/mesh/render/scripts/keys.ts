/** While a far gateway changes its key, lets the tunnel's blocks follow the key that it speaks with. */
export const keys = `#!/bin/bash
# A key takes over once it has shaken hands no earlier than the one that carries the blocks; of two that shook hands in the same
# second the newer one counts (a gateway never goes back). Nothing to do where all tunnels know one key only.
set -euo pipefail

follow() {
  local tunnel=$1 allowed=$2 keys=$3 holder= best= best_time=0 key blocks time
  local -A shook=()
  while IFS=$'\\t' read -r key blocks; do
    if [ "$blocks" != "(none)" ]; then holder=$key; fi
  done < <(wg show "$tunnel" allowed-ips)
  while IFS=$'\\t' read -r key time; do shook[$key]=$time; done < <(wg show "$tunnel" latest-handshakes)
  for key in \${keys//,/ }; do
    time=\${shook[$key]:-0}
    if [ "$time" -gt "$best_time" ]; then best=$key best_time=$time; fi
  done
  if [ -n "$best" ] && [ "$best" != "$holder" ]; then
    wg set "$tunnel" peer "$best" allowed-ips "$allowed"
    echo "$tunnel: the far gateway speaks with another key"
  fi
}

while :; do
  pause=5
  while read -r tunnel _ _ _ allowed keys; do
    if [ -n "$keys" ]; then follow "$tunnel" "$allowed" "$keys" || true; pause=0.1; fi
  done < /etc/meridian/tunnels
  sleep "$pause"
done
`;
