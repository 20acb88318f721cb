#!/usr/bin/env bash
# Asks the REST twins with curl:  rest_client.sh URL MODEL PHOTO
# Prints a line for each answer; curl ends with an error where a status is none of 2xx.
set -euo pipefail
url=$1 model=$2 photo=$3

get() { curl --silent --show-error --fail --max-time 60 "$url$1"; }
post() { curl --silent --show-error --fail --max-time 60 --header "content-type: $2" --data-binary "$3" "$url$1"; }
status() { curl --silent --output /dev/null --max-time 60 --write-out '%{http_code}' "$@"; }

echo "v2: $(get /v2)"
echo "v2 ready: $(get /v2/health/ready)"
echo "v2 model: $(get "/v2/models/$model")"

# The photo as base64 in a BYTES tensor.
body=$(mktemp)
trap 'rm -f "$body"' EXIT
{
  printf '{"id":"curl","inputs":[{"name":"photo","datatype":"BYTES","shape":[1],"data":["'
  base64 --wrap=0 "$photo"
  printf '"]}],"outputs":[{"name":"probabilities","parameters":{"classification":2}}]}'
} >"$body"
echo "v2 infer: $(post "/v2/models/$model/infer" application/json "@$body")"

# The same photo as it is, behind the JSON.
size=$(stat --format=%s "$photo")
header='{"inputs":[{"name":"photo","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":'$((size + 4))'}}],"outputs":[{"name":"logits"}]}'
{
  printf '%s' "$header"
  # The element's length, four bytes, little-endian.
  for shift in 0 8 16 24; do printf "\\x$(printf '%02x' $((size >> shift & 255)))"; done
  cat "$photo"
} >"$body"
echo "v2 binary: $(curl --silent --show-error --fail --max-time 60 --header "Inference-Header-Content-Length: ${#header}" --data-binary "@$body" "$url/v2/models/$model/infer")"

echo "v1 status: $(get /v1/status | head --bytes=100)"
echo "v1 versions: $(get "/v1/models/$model/history" | grep --only-matching '"version"' | wc --lines)"
echo "v1 classify: $(post "/v1/models/$model:classify?topK=2" image/jpeg "@$photo")"
echo "v1 serving: $(get "/v1/serving/$model" | grep --only-matching --max-count=1 'SERVING_STATE_READY' | head --lines=1)"
echo "openapi: $(get /openapi/v1.json | grep --count '"operationId"') operations"
echo "unknown model: $(status "$url/v2/models/no-such-model") $(status "$url/v1/models/no-such-model")"
echo "wrong body: $(status --data '{' "$url/v2/models/$model/infer")"
echo "rest: ok"
