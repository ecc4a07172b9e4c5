// Orders, and what pays them: rows of the command table.

#include "cli/commands/handlers.h"
#include "cli/tables/shared.h"
#include "cli/tables/tables.h"

namespace satsrail::cli {

namespace {

namespace h = handlers;

constexpr std::string_view k_contents = "Contents";

// clang-format off
constexpr Flag k_amount{.name = "amount", .value = "50.00", .help = "in the currency's usual unit", .group = k_money, .one_of = "price"};
constexpr Flag k_amount_cents{.name = "amount-cents", .value = "5000", .help = "in its smallest unit", .group = k_money, .one_of = "price"};
constexpr Flag k_currency{.name = "currency", .value = "CODE", .help = "default usd", .group = k_money};
constexpr Flag k_item{.name = "item", .value = "FIELDS", .help = "'name=Coffee,price_cents=450,qty=2' (see below); repeatable", .group = k_contents, .repeatable = true};
constexpr Flag k_tax{.name = "tax-cents", .value = "N", .help = "tax in the total, in the smallest unit", .group = k_contents};
constexpr Flag k_discount_cents{.name = "discount-cents", .value = "N", .help = "discount in the total, in the smallest unit", .group = k_contents};
constexpr Flag k_discount{.name = "discount", .value = "ID", .help = "the discount that was given", .group = k_contents};
constexpr Flag k_wallet{.name = "wallet", .value = "ID", .help = "the wallet that is to be paid", .group = k_contents};
constexpr Flag k_tender{.name = "tender", .value = "KIND", .help = "bitcoin (default) or cash", .group = k_contents, .choices = "bitcoin|cash"};
constexpr Flag k_mark_paid{.name = "mark-paid", .help = "the cash is in the till"};
constexpr Flag k_expand{.name = "expand", .value = "LIST", .help = "whole objects instead of their ids: invoice,payment,merchant"};
constexpr Argument k_invoice_id{.name = "ID", .help = "id of an invoice, whole", .source = Source::invoices};
constexpr Argument k_request_id{.name = "ID", .help = "id of a payment request, whole", .source = Source::payment_requests};

constexpr std::string_view k_about_items =
    "An item is written field by field: name, price_cents (or price, as in price=4.50), qty (default 1), description, sku and product_id (or product: a "
    "slug or an id). A comma that no field follows belongs to the text before it. A JSON object does as well.";

constexpr Command k_rows[]{
    {.noun = "orders", .verb = "create", .aliases = "new", .summary = "Make an order, and an invoice for it if you like",
     .flags = {k_amount, k_amount_cents, k_currency, k_item, k_tax, k_discount_cents, k_discount, k_wallet, k_tender, k_mark_paid,
               {.name = "invoice", .help = "makes an invoice for it", .group = k_invoice}, k_method, k_confirmations, k_metadata, k_idempotency_key},
     .examples = {{"orders create --amount 50.00 --invoice --metadata table=7", ""},
                  {"orders create --item 'name=Coffee,price=4.50,qty=2' --item name=Cake,price_cents=390", "the items make the total"},
                  {"orders create --amount 12.00 --tender cash --mark-paid", ""}},
     .details = k_about_items, .handler = h::orders_create},
    {.noun = "orders", .verb = "list", .aliases = "ls", .summary = "List orders, newest first",
     .flags = {{.name = "status", .value = "STATUS", .help = "pending, invoice_generated, paid, shipped, cancelled or refunded", .choices = "pending|invoice_generated|paid|shipped|cancelled|refunded"},
               {.name = "currency", .value = "CODE", .help = "in this currency"},
               {.name = "number", .value = "ORD-…", .help = "of this number, whole"},
               {.name = "min-cents", .value = "N", .help = "whose total is at least this"}, {.name = "max-cents", .value = "N", .help = "whose total is at most this"},
               k_from, k_to, k_expand, k_sort, k_page, k_per_page},
     .examples = {{"orders list --status paid", ""}, {"orders list --from 2026-01-01 --sort 'total_amount_cents desc'", ""}}, .handler = h::orders_list},
    {.noun = "orders", .verb = "get", .aliases = "show|view", .summary = "Show one order", .args = {k_order}, .flags = {k_expand},
     .examples = {{"orders get ORD-018D", "the beginning is enough"}, {"orders get 018d0c8e --expand invoice,payment --json", ""}}, .handler = h::orders_get},
    {.noun = "orders", .verb = "update", .aliases = "edit", .summary = "Change an order: all of a pending one, or the status of a paid one", .args = {k_order},
     .flags = {k_amount, k_amount_cents, k_currency, k_item, k_tax, k_discount_cents, k_discount, k_wallet, k_tender, k_mark_paid,
               {.name = "status", .value = "STATUS", .help = "shipped of a paid order, paid of a cash order", .choices = "paid|shipped"}, k_metadata},
     .examples = {{"orders update ORD-018D --amount 45.00", "an open invoice of another amount ends"}, {"orders update ORD-018D --mark-paid", "a cash order"}},
     .details = k_about_items, .handler = h::orders_update},
    {.noun = "orders", .verb = "ship", .summary = "Say that a paid order was shipped", .args = {k_order},
     .examples = {{"orders ship ORD-018D", "order.updated"}}, .handler = h::orders_ship},
    {.noun = "orders", .verb = "refund", .summary = "Give the money of a paid order back, as far as the sandbox goes", .args = {k_order},
     .examples = {{"orders refund ORD-018D", ""}},
     .details = "The merchant's API has no refunds: this is the sandbox's own, so that a shop can see an order in that status.", .handler = h::orders_refund},
    {.noun = "orders", .verb = "delete", .aliases = "cancel", .summary = "Cancel an order that nobody has paid", .args = {k_order},
     .examples = {{"orders delete ORD-018D", "its invoice ends, and its checkout"}}, .handler = h::orders_delete},
    {.noun = "invoices", .verb = "generate", .aliases = "create|new", .summary = "Make an invoice for an order; one that is open ends",
     .args = {{.name = "ORDER", .help = "id, number (ORD-…), or the beginning of one", .source = Source::orders}},
     .flags = {k_method, k_confirmations, k_idempotency_key},
     .examples = {{"invoices generate ORD-018D", ""}, {"invoices generate ORD-018D --method onchain --confirmations 3", ""}},
     .details = "Of an order that is paid already, it is the invoice that was paid.", .handler = h::invoices_generate},
    {.noun = "invoices", .verb = "get", .aliases = "show|view", .summary = "Show one invoice", .args = {k_invoice_id},
     .examples = {{"invoices get 018d0c8e-4b00-7abc-8def-0123456789ab --format '{bolt11}'", ""}}, .handler = h::invoices_get},
    {.noun = "invoices", .verb = "status", .summary = "Is it paid?", .args = {k_invoice_id},
     .examples = {{"invoices status 018d0c8e-4b00-7abc-8def-0123456789ab -q", "the status alone"}}, .handler = h::invoices_status},
    {.noun = "invoices", .verb = "qr", .summary = "Draw an invoice as a QR code", .args = {k_invoice_id},
     .examples = {{"invoices qr 018d0c8e-4b00-7abc-8def-0123456789ab", "for a wallet's camera"}},
     .details = "On a terminal the amount and the deadline stand below it; piped, it is the code alone.", .handler = h::invoices_qr},
    {.noun = "payments", .verb = "list", .aliases = "ls", .summary = "List confirmed payments, newest first",
     .flags = {k_from, k_to, {.name = "currency", .value = "CODE", .help = "in this currency"},
               {.name = "min-sats", .value = "N", .help = "of at least this"}, {.name = "max-sats", .value = "N", .help = "of at most this"}, k_sort, k_page, k_per_page},
     .examples = {{"payments list", ""}, {"payments list --from 2026-01-01 --sort 'amount_sats desc'", ""}}, .handler = h::payments_list},
    {.noun = "payments", .verb = "get", .aliases = "show|view", .summary = "Show one payment, also one that waits for confirmations",
     .args = {{.name = "ID", .help = "id, or the beginning of one", .source = Source::payments}},
     .examples = {{"payments get 018d0c8e --format '{preimage}'", ""}}, .handler = h::payments_get},
    {.noun = "payment-requests", .verb = "create", .aliases = "new", .summary = "Ask for money: an order and its invoice in one call",
     .flags = {k_amount, k_amount_cents, k_currency, {.name = "description", .value = "TEXT", .help = "what it is for"}, k_method, k_confirmations, k_metadata, k_idempotency_key},
     .examples = {{"payment-requests create --amount 50.00 --description 'Table 7'", ""}, {"payment-requests create --amount-cents 900 --format '{bolt11}'", ""}},
     .one_of_required = "price", .handler = h::payment_requests_create},
    {.noun = "payment-requests", .verb = "get", .aliases = "show|view", .summary = "Show one payment request", .args = {k_request_id},
     .examples = {{"payment-requests get 018d0c8e-4d00-7abc-8def-0123456789ab", ""}}, .handler = h::payment_requests_get},
    {.noun = "payment-requests", .verb = "status", .summary = "Is it paid?", .args = {k_request_id},
     .examples = {{"payment-requests status 018d0c8e-4d00-7abc-8def-0123456789ab -q", "the status alone"}}, .handler = h::payment_requests_status},
};
// clang-format on

}  // namespace

std::span<const Command> tables::orders() {
  return k_rows;
}

}  // namespace satsrail::cli
