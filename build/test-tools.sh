#!/usr/bin/env bash
# Installs what the tests run besides .NET: s3rver (an S3-speaking server, from npm), as tests/tools/s3rver/package-lock.json pins it.
# Does nothing where it is installed already. Needs node and npm (Debian: apt-get install nodejs npm).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../tests/tools/s3rver"

# npm keeps the lock file that it installed by in node_modules.
if [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
  command -v npm >/dev/null || { echo "npm is missing; the tests of the S3 blob store need it: apt-get install nodejs npm" >&2; exit 1; }
  npm ci --no-audit --no-fund --loglevel=error
fi
