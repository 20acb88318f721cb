#!/usr/bin/env bash
# Writes every project's packages.BACKEND.lock.json anew, after a change of Directory.Packages.props or of a project's packages.
#   build/lock.sh                 cpu and external
#   build/lock.sh cuda            where a registry has that backend's packages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/dotnet.sh
[ $# -gt 0 ] || set -- external cpu
for backend in "$@"; do
  # A file that is there makes the backend locked (Directory.Build.props); restore fills it in.
  for project in $(git ls-files '*.csproj'); do
    lock=$(dirname "$project")/packages.$backend.lock.json
    [ -e "$lock" ] || echo '{"version":2,"dependencies":{}}' >"$lock"
  done
  CI='' dotnet restore BirdGrid.sln --nologo --verbosity quiet --force-evaluate -p:TorchBackend="$backend"
done
