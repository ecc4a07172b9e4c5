#!/usr/bin/env bash
# check_sources.sh JOBS [--all] < LIST: formatting of every listed source, and clang-tidy.
# What clang-tidy has passed is remembered by content, so a second run looks at changed sources only; a changed
# header counts for the sources of its own room. --all forgets that.
set -euo pipefail
jobs=$1
tidy_limit=900  # seconds: what is not reached then is reported, and looked at in the next run
mapfile -t files

case ${2:-} in
  '') ;;
  --all) rm -rf build/tidy ;;
  *) echo "usage: ./dev check [--all]" >&2; exit 2 ;;
esac

echo "formatting of ${#files[@]} files" >&2
printf '%s\n' "${files[@]}" | xargs -P "$jobs" -n 32 clang-format-14 --dry-run -Werror ||
  { echo "error: run ./dev format" >&2; exit 1; }

# The compile commands of the dev preset; configuring makes them, and what it generates is built.
cmake --preset dev >/dev/null
cmake --build build/dev -j "$jobs" --target satsrail_schema -- --quiet

mkdir -p build/tidy
declare -A room_headers=()
pending=()
for file in "${files[@]}"; do
  [[ $file == *.cpp ]] || continue
  # Programs that are built on demand are in the list of compile commands too; what is not (embedded code) is skipped.
  grep -qF "\"$PWD/$file\"" build/dev/compile_commands.json || continue
  room=$(dirname "$file")
  if [[ ! ${room_headers[$room]:-} ]]; then
    room_headers[$room]=$({ cat .clang-tidy "$room"/*.h 2>/dev/null || true; } | sha256sum)
  fi
  stamp=build/tidy/$(printf '%s %s' "$file" "${room_headers[$room]}" | cat - "$file" | sha256sum | cut -d' ' -f1)
  [[ -e $stamp ]] || pending+=("$stamp $file")
done
((${#pending[@]})) || { echo "clang-tidy: nothing has changed" >&2; exit 0; }

echo "clang-tidy on ${#pending[@]} files" >&2
tidy_one() {
  local out
  if out=$(clang-tidy-14 -p build/dev --quiet --extra-arg=-Wno-unknown-warning-option "$2" 2>/dev/null); then
    touch "$1"
  else
    printf '%s\n' "$out"
    return 1
  fi
}
export -f tidy_one
status=0
printf '%s\n' "${pending[@]}" | timeout "$tidy_limit" xargs -P "$jobs" -L 1 bash -c 'tidy_one "$0" "$1"' || status=$?
case $status in
  0) ;;
  124) echo "clang-tidy: stopped after $tidy_limit s; the rest is for the next run" >&2 ;;
  *) exit 1 ;;
esac
