/** Fetches the bundle, and applies it when it is another than the last. */
export const refresh = `#!/bin/bash
# At boot and every minute. The bundle never touches a disk: it goes from the fetching program into the unpacking one.
set -euo pipefail
umask 077
lib=/usr/local/lib/meridian
mkdir -p /run/meridian
exec 9> /run/meridian/refresh.lock
flock 9

# Daemons that it starts must not hold the lock.
apply() { "$lib/apply" 9>&-; }

changed=$("$lib/fetch" | "$lib/unpack")
if [ "$changed" = yes ]; then rm -f /run/meridian/applied; fi
if [ ! -f /run/meridian/applied ]; then
  apply
  touch /run/meridian/applied
fi
# Whoever is active takes the VPC's routes once more, for the case that the cloud's API did not answer when it became so.
if [ -f /run/meridian/active ]; then "$lib/take-routes"; fi
`;
