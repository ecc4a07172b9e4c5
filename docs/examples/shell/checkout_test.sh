#!/bin/sh
# A test of a shop's checkout in plain shell. It runs inside a throw-away sandbox:
#   satsrail exec -- docs/examples/shell/checkout_test.sh
set -eu

fail() {
  echo "not ok: $1" >&2
  exit 1
}

# The shop opens a checkout; -q prints its token alone.
token=$(satsrail checkout create --amount 50.00 -q)

# The buyer pays it.
satsrail pay "$token" -q >/dev/null
status=$(satsrail checkout get "$token" --format '{status}')
[ "$status" = completed ] || fail "a paid checkout is $status"
echo "ok: a paid checkout is completed"

# Nobody pays this one. Time is moved, not waited for.
token=$(satsrail checkout create --amount 20.00 -q)
satsrail clock advance 16m -q >/dev/null
status=$(satsrail checkout get "$token" --format '{status}')
[ "$status" = expired ] || fail "after a quarter of an hour it is $status"
echo "ok: an unpaid checkout expires"

# Paying it now is refused: exit code 1.
if satsrail pay "$token" -q >/dev/null 2>&1; then
  fail "an expired checkout was paid"
fi
echo "ok: an expired checkout cannot be paid"
