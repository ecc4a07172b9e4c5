#!/usr/bin/env bash
# Runs a guide of docs/testing.md as its page says. Exits with 77 where its tool is not on this machine.
#   guide.sh BUILD_DIR shell|node|pytest
set -euo pipefail
root=$(dirname "$(dirname "$(dirname "$(realpath "${BASH_SOURCE[0]}")")")")
export PATH=$1:$PATH

skip() {
  echo "skipped: $1"
  exit 77
}

case $2 in
  shell) command=("$root/docs/examples/shell/checkout_test.sh") ;;
  node)
    # The runner takes files since 18, without flags.
    node --version 2>/dev/null | grep -qE '^v(1[89]|[2-9][0-9])' || skip 'there is no Node.js of version 18 or newer (./dev setup guides)'
    command=(node --test "$root/docs/examples/node/checkout.test.mjs")
    ;;
  pytest)
    command -v pytest >/dev/null || skip 'there is no pytest (./dev setup guides)'
    command=(pytest -q -p no:cacheprovider "$root/docs/examples/pytest")
    export PYTHONDONTWRITEBYTECODE=1
    ;;
  *) echo "no such guide: $2" >&2; exit 2 ;;
esac
exec satsrail exec -- "${command[@]}"
