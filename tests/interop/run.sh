#!/usr/bin/env bash
# run.sh BUILD_DIR STORY.mjs: runs a story in a sandbox of its own. Exit code 77, which ctest counts as skipped, where
# there is no Node.js or its packages were not installed (./dev test does that where npm is there).
set -euo pipefail
build=$1
story=$2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
packages=$(dirname "$build")/interop

skip() {
  printf 'SKIPPED: %s\n' "$1"
  exit 77
}
command -v node >/dev/null || skip 'there is no Node.js here (./dev setup interop installs it)'
cmp -s "$here/package.json" "$packages/package.json" && [[ -d $packages/node_modules/lnurl-pay ]] ||
  skip "the npm packages are not in $packages (./dev test puts them there when npm and its registry can be reached)"
# Modules are found from where a file lies, so each story runs from a folder beside the packages.
folder=$packages/stories/${story%.mjs}
mkdir -p "$folder"
cp "$here"/*.mjs "$folder/"
exec "$build/satsrail" exec -- node "$folder/$story"
