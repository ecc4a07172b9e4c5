#!/usr/bin/env bash
# run.sh BUILD_DIR NAME: plays a published client against a sandbox of its own. Exit code 77, which ctest counts as
# skipped, where its language is not on this machine.
#   ruby_sdk, ruby_sdk_0.1, mcp, privapaid, receiver_node, receiver_ruby, receiver_python
set -euo pipefail
build=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

# runs PROGRAM FILE
runs() {
  if ! command -v "$1" >/dev/null; then
    printf 'SKIPPED: there is no %s here (./dev setup clients installs it)\n' "$1"
    exit 77
  fi
  exec "$build/satsrail" exec -- "$1" "$here/$2"
}

case $2 in
  ruby_sdk) runs ruby ruby_sdk.rb ;;
  ruby_sdk_0.1)
    export SATSRAIL_CLIENT_PATHS=0.1
    runs ruby ruby_sdk.rb
    ;;
  mcp) runs node mcp.mjs ;;
  privapaid) runs node privapaid.mjs ;;
  receiver_node) runs node receiver.mjs ;;
  receiver_ruby) runs ruby receiver.rb ;;
  receiver_python) runs python3 receiver.py ;;
  *)
    printf 'no such client: %s\n' "$2" >&2
    exit 2
    ;;
esac
