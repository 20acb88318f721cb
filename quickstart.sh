#!/usr/bin/env bash
# From a fresh clone to a recognised bird: builds BirdGrid, starts an embedded silo, trains a classifier and tries it.
#   ./quickstart.sh            on a small set of birds that BirdGrid draws itself
#   ./quickstart.sh FOLDER     on your own photos, a folder per class
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
. build/dotnet.sh

echo "Building BirdGrid (the first time downloads about 250 MB of packages) ..."
dotnet build client/cli --configuration Release --nologo --verbosity quiet
exec dotnet client/cli/bin/Release/net10.0/birdgrid.dll quickstart "$@"
