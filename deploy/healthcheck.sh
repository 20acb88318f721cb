#!/usr/bin/env bash
# Health of the silo in this container, for images without curl: 0 where it answers that it is alive, 1 otherwise. Asks the port of the probes
# (BirdGrid__ProbePort) where there is one, else REST at BirdGrid__RestUrl, by default http://127.0.0.1:5402. It speaks no TLS: a silo whose REST
# does needs a ProbePort.
set -u
if [ "${BirdGrid__ProbePort:-0}" != 0 ]; then
  address=127.0.0.1:$BirdGrid__ProbePort path=/live
else
  address=${BirdGrid__RestUrl:-http://127.0.0.1:5402} path=/v2/health/live
  address=${address#*://} address=${address%%/*}
fi

exec 3<>"/dev/tcp/${address%:*}/${address##*:}" || exit 1
printf 'GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$path" "$address" >&3
read -r -t 5 _ status _ <&3 && [ "$status" = 200 ] || exit 1
