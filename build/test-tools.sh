#!/usr/bin/env bash
# Installs what the tests need beside .NET, where it is missing: a Redis server, the ip command (network namespaces), curl and Python's gRPC (foreign
# clients) from Debian, node and npm for s3rver, an S3 server in the versions of its lock file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
command -v redis-server >/dev/null || missing+=(redis-server)
command -v ip >/dev/null || missing+=(iproute2)
command -v npm >/dev/null || missing+=(nodejs npm)
command -v curl >/dev/null || missing+=(curl)
/usr/bin/python3 -c 'import grpc, grpc_tools' 2>/dev/null || missing+=(python3-grpcio python3-grpc-tools)
if [ ${#missing[@]} -gt 0 ]; then
  echo "installing ${missing[*]}"
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo)
  if ! command -v apt-get >/dev/null; then
    echo "The tests need ${missing[*]}: install them with this system's package manager." >&2
    exit 1
  fi
  "${as_root[@]}" apt-get update -qq
  # RUNLEVEL=1: Debian would start a Redis of its own after the installation; the tests start theirs, and no service is wanted.
  "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

cd tests/tools/s3rver
# npm keeps the lock file that it installed by in node_modules.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  npm ci --no-audit --no-fund --loglevel=error
fi
