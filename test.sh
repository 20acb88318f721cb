#!/usr/bin/env bash
# Builds everything and runs every test; prints each runner's summary and a closing line "N passed, N failed, N skipped".
# Needs the .NET SDK named in global.json, redis-server, ip and node (installed by the script where they are missing); packages come from NuGet and npm.
# Packages must be those of the lock files where CI is true; build/lock.sh writes these anew.
#   ./test.sh                 every test project
#   ./test.sh vision grains   only these (vision, grains, silo, client, grid)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/dotnet.sh
build/test-tools.sh
build/machine.sh

projects=("$@")
[ ${#projects[@]} -gt 0 ] || projects=(vision grains silo client grid)

dotnet build BirdGrid.sln --configuration Release --nologo --verbosity quiet

logs=TestResults
mkdir -p "$logs"

# The failed tests of a runner's output: each with its message and the first lines of what it wrote.
failures() {
  awk '/^failed /{lines=60} /^(passed|skipped) |^Test run summary/{lines=0} lines-- > 0' "$1"
}

passed=0 failed=0 skipped=0 status=0 failing=()
for project in "${projects[@]}"; do
  dll=$(echo tests/"$project"/bin/Release/net10.0/BirdGrid.*.Tests.dll)
  log=$logs/$project.log
  echo "== $project (all of its output: $log)"
  rc=0
  dotnet "$dll" --no-ansi --progress off --timeout 12m --output detailed >"$log" 2>&1 || rc=$?
  count() { sed -nE "s/^ +$1: ([0-9]+).*/\1/p" "$log" | tail -n 1; }
  p=$(count succeeded) f=$(count failed) s=$(count skipped)
  sed -nE '/^skipped /p; /^Test run summary/,$p' "$log"
  if [ $rc -ne 0 ]; then
    status=1
    failing+=("$project")
  fi
  if [ -z "$p" ]; then
    echo "$project: the test host ended without a summary; the last of what it wrote:"
    tail -n 40 "$log"
    failed=$((failed + 1)) status=1
    continue
  fi
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
done

for project in "${failing[@]}"; do
  echo "== failed in $project"
  failures "$logs/$project.log"
done
echo "$passed passed, $failed failed, $skipped skipped"
exit $status
