# Sourced by the scripts at the root: makes sure that `dotnet` is the SDK that global.json asks for.
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if ! dotnet --version >/dev/null 2>&1; then
  echo "The .NET 10 SDK is missing: fetching it into ~/.dotnet" >&2
  installer=$(mktemp)
  if ! curl -fsSL https://dot.net/v1/dotnet-install.sh -o "$installer"; then
    echo "It could not be fetched. Install the .NET 10 SDK (https://dotnet.microsoft.com/download) and run this again." >&2
    exit 1
  fi
  bash "$installer" --channel 10.0 --install-dir "$HOME/.dotnet"
  rm -f "$installer"
  export DOTNET_ROOT="$HOME/.dotnet" PATH="$HOME/.dotnet:$PATH"
fi
