#!/usr/bin/env bash
# Clients that know nothing of BirdGrid but its public protos:  run.sh URL REST_URL MODEL [PHOTO]
#   run.sh http://127.0.0.1:5401 http://127.0.0.1:5402 birds
# Python stubs are made of client/proto/inference as it is now, in a temporary folder. Without a photo, a drawn one is used.
set -euo pipefail
[ $# -ge 3 ] || { sed -n '2,4p' "$0" >&2; exit 2; }
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
url=$1 rest=$2 model=$3
address=${url#*://}
# Debian's Python, which its packages belong to.
python=/usr/bin/python3

stubs=$(mktemp --directory)
trap 'rm -rf "$stubs"' EXIT
protos=$here/../../client/proto
"$python" -m grpc_tools.protoc --proto_path="$protos" --python_out="$stubs" --grpc_python_out="$stubs" "$protos"/inference/*.proto
"$python" -m grpc_tools.protoc --proto_path="$here" --python_out="$stubs" --grpc_python_out="$stubs" "$here/reflection.proto"

photo=${4:-$stubs/drawn.png}
[ $# -ge 4 ] || "$python" "$here/draw_photo.py" "$photo"

export PYTHONPATH=$stubs PYTHONDONTWRITEBYTECODE=1
"$python" "$here/oip_client.py" "$address" "$model" "$photo"
"$python" "$here/reflection_client.py" "$address" "$model"
"$here/rest_client.sh" "$rest" "$model" "$photo"
