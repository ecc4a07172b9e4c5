// Catalog, ledger and rates: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

// clang-format off
constexpr Command k_rows[]{
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
               k_of_type,
               {.name = "resource-type", .value = "TEXT", .help = "such as digital_download, physical or service"},
               {.name = "access-duration", .value = "DURATION", .help = "how long a purchase grants access (default: for ever)"},
               {.name = "status", .value = "STATUS", .help = "active (default), inactive or archived", .choices = "active|inactive|archived"},
               k_metadata},
     .examples = {{"products create --name Coffee --price 4.50 --slug coffee", ""},
                  {"products create --name 'Day pass' --price-cents 900 --access-duration 1d", ""}},
     .one_of_required = "price", .handler = h::products_create},
    {.noun = "products", .verb = "list", .aliases = "ls", .summary = "List products, newest first",
     .flags = {{.name = "name", .value = "TEXT", .help = "whose name holds this"},
               {.name = "status", .value = "STATUS", .help = "active, inactive or archived", .choices = "active|inactive|archived"},
               k_of_type, {.name = "sku", .value = "TEXT", .help = "of this stock number"}, {.name = "external-ref", .value = "TEXT", .help = "of this reference of yours"},
               k_sort, k_page, k_per_page},
     .examples = {{"products list", ""}, {"products list --name coffee --format '{slug}'", ""}}, .handler = h::products_list},
    {.noun = "products", .verb = "get", .aliases = "show|view", .summary = "Show one product", .args = {k_product},
     .examples = {{"products get coffee", ""}, {"products get coffee --format '{price_cents}'", ""}}, .handler = h::products_get},
    {.noun = "products", .verb = "update", .aliases = "edit", .summary = "Change a product; what is not named stays", .args = {k_product},
     .flags = {{.name = "name", .value = "TEXT", .help = "what buyers see"},
               {.name = "price", .value = "19.99", .help = "in the currency's usual unit", .group = k_money, .one_of = "price"},
               {.name = "price-cents", .value = "1999", .help = "in its smallest unit", .group = k_money, .one_of = "price"},
               {.name = "currency", .value = "CODE", .help = "of the price", .group = k_money},
               {.name = "status", .value = "STATUS", .help = "active, inactive or archived", .choices = "active|inactive|archived"},
               {.name = "slug", .value = "TEXT", .help = "links under the old one lead nowhere any more"},
               {.name = "description", .value = "TEXT", .help = ""},
               {.name = "sku", .value = "TEXT", .help = ""},
               {.name = "image-url", .value = "URL", .help = ""},
               {.name = "external-ref", .value = "TEXT", .help = "your own reference, unique"},
               k_of_type,
               {.name = "resource-type", .value = "TEXT", .help = "such as digital_download, physical or service"},
               {.name = "access-duration", .value = "DURATION", .help = "how long a purchase grants access"},
               {.name = "metadata", .value = "K=V", .help = "your own data, in place of what was there; repeatable", .repeatable = true},
               {.name = "clear", .value = "FIELD", .help = "empties a field; repeatable", .repeatable = true,
                .choices = "description|sku|image-url|external-ref|product-type|resource-type|access-duration|metadata"}},
     .examples = {{"products update coffee --price 4.90", "open checkouts keep their price"},
                  {"products update coffee --status inactive", "nobody can buy it"},
                  {"products update coffee --clear sku --clear access-duration", "access for ever"}},
     .handler = h::products_update},
    {.noun = "products", .verb = "delete", .aliases = "rm|remove", .summary = "Delete a product, or archive it when something was sold or offered of it", .args = {k_product},
     .examples = {{"products delete coffee", ""}}, .handler = h::products_delete},
    {.noun = "products", .verb = "link", .summary = "Print a product's payment link, its QR code, or its button for a web page", .args = {k_product},
     .flags = {{.name = "qr", .help = "draws the link in the terminal", .one_of = "form"},
               {.name = "embed", .help = "prints the <script> tag of pay.js", .one_of = "form"},
               {.name = "publishable-key", .value = "KEY", .help = "for --embed (default: the one of the sandbox folder)"}},
     .examples = {{"products link coffee", "each visit opens a checkout of its own"},
                  {"products link coffee --qr", "for a poster"},
                  {"products link coffee --embed", "a button \"Pay with Bitcoin\""}},
     .handler = h::products_link},
    {.noun = "products", .verb = "key", .summary = "Print the key that a product's copies are encrypted with", .args = {k_product},
     .examples = {{"products key coffee -q", "the key alone"}}, .handler = h::products_key},
    {.noun = "products", .verb = "rotate-key", .summary = "Give a product a new key; the old one is held until it is cleared", .args = {k_product},
     .examples = {{"products rotate-key coffee", "product.key_rotated"}}, .details = "Exit 1 while an old key is still held.", .handler = h::products_rotate_key},
    {.noun = "products", .verb = "clear-old-key", .summary = "Forget a product's old key, when nothing is encrypted with it", .args = {k_product},
     .examples = {{"products clear-old-key coffee", ""}}, .handler = h::products_clear_old_key},
    {.noun = "transactions", .verb = "list", .aliases = "ls", .summary = "List settled payments, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "completed, pending or refunded", .choices = "completed|pending|refunded"},
               k_from, k_to, k_sort, k_page, k_per_page},
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
};
// clang-format on

}  // namespace

std::span<const Command> tables::catalog() {
  return k_rows;
}

}  // namespace satsrail::cli
