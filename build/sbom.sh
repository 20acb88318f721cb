#!/usr/bin/env bash
# The software bill of materials (CycloneDX, JSON) of the program as it is published: artifacts/sbom/birdgrid-BACKEND.json.
#   build/sbom.sh                 cpu
#   build/sbom.sh external        another backend
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. build/dotnet.sh
backend=${1:-cpu}
dotnet tool restore --verbosity quiet
# The tool reads what restore resolved; as a variable the backend reaches the restores of both.
export TorchBackend=$backend
dotnet restore client/cli/BirdGrid.Cli.csproj --nologo --verbosity quiet
dotnet dotnet-CycloneDX client/cli/BirdGrid.Cli.csproj --disable-package-restore --output-format Json --output artifacts/sbom --filename "birdgrid-$backend.json" \
  --set-name BirdGrid --set-version "$(dotnet msbuild client/cli/BirdGrid.Cli.csproj -getProperty:Version)" --exclude-dev
