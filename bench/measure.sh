#!/usr/bin/env bash
# Re-measures one named figure and prints "NAME VALUE" as the last line. Without a name: lists the names.
#   bench/measure.sh birds60-transfer-top1
# Needs the shared material (BIRDGRID_SHARED, default ../shared) for everything but quickstart-accuracy.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/dotnet.sh
export BIRDGRID_SHARED="${BIRDGRID_SHARED:-$PWD/../shared}"
dotnet build bench --configuration Release --nologo --verbosity quiet >&2
exec dotnet bench/bin/Release/net10.0/BirdGrid.Bench.dll "$@"
