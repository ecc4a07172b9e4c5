#include "cli/help.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

constexpr Topic k_topics[]{
    {"exit-codes", "What a script can rely on",
     R"(0    done
1    the API or the action said no: 404, 422, a payment that fails, …
2    the command line is wrong
4    authentication: 401 and 403
5    no sandbox answers
6    a wait was not met in time, or an assert not at all
130  ended by Ctrl-C; the program really dies from the signal

`exec` exits with the exit code of its command, 128 plus the signal that ended
it, 126 when it cannot be run and 127 when there is none.)"},
    {"environment", "Variables, one for each flag",
     R"(Each flag has a variable: SATSRAIL_ and its name in capitals. A flag on the
command line wins over it, and it wins over the config files. Switches take 1
or 0; flags that may be repeated take one value a line.)"},
    {"config", "Defaults of flags, kept in files",
     R"(Two files hold what you would otherwise type again and again:

  ./satsrail.toml                        of a project; in the working directory,
                                         or above it up to the folder with .git
  $XDG_CONFIG_HOME/satsrail/config.toml  yours (~/.config)

A key is the name of a flag. At the top it is for every command with that
flag; a table named after a command or its noun narrows it:

  timeout = "20s"
  no-color = true

  [listen]
  forward-to = "3000/webhooks"
  events = ["checkout.*", "order.*"]

  [checkout.create]
  currency = "eur"
  metadata = ["shop=1", "test=yes"]

  [profiles.staging]
  base-url = "https://sandbox.example.com"
  api-key = "sk_test_…"

What wins: a flag, then its variable, then satsrail.toml, then your own file.
In one file a command's table beats its noun's, and that the top.

A profile lays its keys over the others. One that is asked for (--profile,
SATSRAIL_PROFILE) lies over both files; one that a file chooses itself, by
`profile = "staging"` at its top, over that file's other keys.

  satsrail config set timeout 20s           into your own file
  satsrail config set listen.forward-to 3000/webhooks --local
  satsrail config list --origin             what counts, and who says so
  satsrail config get base-url

Relative paths count from the file's folder. A key in your own file is not
sent to an address in satsrail.toml, which came with somebody's project. What
is wrong in a file is an error of every command, with its line.)"},
    {"output", "Tables, tab-separated lines, JSON, templates",
     R"(Data goes to stdout, everything else to stderr.

On a terminal       a table, or a short block
Piped               one object a line, tab-separated; a single object as label
                    and value. Tabs and line ends in a value become \t and \n
--json              the answer as the API gave it; streams: one object a line
--json=id,a.b       only these fields; a list becomes an array
--format '{id}'     one line per object; {a.b} looks inside, {{ is a brace
-q                  only ids, and no notes

An error is three lines: what failed, why, what to do. Under --json it is an
object, {"error":{"code","message","reason","hint","exit_code"}}, with the
API's own details and request_id where the API said no. `code` is stable.

Colour is off when the stream is no terminal, with --no-color, NO_COLOR or
TERM=dumb.)"},
    {"triggers", "How events are made to happen, and recipes of your own",
     R"(A recipe says which calls of the API make an event happen:

  {"event": "order.created", "summary": "A checkout is opened",
   "takes": ["product"],
   "steps": ["checkout",
     {"for": ["product"], "call": "POST /api/v1/checkout_sessions",
      "body": {"checkout_session": {"product_id": "{product.id}"}},
      "optional": ["checkout_session.metadata.*"], "as": "checkout"}],
   "match": {"id": "{checkout.order_id}"}}

takes     what it can happen to: checkout, order, product (an order stands for
          its checkout, of which only {checkout.order_id} is known then)
steps     calls, in order, or names of shared ones: checkout,
          checkout_of_product, invoice, pay, merchant, activate
  for     made for these only: new, checkout, order, product
  body    sent as JSON. {name.field} is a field of an answer before, {{ a brace
  as      what the answer is called from here on
  fixed   true: nothing of the body can be set
  optional   what --set may add to what the body has; a.* is any key of a
match     whose event it is: fields of the event's object

  satsrail trigger order.created --list             what can be set
  satsrail trigger order.created --raw @mine.json   a recipe of yours)"},
    {"webhooks", "How events reach your shop, and how to check them",
     R"(An endpoint gets a POST for each event it asked for; by default that is
checkout.completed:

  {"event":"checkout.completed","checkout_id":"cs_…","payment_hash":"…",
   "amount_sats":50000,"amount_usd":"50.00","metadata":{},"timestamp":"…"}

X-SatsRail-Signature is "sha256=" and the HMAC-SHA256 of the body's bytes, in
hex, with the whole secret (whsec_…) as key. Compute it over the bytes
received, before parsing them.

Any 2xx within 10 seconds is a success. Anything else is tried again 1m, 5m,
30m and 2h after the attempt before, five attempts in all; then the delivery
has failed.

While you work, `listen` is the endpoint, and gone when it ends:

  satsrail listen --forward-to 3000/webhooks --write-env .env
  satsrail listen --route 'order.*=3001' --forward-to 3000 --events '*'
  satsrail listen --forward-to 3000 --since last   goes on where it ended

It keeps the order of events, also over a restart of your shop, and shows what
your shop answers. `listen --print-secret` prints the secret for a shop that
reads its environment.

  satsrail webhooks create --url 3000/webhooks     an endpoint that stays
  satsrail deliveries list --state failed          what went wrong
  satsrail events resend evt_…                     the same once more
  satsrail clock advance 1m                        the next attempt now

In a test, without a sleep; exit code 6 when it is not so:

  satsrail events wait checkout.completed --where amount_cents=5000
  satsrail events assert invoice.expired --count 0

Events: checkout.completed order.created order.updated invoice.created
invoice.paid invoice.expired payment.received payment.confirmed
product.key_rotated merchant.plan_changed merchant.suspended; 'order.*' takes
a family, '*' all, '!order.updated' leaves one out.)"},
    {"testing", "A sandbox of its own for every test run",
     R"(  satsrail exec -- npm test     starts a sandbox in memory, hands its address and
                                keys to the command, and removes it again

The command finds SATSRAIL_BASE_URL, SATSRAIL_API_KEY and the rest in its
environment; every `satsrail` inside it talks to that sandbox, whatever the
config files say. Its exit code is passed on.

  --seed 1                      the same ids and preimages in every run
  --clock 2026-01-01T00:00:00Z  the same times
  --webhook 3000/webhooks       registers an endpoint; its secret is in
                                SATSRAIL_WEBHOOK_SECRET

Nothing in a test has to sleep:

  satsrail pay cs_… --wait            until the webhooks have been answered
  satsrail checkout wait cs_…         until it is paid
  satsrail clock advance 16m          expiry and retries now, in their order

  TOKEN=$(satsrail checkout create --amount 5 -q)
  satsrail pay $TOKEN --outcome no_route    a payment that fails: exit 1)"},
    {"time", "The sandbox has a clock that you can move",
     R"(Checkouts expire after 15 minutes, webhooks are retried for hours. All of it
runs by the sandbox's clock, and that one is yours:

  satsrail clock advance 16m                time passes, what falls due is done
  satsrail clock set 2026-01-01T00:00:00Z   to an instant
  satsrail clock freeze; satsrail clock resume

`advance` goes from due job to due job, so each happens at its exact time, and
returns when all of it is done, webhook attempts included. It lists what it
did. How far the clock is ahead survives a restart; `satsrail reset` puts it
back to real time.

Durations: 500ms 20s 16m 2h 1h30m 3d.)"},
    {"rates", "Where the price of a bitcoin comes from",
     R"(No rate is ever fetched: a test must not depend on the market. There are four
modes, for the whole sandbox:

  satsrail rates mode fixed     as set with `satsrail rates set`; the default,
                                100,000.00 USD, and invented prices for the
                                eleven other currencies
  satsrail rates mode script --script rates.json
                                at given times of the sandbox clock
  satsrail rates mode walk --seed 7 --step 1m --sigma 0.5% --range 20%
                                by chance, but the same in every run
  satsrail rates mode error     not at all: what needs a rate answers 503

A script holds pairs of when and rate for each currency, in order of time:

  {"usd": [["0s", "100000.00"], ["10m", "95000.00"]],
   "eur": [["2026-01-31T12:00:00Z", "88000.00"]]}

A duration is counted from the moment the mode is set. The last entry at or
before now counts; before the first one, and in a currency that is not named,
the fixed rate does.

  satsrail rates mode script --script rates.json
  satsrail clock advance 10m         and bitcoin is worth 95,000.00 USD

An invoice keeps the rate it was made with, whatever comes after.)"},
    {"scenarios", "Stories in a file, for `satsrail run`",
     R"(A scenario is a list of steps in TOML (or JSON). Each file gets a sandbox of
its own, and stops at the first step that fails:

  name = "A paid order"
  [sandbox]
  seed = 1                                flags of `satsrail exec`
  [vars]
  amount = "50.00"                        --var amount=12.50 replaces it
  [[steps]]
  run = "checkout create --amount ${amount}"
  capture = {token = "token"}             a path into the JSON answer
  [[steps]]
  run = "pay ${token}"
  [[steps]]
  api = "GET /api/v1/checkout_sessions/${token}"
  expect = {status = "completed", amount_cents = {">=" = 5000}}

A step does one of: run (a command of satsrail), api (a request; body, headers,
status), shell (a program; variables are in its environment), advance = "16m",
wait and assert = {event = "order.updated", where = {status = "paid"}}.
Beside it: name, expect, capture, exit = 1, timeout = "20s".

Operators: ==, !=, <, <=, >, >=, contains, matches, exists, length.
${env.NAME} reads the environment. [[cleanup]] steps run in any case.)"},
    {"lightning", "What is real about the payments, and what is not",
     R"(No money moves, and no other machine is spoken to. Invoices are real BOLT11:
signed by the sandbox's node, with the regtest prefix lnbcrt, so that no
wallet can ever pay them (start --network mainnet makes them look like
mainnet's, for code that insists; then a real wallet may try). The preimage
of a payment hashes to its payment hash.

  satsrail pay cs_…              pays a checkout; no browser needed
  satsrail pay lnbcrt…           or any invoice of this sandbox
  satsrail node decode lnbcrt…   decodes and verifies; needs no sandbox
  satsrail pay cs_… --hold       in flight until `satsrail node settle cs_…`
  satsrail pay cs_… --outcome no_route
                                 fails as payments fail; the names are below
  satsrail checkout create --amount 50.00 --outcome no_route
                                 the same however it is paid: from its page,
                                 by a browser test, by `satsrail pay`
  satsrail node set offline      no invoice can be made: 503

A payer who fails is no business of the payee: the merchant's API shows
nothing, and no event fires. The sandbox alone has the payers' log:

  satsrail node payments list

$50.00 are 50,000 sats: the rate is 100,000.00 USD until `satsrail rates set`
changes it. Paying twice returns the first payment. An expired checkout cannot
be paid (410).)"},
    {"faults", "How to let the API, webhooks and the node fail",
     R"(A fault says where it strikes, what happens, and how often:

  satsrail faults add --on api --match route=/api/v1/checkout_sessions \
                      --status 503 --next 2
  satsrail faults add --on webhook --match 'event=order.*' --timeout
  satsrail faults add --on node --match call=invoice --timeout --next 1
  satsrail faults list        what they met, and how often they struck
  satsrail faults clear

--status N    this answer, and nothing else happens    (api, webhook, node)
--timeout     no answer at all                         (api, webhook, node)
--reset       the connection is torn down              (api, webhook, node)
--delay 2s    later; with one of the others, then that (api, webhook, node)
--body TEXT   of --status; alone it replaces the usual body         (api)
--outcome N   the payment ends so (help lightning)        (node, call=pay)

Without --next, --every or --probability a fault strikes each time. The first
in order of creation that strikes acts. A wrong key is still 401.

One call can ask for itself, with no fault to take away afterwards:

  curl -H 'Satsrail-Sandbox: status=503; delay=2s' …
  curl -H 'Satsrail-Sandbox: timeout' …

Every answer that a fault made or changed says so in Satsrail-Sandbox-Fault.

A receiver that fails four times, without a server of your own:

  satsrail webhooks create --url $(satsrail inbox url shop)
  satsrail faults add --on api --match route=/_sandbox/inbox/shop \
                      --status 500 --next 4
  satsrail inbox list shop    what arrived in the end)"},
};

}  // namespace

std::span<const Topic> topics() {
  return k_topics;
}

const Topic* find_topic(std::string_view name) {
  const auto* found =
      std::find_if(std::begin(k_topics), std::end(k_topics), [&](const Topic& topic) { return topic.name == name; });
  return found == std::end(k_topics) ? nullptr : found;
}

}  // namespace satsrail::cli
