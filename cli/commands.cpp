#include "cli/commands.h"

#include "cli/commands/handlers.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_paging = "Paging";
constexpr std::string_view k_sandbox = "Sandbox";
constexpr std::string_view k_payer = "Payer";
constexpr std::string_view k_customer = "Customer";
constexpr std::string_view k_money = "Price (one of)";

constexpr Flag k_page{.name = "page", .value = "N", .help = "which page (default 1)", .group = k_paging};
constexpr Flag k_per_page{
    .name = "per-page", .value = "N", .help = "1 to 100 objects a page (default 25)", .group = k_paging};
constexpr Flag k_metadata{.name = "metadata", .value = "K=V", .help = "your own data; repeatable", .repeatable = true};
constexpr Flag k_events{.name = "events",
                        .value = "LIST",
                        .help = "event types, by comma; 'order.*' takes a family",
                        .source = Source::event_types};
constexpr Flag k_seed{
    .name = "seed", .value = "N", .help = "makes every id, key and preimage repeatable", .group = k_sandbox};
constexpr Flag k_clock{
    .name = "clock", .value = "TIME", .help = "begins at this time (2026-01-01T00:00:00Z)", .group = k_sandbox};
constexpr Flag k_network{.name = "network",
                         .value = "NAME",
                         .help = "of its invoices: regtest (default), signet, testnet or mainnet",
                         .group = k_sandbox,
                         .choices = "regtest|signet|testnet|mainnet"};
constexpr Flag k_webhook{
    .name = "webhook", .value = "URL", .help = "registers this endpoint and prints its secret", .group = k_sandbox};

constexpr Flag k_autopay{.name = "autopay",
                         .value = "DURATION",
                         .help = "test-mode invoices pay themselves after this long; off: not",
                         .group = k_sandbox};

constexpr Flag k_port{.name = "port", .value = "N", .help = "default 7287; 0 picks a free one", .group = k_sandbox};
constexpr Flag k_db{.name = "db",
                    .value = "PATH",
                    .help = "database file, or :memory: (default DIR/sandbox.db)",
                    .group = k_sandbox,
                    .source = Source::files};
constexpr Flag k_rate_limit{
    .name = "rate-limit", .value = "N|off", .help = "requests a minute and key (default 6000)", .group = k_sandbox};
constexpr Flag k_key{.name = "key",
                     .value = "KEY",
                     .help = "pins an API key (sk_test_…); repeatable",
                     .group = k_sandbox,
                     .repeatable = true};
constexpr Flag k_host{.name = "host",
                      .value = "NAME",
                      .help = "a Host name to answer to besides loopback; repeatable",
                      .group = k_sandbox,
                      .repeatable = true};

constexpr Argument k_node_target{
    .name = "TARGET", .help = "cs_… token, payment hash, BOLT11, or a node payment's id", .source = Source::checkouts};
constexpr Argument k_checkout{
    .name = "ID", .help = "token (cs_…) or id, or the beginning of one", .source = Source::checkouts};
constexpr Argument k_product{.name = "ID", .help = "id or slug, or the beginning of one", .source = Source::products};
constexpr Argument k_endpoint{.name = "ID", .help = "id, or the beginning of one", .source = Source::webhooks};
constexpr Argument k_delivery{.name = "ID", .help = "id, or the beginning of one", .source = Source::deliveries};

constexpr Noun k_nouns[]{
    {"checkout", "checkouts", "Checkout sessions: what a buyer is sent to"},
    {"products", "product", "What the merchant sells"},
    {"transactions", "transaction", "Settled payments, as the ledger shows them"},
    {"rates", "rate", "The BTC exchange rate"},
    {"webhooks", "webhook", "Where events are sent"},
    {"events", "event", "What happened"},
    {"deliveries", "delivery", "Events on their way to endpoints, with every attempt"},
    {"clock", "time", "The sandbox's time: freeze, set, advance"},
    {"keys", "key", "The API keys"},
    {"node", "", "The simulated Lightning node"},
    {"node payments", "node payment", "The payers' log: every attempt, also those that no merchant hears of"},
    {"node invoices", "", "The node's invoices, with what is held for them"},
};

constexpr Flag k_globals[]{
    {.name = "dir", .value = "PATH", .help = "sandbox folder", .source = Source::files},
    {.name = "base-url", .value = "URL", .help = "a sandbox somewhere else, with or without /api/v1"},
    {.name = "api-key", .value = "KEY", .help = "the key to use there"},
    {.name = "live", .help = "use the live-mode keys (default: test)"},
    {.name = "json",
     .value = "FIELDS",
     .help = "what the API returned, as it is; =a,b.c picks fields",
     .optional_value = true},
    {.name = "format", .value = "TEXT", .help = "one line per object: '{id} {status}'"},
    {.name = "quiet", .letter = 'q', .help = "only the id, and no notes"},
    {.name = "verbose", .letter = 'v', .help = "shows each request on stderr"},
    {.name = "no-color", .help = "no colour"},
    {.name = "no-input", .help = "never asks"},
    {.name = "timeout", .value = "DURATION", .help = "for an answer (default 10s), for a wait (30s)"},
};

// clang-format off
constexpr Command k_commands[]{
    // -- the sandbox
    {.noun = "start", .summary = "Start the sandbox in the background", .flags = {k_port, k_db, k_webhook, k_rate_limit, k_seed, k_clock, k_network, k_autopay, k_key, k_host},
     .examples = {{"start", "port 7287, data kept between runs"},
                  {"start --webhook 3000/webhooks --seed 1", "with an endpoint, repeatable"},
                  {"start --json --port 0 --dir ./sandbox", "for a script: one line of JSON"}},
     .details = "Waits until the sandbox answers, then prints its URL, keys and webhook secret. When it runs already, says so and exits 0.",
     .handler = h::start},
    {.noun = "serve", .summary = "Run the sandbox in the foreground, its log on stderr", .flags = {k_port, k_db, k_webhook, k_rate_limit, k_seed, k_clock, k_network, k_autopay, k_key, k_host},
     .examples = {{"serve", "until Ctrl-C"}, {"serve --db :memory: --port 0 --json", "one line of JSON on stdout when ready"}},
     .handler = h::serve},
    {.noun = "stop", .summary = "Stop the sandbox",
     .examples = {{"stop", "what was answered is on disk; `start` goes on from there"}},
     .details = "Returns when the process is gone. Nothing running is fine: exit 0.", .handler = h::stop},
    {.noun = "status", .summary = "Show what runs, where, and what is in it",
     .examples = {{"status", ""}, {"status --format '{base_url}'", ""}}, .details = "Exit 5 when no sandbox answers.", .handler = h::status},
    {.noun = "reset", .summary = "Throw away every object; keys, node and rates stay",
     .flags = {{.name = "yes", .letter = 'y', .help = "do not ask"}},
     .examples = {{"reset", "asks first"}, {"reset --yes", "in a script"}}, .handler = h::reset},

    // -- checkouts
    {.noun = "checkout", .verb = "create", .aliases = "new", .summary = "Open a checkout and print its URL and token",
     .flags = {{.name = "amount", .value = "50.00", .help = "in the currency's usual unit", .group = k_money, .one_of = "price"},
               {.name = "amount-cents", .value = "5000", .help = "in its smallest unit", .group = k_money, .one_of = "price"},
               {.name = "product", .value = "SLUG", .help = "at the price of this product (slug or id)", .group = k_money, .one_of = "price", .source = Source::products},
               {.name = "currency", .value = "CODE", .help = "default usd", .group = k_money},
               {.name = "email", .value = "ADDRESS", .help = "skips the form on the page", .group = k_customer},
               {.name = "name", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "phone", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "address", .value = "TEXT", .help = "fills it in", .group = k_customer},
               {.name = "success-url", .value = "URL", .help = "where the buyer goes after paying"},
               {.name = "cancel-url", .value = "URL", .help = "where the buyer goes after giving up"},
               k_metadata,
               {.name = "outcome", .value = "NAME", .help = "what is to happen to its payment, however it is paid (see help lightning)", .source = Source::outcomes},
               {.name = "open", .help = "opens the page in a browser"}},
     .examples = {{"checkout create --amount 50.00 --metadata order_id=1234", ""},
                  {"checkout create --product coffee --email buyer@example.com --open", ""},
                  {"pay $(satsrail checkout create --amount 50.00 -q)", "-q prints the token alone"}},
     .one_of_required = "price", .handler = h::checkout_create},
    {.noun = "checkout", .verb = "get", .aliases = "show|view", .summary = "Show one checkout", .args = {k_checkout},
     .examples = {{"checkout get cs_0KqT3", "the beginning is enough"}, {"checkout get cs_0KqT3 --format '{status}'", ""}}, .handler = h::checkout_get},
    {.noun = "checkout", .verb = "list", .aliases = "ls", .summary = "List checkouts, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "pending, completed, expired or cancelled", .choices = "pending|completed|expired|cancelled"}, k_page, k_per_page},
     .examples = {{"checkout list --status pending", ""}, {"checkout list --json=token,status", ""}}, .handler = h::checkout_list},
    {.noun = "checkout", .verb = "cancel", .summary = "Cancel a pending checkout, as the buyer would", .args = {k_checkout},
     .examples = {{"checkout cancel cs_0KqT3", ""}}, .handler = h::checkout_cancel},
    {.noun = "checkout", .verb = "expire", .summary = "Let a pending checkout run out now", .args = {k_checkout},
     .examples = {{"checkout expire cs_0KqT3", ""}, {"clock advance 16m", "the same for all, by the clock"}}, .handler = h::checkout_expire},
    {.noun = "checkout", .verb = "open", .summary = "Print a checkout's URL and open it in a browser", .args = {k_checkout},
     .examples = {{"checkout open cs_0KqT3", ""}}, .details = "Piped, it prints the URL and opens nothing.", .handler = h::checkout_open},
    {.noun = "checkout", .verb = "wait", .summary = "Wait until a checkout reaches a status", .args = {k_checkout},
     .flags = {{.name = "status", .value = "STATUS", .help = "default completed", .choices = "completed|expired|cancelled"}},
     .examples = {{"checkout wait cs_0KqT3 --timeout 2m", ""}, {"checkout wait cs_0KqT3 --status expired", ""}},
     .details = "Exit 0 when it does, 1 when it ends in another status, 6 when time is up (default 30s).", .handler = h::checkout_wait},
    {.noun = "checkout", .verb = "invoice", .summary = "Show a checkout's Lightning invoice, or make another one", .args = {k_checkout},
     .flags = {{.name = "new", .help = "makes another one, at today's rate"}, {.name = "keep-old", .help = "makes another one, and the one before stays payable"}},
     .examples = {{"checkout invoice cs_0KqT3", ""}, {"checkout invoice cs_0KqT3 --format '{bolt11}'", ""}, {"checkout invoice cs_0KqT3 --keep-old", "as two tabs of a shop would have them"}},
     .handler = h::checkout_invoice},
    {.noun = "pay", .summary = "Pay a checkout, order or invoice; no browser needed",
     .args = {{.name = "TARGET", .help = "cs_… token, session, order or invoice id, or a BOLT11 string", .source = Source::checkouts}},
     .flags = {{.name = "wait", .help = "until it is settled, and every webhook endpoint has answered 2xx"},
               {.name = "outcome", .value = "NAME", .help = "what is to happen: a name from below (default paid, or the checkout's own)", .group = k_payer, .source = Source::outcomes, .explained = true},
               {.name = "delay", .value = "DURATION", .help = "from the payer to the payee, by the sandbox's clock", .group = k_payer},
               {.name = "hold", .help = "the payee keeps the money until `node settle` or `node cancel`", .group = k_payer},
               {.name = "payer", .value = "NAME", .help = "whose wallet pays (default alice)", .group = k_payer},
               {.name = "amount-sats", .value = "N", .help = "instead of what the invoice asks for", .group = k_payer},
               {.name = "fee-limit-sats", .value = "N", .help = "the most that it gives to routers", .group = k_payer},
               {.name = "parts", .value = "N", .help = "HTLCs of a multi-part payment, 1 to 16", .group = k_payer}},
     .examples = {{"pay cs_0KqT3 --wait --timeout 10s && npm run check-order", ""}, {"pay cs_0KqT3 --outcome no_route", "fails: exit 1"}, {"pay lnbcrt500u1…", "a BOLT11 string"}},
     .details = "Exit 1 with the payer's reason when the payment fails; the merchant hears nothing of that. A payment that is held or on its way "
                "is shown as the payer's attempt, exit 0, with the command that brings it on. With --wait: exit 0 when all resulting events were "
                "delivered, 1 when the payment failed or a delivery was given up, 6 when time is up (default 30s). An attempt that fails and will be "
                "retried is reported, and waited for. Paying twice returns the first payment.",
     .handler = h::pay},

    // -- catalog and ledger
    {.noun = "products", .verb = "create", .aliases = "new", .summary = "Add a product",
     .flags = {{.name = "name", .value = "TEXT", .help = "what buyers see", .required = true},
               {.name = "price", .value = "19.99", .help = "in the currency's usual unit", .group = k_money, .one_of = "price"},
               {.name = "price-cents", .value = "1999", .help = "in its smallest unit", .group = k_money, .one_of = "price"},
               {.name = "currency", .value = "CODE", .help = "default USD", .group = k_money},
               {.name = "slug", .value = "TEXT", .help = "default: made up (prod_…)"},
               {.name = "description", .value = "TEXT", .help = ""},
               {.name = "sku", .value = "TEXT", .help = ""},
               {.name = "image-url", .value = "URL", .help = ""},
               {.name = "external-ref", .value = "TEXT", .help = "your own reference, unique"},
               {.name = "access-duration", .value = "DURATION", .help = "how long a purchase grants access (default: for ever)"},
               k_metadata},
     .examples = {{"products create --name Coffee --price 4.50 --slug coffee", ""},
                  {"products create --name 'Day pass' --price-cents 900 --access-duration 1d", ""}},
     .one_of_required = "price", .handler = h::products_create},
    {.noun = "products", .verb = "list", .aliases = "ls", .summary = "List products, newest first",
     .flags = {{.name = "name", .value = "TEXT", .help = "whose name holds this"},
               {.name = "status", .value = "STATUS", .help = "active, inactive or archived", .choices = "active|inactive|archived"}, k_page, k_per_page},
     .examples = {{"products list", ""}, {"products list --name coffee --format '{slug}'", ""}}, .handler = h::products_list},
    {.noun = "products", .verb = "get", .aliases = "show|view", .summary = "Show one product", .args = {k_product},
     .examples = {{"products get coffee", ""}, {"products get coffee --format '{price_cents}'", ""}}, .handler = h::products_get},
    {.noun = "transactions", .verb = "list", .aliases = "ls", .summary = "List settled payments, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "completed, pending or refunded", .choices = "completed|pending|refunded"},
               {.name = "from", .value = "DATE", .help = "on or after this date (2026-01-31)"}, {.name = "to", .value = "DATE", .help = "on or before this date"},
               k_page, k_per_page},
     .examples = {{"transactions list", ""}, {"transactions list --from 2026-01-01 --json=payment_hash,amount_sats", ""}}, .handler = h::transactions_list},
    {.noun = "transactions", .verb = "get", .aliases = "show|view", .summary = "Show one transaction",
     .args = {{.name = "ID", .help = "id, or the beginning of one", .source = Source::transactions}},
     .examples = {{"transactions get 0192f0c1", ""}}, .handler = h::transactions_get},
    {.noun = "rates", .verb = "get", .aliases = "show", .summary = "Show the exchange rate in force",
     .args = {{.name = "CURRENCY", .help = "default usd", .required = false}},
     .examples = {{"rates get", ""}, {"rates get eur --format '{rate}'", ""}}, .handler = h::rates_get},
    {.noun = "rates", .verb = "set", .summary = "Set the exchange rate; open invoices keep theirs",
     .args = {{.name = "RATE", .help = "price of one bitcoin: 95000.00"}},
     .flags = {{.name = "currency", .value = "CODE", .help = "default usd"}},
     .examples = {{"rates set 95000.00", ""}, {"rates set 88000 --currency eur", ""}}, .handler = h::rates_set},
    {.noun = "rates", .verb = "list", .aliases = "ls", .summary = "List the exchange rates of every currency, and where they come from",
     .examples = {{"rates list", ""}, {"rates list --json", "with the mode and its settings"}}, .handler = h::rates_list},
    {.noun = "rates", .verb = "mode", .summary = "Choose where rates come from: fixed, a script, a walk, or nowhere",
     .args = {{.name = "MODE", .help = "fixed, script, walk or error", .choices = "fixed|script|walk|error"}},
     .flags = {{.name = "script", .value = "FILE", .help = "script: JSON that says when which rate begins; - is stdin", .source = Source::files},
               {.name = "seed", .value = "N", .help = "walk: the same seed walks the same way (default 1)"},
               {.name = "step", .value = "DURATION", .help = "walk: how often the rate moves (default 1m)"},
               {.name = "sigma", .value = "PERCENT", .help = "walk: how far in one step, as a rule (default 0.5%)"},
               {.name = "range", .value = "PERCENT", .help = "walk: how far at most from the fixed rate (default 20%)"}},
     .examples = {{"rates mode walk --seed 7 --step 1m --sigma 0.5%", "the same in every run"},
                  {"rates mode script --script rates.json", "{\"usd\": [[\"0s\", \"100000.00\"], [\"10m\", \"95000.00\"]]}"},
                  {"rates mode error", "no rate to be had: 503; back with `rates mode fixed`"}},
     .details = "All modes follow the sandbox clock and survive a restart; open invoices keep their rate. A script counts its times from now (\"10m\") or "
                "names them (\"2026-01-31T12:00:00Z\"); before the first, and in a currency that it does not name, the fixed rate counts. A walk "
                "begins at the fixed rate. In mode error a checkout that needs a rate is refused, and an invoice that is there can be paid. "
                "See `satsrail help rates`.",
     .handler = h::rates_mode},

    // -- events
    {.noun = "webhooks", .verb = "create", .aliases = "new", .summary = "Register an endpoint; prints its secret, this once",
     .flags = {{.name = "url", .value = "URL", .help = "where to POST: 3000/hooks, host:3000/hooks or http://…", .required = true},
               k_events, {.name = "secret", .value = "WHSEC", .help = "sign with this secret (default: made up)"},
               {.name = "description", .value = "TEXT", .help = ""}, k_metadata},
     .examples = {{"webhooks create --url 3000/webhooks", ""},
                  {"webhooks create --url http://localhost:3000/hooks --events 'checkout.completed,invoice.*'", ""},
                  {"webhooks create --url 3000/hooks --format '{secret_key}'", "the secret alone"}},
     .handler = h::webhooks_create},
    {.noun = "webhooks", .verb = "list", .aliases = "ls", .summary = "List endpoints", .flags = {k_page, k_per_page},
     .examples = {{"webhooks list", ""}}, .handler = h::webhooks_list},
    {.noun = "webhooks", .verb = "get", .aliases = "show|view", .summary = "Show one endpoint", .args = {k_endpoint},
     .examples = {{"webhooks get 0192f0c1", ""}}, .handler = h::webhooks_get},
    {.noun = "webhooks", .verb = "update", .aliases = "edit", .summary = "Change an endpoint; what is not named stays", .args = {k_endpoint},
     .flags = {{.name = "url", .value = "URL", .help = "where to POST"}, k_events, {.name = "description", .value = "TEXT", .help = ""},
               {.name = "active", .value = "BOOL", .help = "false pauses it", .choices = "true|false"}, k_metadata},
     .examples = {{"webhooks update 0192f0c1 --events 'order.*'", ""}, {"webhooks update 0192f0c1 --active false", "pauses it"}}, .handler = h::webhooks_update},
    {.noun = "webhooks", .verb = "delete", .aliases = "rm|remove", .summary = "Delete an endpoint; what it was still owed is dropped", .args = {k_endpoint},
     .examples = {{"webhooks delete 0192f0c1", ""}}, .handler = h::webhooks_delete},
    {.noun = "listen", .summary = "Show events as they happen, and forward them to your shop",
     .flags = {{.name = "forward-to", .value = "URL", .help = "3000, 3000/webhooks, host:3000/x?y=1 or http://…"}, k_events,
               {.name = "print-secret", .help = "prints the signing secret and exits"}},
     .examples = {{"listen --forward-to 3000/webhooks", ""}, {"listen --events 'checkout.*,invoice.paid'", "only shows"},
                  {"listen --forward-to 3000/webhooks --print-secret", "for your shop's environment; stays the same"}},
     .details = "The endpoint exists as long as this command runs, and is gone afterwards however it ends. Failed attempts are retried on "
                "the real schedule (1m, 5m, 30m, 2h; `satsrail clock advance 1m` does not wait) and shown with what your shop answered. "
                "--json prints one object a line, of type ready, event, attempt, gap or end.",
     .handler = h::listen},
    {.noun = "events", .verb = "list", .aliases = "ls", .summary = "List events, newest first",
     .flags = {{.name = "type", .value = "TYPE", .help = "only this type", .source = Source::event_types}, {.name = "oldest-first", .help = "in the order they happened"}, k_page, k_per_page},
     .examples = {{"events list --type checkout.completed", ""}, {"events list --oldest-first", ""}}, .handler = h::events_list},
    {.noun = "events", .verb = "get", .aliases = "show|view", .summary = "Show one event with its data",
     .args = {{.name = "ID", .help = "evt_…, or the beginning of one", .source = Source::events}},
     .examples = {{"events get evt_0KqT3", ""}}, .handler = h::events_get},
    {.noun = "deliveries", .verb = "list", .aliases = "ls", .summary = "List deliveries, newest first",
     .flags = {{.name = "event", .value = "ID", .help = "of this event", .source = Source::events}, {.name = "endpoint", .value = "ID", .help = "to this webhook endpoint", .source = Source::webhooks},
               {.name = "state", .value = "STATE", .help = "pending, delivered, failed or cancelled", .choices = "pending|delivered|failed|cancelled"}, k_page, k_per_page},
     .examples = {{"deliveries list --state failed", ""}, {"deliveries list --event evt_0KqT3", ""}}, .handler = h::deliveries_list},
    {.noun = "deliveries", .verb = "get", .aliases = "show|view", .summary = "Show every attempt's request and response", .args = {k_delivery},
     .examples = {{"deliveries get 0192f0c1", ""}}, .handler = h::deliveries_get},
    {.noun = "deliveries", .verb = "retry", .summary = "Attempt a delivery once more, now", .args = {k_delivery},
     .examples = {{"deliveries retry 0192f0c1", ""}}, .handler = h::deliveries_retry},

    // -- time, keys, node
    {.noun = "clock", .verb = "show", .aliases = "get", .summary = "Show the sandbox's time",
     .examples = {{"clock show", ""}}, .handler = h::clock_show},
    {.noun = "clock", .verb = "advance", .summary = "Move time on, do all that falls due, and list it", .args = {{.name = "DURATION", .help = "16m, 2h, 1h30m, 3d"}},
     .examples = {{"clock advance 16m", "past the life of a checkout"}, {"clock advance 2h", "past the last webhook retry"}},
     .details = "Returns when all of it is done, webhook attempts included.", .handler = h::clock_advance},
    {.noun = "clock", .verb = "set", .summary = "Move time to an instant, and do all that falls due", .args = {{.name = "TIME", .help = "2026-01-01T00:00:00Z or 2026-01-01"}},
     .examples = {{"clock set 2026-01-01T00:00:00Z", ""}}, .handler = h::clock_set},
    {.noun = "clock", .verb = "freeze", .summary = "Stop time", .examples = {{"clock freeze", ""}}, .handler = h::clock_freeze},
    {.noun = "clock", .verb = "resume", .aliases = "unfreeze", .summary = "Let time run on from where it stands", .examples = {{"clock resume", ""}}, .handler = h::clock_resume},
    {.noun = "keys", .verb = "list", .aliases = "ls", .summary = "List the API keys by their first characters",
     .examples = {{"keys list", ""}, {"start", "prints them whole"}}, .handler = h::keys_list},
    {.noun = "node", .verb = "info", .aliases = "show", .summary = "Show the node: its settings, balances and payers", .examples = {{"node info", ""}, {"node info --json", "everything"}},
     .details = "On a terminal only settings that differ from their defaults are shown.", .handler = h::node_info},
    {.noun = "node", .verb = "set", .summary = "Change how the node behaves",
     .args = {{.name = "NAME[=VALUE]", .help = "a setting from below; a name alone means on", .source = Source::node_settings, .repeatable = true}},
     .examples = {{"node set offline", "back with offline=off"}, {"node set latency=2s fee=10 inbound=100000", ""}, {"node set webln=on", "a wallet in the checkout page"}},
     .details = "Settings belong to a merchant and mode (--live), survive a restart, and end with `satsrail reset`.", .handler = h::node_set},
    {.noun = "node", .verb = "mode", .summary = "Let test-mode invoices pay themselves, or not",
     .args = {{.name = "MODE", .help = "autopay=DURATION, or manual"}},
     .examples = {{"node mode autopay=3s", "for clicking through a shop"}, {"node mode manual", ""}}, .handler = h::node_mode},
    {.noun = "node", .verb = "invoice", .summary = "Make an invoice of the node's own, for no order",
     .flags = {{.name = "amount-sats", .value = "N", .help = "what it asks for", .group = "Amount (one of)", .one_of = "amount"},
               {.name = "any-amount", .help = "the payer decides", .group = "Amount (one of)", .one_of = "amount"},
               {.name = "description", .value = "TEXT", .help = "what the payer's wallet shows"}, {.name = "expiry", .value = "DURATION", .help = "default 1h"}},
     .examples = {{"node invoice --amount-sats 1000", ""}, {"node invoice --any-amount --description tip", ""}, {"pay $(satsrail node invoice --amount-sats 1000 -q)", "-q prints the BOLT11 alone"}},
     .one_of_required = "amount", .handler = h::node_invoice},
    {.noun = "node", .verb = "settle", .summary = "Settle a payment that is held", .args = {k_node_target},
     .examples = {{"node settle cs_0KqT3", "after `pay cs_0KqT3 --hold`"}}, .details = "Its webhooks go out now. Exit 1 when nothing is held for it.", .handler = h::node_settle},
    {.noun = "node", .verb = "cancel", .summary = "Cancel an invoice at the node; what is held goes back to its payer", .args = {k_node_target},
     .examples = {{"node cancel cs_0KqT3", ""}}, .handler = h::node_cancel},
    {.noun = "node", .verb = "mine", .summary = "Mine blocks: on-chain payments get confirmations", .args = {{.name = "BLOCKS", .help = "default 1", .required = false}},
     .examples = {{"node mine", ""}, {"node mine 6", ""}}, .handler = h::node_mine},
    {.noun = "node", .verb = "outcomes", .summary = "List what can happen to a payment", .examples = {{"node outcomes", ""}, {"pay cs_0KqT3 --outcome held", "makes one happen"}}, .handler = h::node_outcomes},
    {.noun = "node payments", .verb = "list", .aliases = "ls", .summary = "List the payers' attempts, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "initiated, in_flight, succeeded or failed", .choices = "initiated|in_flight|succeeded|failed"},
               {.name = "payer", .value = "NAME", .help = "of this wallet"}, k_page, k_per_page},
     .examples = {{"node payments list --status failed", "also what no merchant hears of"}, {"node payments list --payer bob", ""}}, .handler = h::node_payments_list},
    {.noun = "node payments", .verb = "get", .aliases = "show|view", .summary = "Show one attempt with its HTLCs",
     .args = {{.name = "ID", .help = "id, or the beginning of one", .source = Source::node_payments}},
     .examples = {{"node payments get 0192f0c1", ""}}, .handler = h::node_payments_get},
    {.noun = "node invoices", .verb = "list", .aliases = "ls", .summary = "List the node's invoices, newest first",
     .flags = {{.name = "state", .value = "STATE", .help = "open, accepted (held), settled or canceled", .choices = "open|accepted|settled|canceled"},
               {.name = "node", .value = "NAME", .help = "of the merchant, or of the wallet that made it"}, k_page, k_per_page},
     .examples = {{"node invoices list --state accepted", "what is held"}}, .handler = h::node_invoices_list},
    {.noun = "node invoices", .verb = "get", .aliases = "show|view", .summary = "Show one invoice as the node has it", .args = {k_node_target},
     .examples = {{"node invoices get cs_0KqT3", ""}}, .handler = h::node_invoices_get},
    {.noun = "node", .verb = "decode", .summary = "Decode and verify a BOLT11 invoice or an LNURL; no sandbox needed",
     .args = {{.name = "BOLT11", .help = "the invoice or LNURL; - reads it from stdin, @file from a file"}},
     .examples = {{"node decode lnbcrt500u1…", ""}, {"node decode - --json < invoice.txt", ""}},
     .details = "Exit 1, with the reason, when it is not valid.", .handler = h::node_decode},

    // -- anything else
    {.noun = "api", .summary = "Send any request", .args = {{.name = "METHOD", .help = "GET, POST, PATCH, PUT or DELETE"}, {.name = "PATH", .help = "rates, m/orders, /api/v1/rates, /_sandbox/clock"}},
     .flags = {{.name = "data", .letter = 'd', .value = "K=V", .help = "a field; a[b]=c nests; or a whole body: @file, - (stdin)", .repeatable = true},
               {.name = "header", .letter = 'H', .value = "K:V", .help = "a header; repeatable", .repeatable = true},
               {.name = "include", .letter = 'i', .help = "print the status line and headers too"}},
     .examples = {{"api get rates", ""}, {"api post checkout_sessions -d checkout_session[amount_cents]=5000", ""}, {"api post /_sandbox/clock/advance -d duration=16m", ""}},
     .details = "Numbers, true, false and null are sent as such; \"5\" in double quotes is text. For GET and DELETE the fields go into the query. "
                "The body of the answer goes to stdout whatever the status; exit 1 on 4xx and 5xx, 4 on 401 and 403.",
     .handler = h::api},
    {.noun = "exec", .summary = "Run a command inside a throw-away sandbox",
     .flags = {k_webhook, k_seed, k_clock, k_network, k_autopay, {.name = "keep", .help = "keep the data, and say where"}},
     .examples = {{"exec -- npm test", ""}, {"exec --webhook 3000/webhooks --seed 1 -- ./e2e.sh", ""}, {"exec -- sh -c 'satsrail pay $(satsrail checkout create --amount 5 -q)'", ""}},
     .details = "The sandbox has a folder, a port and a database (in memory) of its own, and is gone afterwards. CMD finds it through "
                "SATSRAIL_BASE_URL, SATSRAIL_API_URL (with /api/v1), SATSRAIL_API_KEY, SATSRAIL_PUBLISHABLE_KEY, SATSRAIL_CONTROL_KEY, "
                "SATSRAIL_WEBHOOK_SECRET (with --webhook) and SATSRAIL_DIR. Exits with CMD's exit code.",
     .handler = h::exec, .tail = "CMD…"},
    {.noun = "completion", .summary = "Print a completion script", .args = {{.name = "SHELL", .help = "bash, zsh or fish", .choices = "bash|zsh|fish"}},
     .examples = {{"completion bash > ~/.local/share/bash-completion/completions/satsrail", ""}, {"completion fish > ~/.config/fish/completions/satsrail.fish", ""}}, .handler = h::completion},
    {.noun = "version", .summary = "Print the version", .examples = {{"version", ""}}, .handler = h::version},
    {.noun = "help", .summary = "Explain a command or a topic", .args = {{.name = "TOPIC", .help = "a command, a noun, or a topic", .required = false, .source = Source::help_topics, .repeatable = true}},
     .flags = {{.name = "tree", .help = "every command on a line"}},
     .examples = {{"help checkout create", ""}, {"help webhooks", ""}, {"help --tree", ""}}, .handler = h::help},

    // -- for machines
    {.noun = "__complete", .summary = "Print the words that may follow", .args = {{.name = "WORD", .help = "", .required = false, .repeatable = true}}, .examples = {}, .handler = h::complete, .tail = "WORD…", .hidden = true},
    {.noun = "__reference", .summary = "Print docs/cli.md", .examples = {}, .handler = h::reference, .hidden = true},
};
// clang-format on

}  // namespace

std::span<const Command> commands() {
  return k_commands;
}
std::span<const Noun> nouns() {
  return k_nouns;
}
std::span<const Flag> global_flags() {
  return k_globals;
}

}  // namespace satsrail::cli
