#!/usr/bin/env bash
# A whole checkout in a throw-away sandbox. Runs inside `satsrail exec`, as any test script would:
#   satsrail exec -- tests/tools/demo.sh
set -euo pipefail

# Shows a command as one would type it, then runs it.
step() {
  local note=$1
  shift
  printf '\n# %s\n$ %s\n' "$note" "$*"
  "$@"
}

printf '# A throw-away sandbox runs at %s\n' "$SATSRAIL_BASE_URL"

# The shop's side: a receiver that knows its endpoint's secret and checks the signature of what it is sent. The secret
# that `exec` exports is that of `satsrail listen`; this endpoint gets its own, below.
coproc receiver { exec env -u SATSRAIL_WEBHOOK_SECRET satsrail-demo-receiver --count 1; }
receiver_pid=$receiver_PID
trap 'kill "$receiver_pid" 2>/dev/null || true' EXIT
exec {from_receiver}<&"${receiver[0]}" {to_receiver}>&"${receiver[1]}"
read -r -u "$from_receiver" url

printf "\n# The shop's webhook receiver listens at %s; register it and hand it the signing secret\n" "$url"
printf "$ satsrail webhooks create --url %s --format '{secret_key}'\n" "$url"
secret=$(satsrail webhooks create --url "$url" --format '{secret_key}')
printf '%s\n' "$secret"
printf '%s\n' "$secret" >&"$to_receiver"

printf '\n# The shop opens a checkout of $50.00\n$ satsrail checkout create --amount 50.00 --quiet\n'
token=$(satsrail checkout create --amount 50.00 --quiet)
printf '%s\n' "$token"

step 'The buyer pays it; --wait returns when the shop has answered the webhook' satsrail pay "$token" --wait

printf '\n# What the receiver saw\n'
read -r -u "$from_receiver" verdict
printf '%s\n' "$verdict"
wait "$receiver_pid"  # fails, and so does the demo, when the signature was wrong

step 'The session is completed' satsrail checkout get "$token"
[[ $(satsrail checkout get "$token" --format '{status}') == completed ]]
printf '\n# Done. Next: satsrail --help, or README.md\n'
