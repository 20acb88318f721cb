#!/usr/bin/env bash
# Builds everything and runs every test; prints each runner's summary and a closing line "N passed, N failed, N skipped".
# Needs the .NET SDK named in global.json, redis-server, ip and node (installed by the script where they are missing); packages come from NuGet and npm.
#   ./test.sh                 every test project
#   ./test.sh vision grains   only these (vision, grains, silo, client, grid)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/dotnet.sh
build/test-tools.sh

projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(vision grains silo client grid)

dotnet build BirdGrid.sln --configuration Release --nologo --verbosity quiet

passed=0 failed=0 skipped=0 status=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in "${projects[@]}"; do
  dll=$(echo tests/"$project"/bin/Release/net10.0/BirdGrid.*.Tests.dll)
  echo "== $project"
  dotnet "$dll" --no-ansi --no-progress --output detailed >"$log" 2>&1 || status=1
  grep -vE '^passed ' "$log" || true
  count() { sed -nE "s/^ +$1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  if [ -z "$p" ]; then
    echo "$project: the test host ended without a summary"
    failed=$((failed + 1)) status=1
    continue
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

echo "$passed passed, $failed failed, $skipped skipped"
exit $status
