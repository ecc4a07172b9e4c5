// THE table. A route that is not here does not exist; what stands here is routed, authenticated, rate-limited,
// described in /openapi.json and walked by the coverage test.

#include "daemon/api/handlers.h"

#include <array>
#include <deque>
#include <string>
#include <vector>

namespace satsrail::api {

std::string_view to_string(Verb verb) {
  switch (verb) {
    case Verb::get:
      return "GET";
    case Verb::post:
      return "POST";
    case Verb::patch:
      return "PATCH";
    case Verb::del:
      break;
  }
  return "DELETE";
}

namespace {

using enum Verb;
constexpr auto own = Cors::same_origin;
constexpr auto any = Cors::any_origin;
constexpr auto api = Surface::api;
constexpr auto sandbox = Surface::sandbox;
constexpr auto page = Surface::page;
constexpr auto lnd = Surface::lnd;
constexpr auto lines = Surface::lnd_lines;
constexpr auto lnurl = Surface::lnurl;

// Where a call lives, and under which other paths it answers.
enum class Space : std::uint8_t {
  origin,         // at the path itself
  core,           // /api/v1
  merchant,       // /api/v1/m;   aliases: /api/v1 (clients of before there were namespaces), /m
  merchant_only,  // /api/v1/m;  alias: /m
  both,           // /api/v1 and /api/v1/m;  alias: /m
  pub,            // /api/v1/pub; aliases: /api/v1, /pub
  legacy,         // nowhere any more; aliases: /api/v1, /api/v1/m, /m
};
using enum Space;

struct Prefix {
  std::string_view text;
  bool is_alias;
};

std::vector<Prefix> prefixes(Space space) {
  switch (space) {
    case origin:
      return {{"", false}};
    case core:
      return {{"/api/v1", false}};
    case merchant:
      return {{"/api/v1/m", false}, {"/api/v1", true}, {"/m", true}};
    case merchant_only:
      return {{"/api/v1/m", false}, {"/m", true}};
    case both:
      return {{"/api/v1", false}, {"/api/v1/m", false}, {"/m", true}};
    case pub:
      return {{"/api/v1/pub", false}, {"/api/v1", true}, {"/pub", true}};
    case legacy:
      break;
  }
  return {{"/api/v1", true}, {"/api/v1/m", true}, {"/m", true}};
}

struct Row {
  Space space;
  Route route;  // its path is told without the space's prefix
};

// clang-format off
constexpr std::array k_rows{
  // The published checkout flow
  Row{core, {post,  "/checkout_sessions",      Auth::secret_or_publishable_body, api, any, create_checkout_session, 201, "checkout_session.create", "checkout_session",      "Open a hosted checkout"}},
  Row{merchant_only, {post, "/checkout_sessions",     Auth::secret,                     api, own, create_checkout_session, 201, "checkout_session.create", "checkout_session",      "Open a hosted checkout"}},
  Row{merchant, {get, "/checkout_sessions",    Auth::secret,                     api, own, list_checkout_sessions,  200, {},                        "checkout_session.list", "List checkout sessions, newest first"}},
  Row{core, {get,   "/checkout_sessions/{id}", Auth::secret,                     api, own, show_checkout_session,   200, {},                        "checkout_session",      "Read a checkout session by id or token; 410 once it has expired"}},
  Row{merchant_only, {get, "/checkout_sessions/{id}", Auth::secret,                     api, own, read_checkout_session,   200, {},                        "checkout_session",      "Read a checkout session by id or token, whatever its state"}},
  Row{both, {get,   "/products",               Auth::secret,                     api, own, list_products,           200, {},                        "product.list",          "List products, newest first"}},
  Row{both, {post,  "/products",               Auth::secret,                     api, own, create_product,          201, "product.create",          "product",               "Create a product"}},
  Row{merchant, {get,   "/products/{id}",          Auth::secret,                     api, own, show_product,            200, {},                        "product",               "Read a product by id or slug"}},
  Row{merchant, {patch, "/products/{id}",          Auth::secret,                     api, own, update_product,          200, "product.update",          "product",               "Change a product; what is not sent stays"}},
  Row{merchant, {del,   "/products/{id}",          Auth::secret,                     api, own, delete_product,          204, {},                        {},                      "Delete a product, or archive it when an order, checkout or payment refers to it"}},
  Row{merchant, {get,   "/products/{id}/key",            Auth::secret, api, own, show_product_key,      200, {},               "product.key",          "The key that a product's copies are encrypted with"}},
  Row{merchant, {post,  "/products/{id}/rotate_key",     Auth::secret, api, own, rotate_product_key,    200, {},               "product.rotation",     "Give a product a new key, and hold the old one"}},
  Row{merchant, {post,  "/products/{id}/clear_old_key",  Auth::secret, api, own, clear_old_product_key, 200, {},               "product",              "Forget a product's old key"}},
  Row{merchant, {get,   "/product_types",                Auth::secret, api, own, list_product_types,    200, {},               "product_type.list",    "List product types by position, then name"}},
  Row{merchant, {post,  "/product_types",                Auth::secret, api, own, create_product_type,   201, "product_type.create", "product_type",      "Create a product type"}},
  Row{merchant, {get,   "/product_types/{id}",           Auth::secret, api, own, show_product_type,     200, {},               "product_type",         "Read a product type"}},
  Row{merchant, {patch, "/product_types/{id}",           Auth::secret, api, own, update_product_type,   200, "product_type.update", "product_type",      "Change a product type; what is not sent stays"}},
  Row{merchant, {del,   "/product_types/{id}",           Auth::secret, api, own, delete_product_type,   204, {},               {},                     "Delete a product type; 409 while a product is of it"}},
  Row{merchant, {get,   "/catalog",                      Auth::secret, api, own, show_catalog,          200, {},               "catalog",              "Product types, active products, taxes and discounts in one; 304 with If-None-Match while nothing changed"}},
  Row{merchant, {get,   "/catalog/version",              Auth::secret, api, own, show_catalog_version,  200, {},               "catalog.version",      "Changes with every write to the catalog; 304 with If-None-Match while nothing changed"}},
  Row{both, {get,   "/transactions",           Auth::secret,                     api, own, list_transactions,       200, {},                        "transaction.list",      "List settled payments as the ledger shows them, newest first"}},
  Row{both, {get,   "/transactions/{id}",      Auth::secret,                     api, own, show_transaction,        200, {},                        "transaction",           "Read a transaction"}},
  Row{both, {get,   "/rates",                  Auth::secret_or_publishable,      api, any, show_rate,               200, {},                        "rate",                  "Current exchange rate of one bitcoin"}},

  // Invoices of an order
  Row{merchant, {post,  "/invoices/generate",    Auth::secret, api, own, generate_invoice,    201, "invoice.generate", "invoice",        "Make an invoice for an order: Lightning, on-chain or USDT; an open one is superseded"}},
  Row{merchant, {get,   "/invoices/{id}",        Auth::secret, api, own, show_invoice,        200, {},                 "invoice",        "Read an invoice"}},
  Row{merchant, {get,   "/invoices/{id}/status", Auth::secret, api, own, show_invoice_status, 200, {},                 "invoice_status", "Is it paid?"}},
  Row{merchant, {get,   "/invoices/{id}/qr",     Auth::secret, api, own, show_invoice_qr,     200, {},                 {},               "The invoice as a QR code (SVG)"}},

  // The merchant itself, and what it has beside its sales
  Row{merchant, {get,   "/merchant",                Auth::secret, api, own, show_merchant,           200, {}, "merchant",               "The merchant of this key"}},
  Row{merchant, {get,   "/wallets",                 Auth::secret, api, own, list_wallets,            200, {}, "wallet.list",            "List wallets, newest first"}},
  Row{merchant, {get,   "/wallets/{id}",            Auth::secret, api, own, show_wallet,             200, {}, "wallet",                 "Read a wallet"}},
  Row{merchant, {get,   "/merchant_documents",      Auth::secret, api, own, list_merchant_documents, 200, {}, "merchant_document.list", "List what the merchant has handed in, newest first"}},
  Row{merchant, {get,   "/merchant_documents/{id}", Auth::secret, api, own, show_merchant_document,  200, {}, "merchant_document",      "Read a document's record"}},
  Row{merchant, {get,   "/api_tokens/{id}/usage",   Auth::secret, api, own, show_key_usage,          200, {}, "api_token.usage",        "How often an API key of the merchant is used, by its id, or this one's own as `current`"}},
  Row{merchant_only, {post, "/sessions",            Auth::none,   api, own, create_staff_session,    200, "staff_session.create", "staff_session", "Sign in as staff: a token that is good for a day"}},
  Row{merchant_only, {post, "/sessions/activate",   Auth::staff_session, api, own, activate_staff_session, 200, "staff_session.activate", "staff_session.active", "Choose one of the merchants that a staff login may look after"}},
  Row{pub, {get, "/subscription_plans",             Auth::none,   api, any, list_subscription_plans, 200, {}, "subscription_plan.list", "What the service offers, the cheapest first"}},
  Row{pub, {get, "/exchanges",                      Auth::none,   api, any, list_exchanges,          200, {}, "exchange.all",           "Where buyers can get bitcoin; every one, without pages"}},

  // Webhook endpoints, in both namespaces
  Row{merchant, {get,   "/webhooks",               Auth::secret, api, own, list_webhooks,  200, {},               "webhook.list", "List webhook endpoints"}},
  Row{merchant, {post,  "/webhooks",               Auth::secret, api, own, create_webhook, 201, "webhook.create", "webhook",      "Register a webhook endpoint; its secret is shown this once"}},
  Row{merchant, {get,   "/webhooks/{id}",          Auth::secret, api, own, show_webhook,   200, {},               "webhook",      "Read a webhook endpoint"}},
  Row{merchant, {patch, "/webhooks/{id}",          Auth::secret, api, own, update_webhook, 200, "webhook.update", "webhook",      "Change a webhook endpoint"}},
  Row{merchant, {del,   "/webhooks/{id}",          Auth::secret, api, own, delete_webhook, 204, {},               {},             "Delete a webhook endpoint and drop what it is owed"}},

  // The hosted checkout
  Row{origin, {get,   "/checkout/{token}",              Auth::none, page, own, show_checkout_page,   200, {}, {},                "The hosted checkout page"}},
  Row{origin, {get,   "/checkout/{token}/status",       Auth::none, api,  any, show_checkout_status, 200, {}, "checkout_status", "What the checkout page polls; makes the invoice at the first look"}},
  Row{origin, {get,   "/checkout/{token}/qr",           Auth::none, api,  any, show_checkout_qr,     200, {}, {},                "The invoice as a QR code (SVG)"}},
  Row{origin, {post,  "/checkout/{token}/pay",          Auth::none, page, own, pay_on_page,          303, {}, {},                "Sandbox only: simulate the customer's payment"}},
  Row{origin, {post,  "/checkout/{token}/cancel",       Auth::none, page, own, cancel_on_page,       303, {}, {},                "The customer gives up"}},
  Row{origin, {post,  "/checkout/{token}/expire",       Auth::none, page, own, expire_on_page,       303, {}, {},                "Sandbox only: let the session expire now"}},
  Row{origin, {get,   "/assets/{name}",                 Auth::none, page, own, show_asset,           200, {}, {},                "Style sheet and script of the pages"}},

  // A payer's wallet, as clients of LND drive it
  Row{origin, {get,   "/lnd/v1/getinfo",                      Auth::macaroon, lnd,   own, lnd_info,               200, {},                  "lnd.info",        "The payers' node"}},
  Row{origin, {get,   "/lnd/v1/balance/channels",             Auth::macaroon, lnd,   own, lnd_channel_balance,    200, {},                  "lnd.balance",     "What the wallet has left"}},
  Row{origin, {post,  "/lnd/v1/invoices",                     Auth::macaroon, lnd,   own, lnd_add_invoice,        200, "lnd.invoice.add",   "lnd.invoice.added", "Make an invoice of the wallet's own"}},
  Row{origin, {get,   "/lnd/v1/invoices",                     Auth::macaroon, lnd,   own, lnd_list_invoices,      200, {},                  "lnd.invoice.list", "The wallet's invoices"}},
  Row{origin, {get,   "/lnd/v1/invoices/subscribe",           Auth::macaroon, lines, own, lnd_subscribe_invoices, 200, {},                  {},                "The wallet's invoices as they are made and settled, in lines"}},
  Row{origin, {get,   "/lnd/v1/invoice",                      Auth::macaroon, lnd,   own, lnd_look_up_invoice,    200, {},                  "lnd.invoice",     "Read one of the wallet's invoices by ?r_hash= in base64"}},
  Row{origin, {get,   "/lnd/v1/invoice/{r_hash}",             Auth::macaroon, lnd,   own, lnd_show_invoice,       200, {},                  "lnd.invoice",     "Read one of the wallet's invoices by its hash in hex"}},
  Row{origin, {get,   "/lnd/v1/payreq/{pay_req}",             Auth::macaroon, lnd,   own, lnd_decode,             200, {},                  "lnd.payreq",      "Read any invoice"}},
  Row{origin, {post,  "/lnd/v2/router/send",                  Auth::macaroon, lines, own, lnd_send_payment,       200, "lnd.send",          {},                "Pay an invoice, and tell in lines what becomes of it"}},
  Row{origin, {get,   "/lnd/v2/router/track/{payment_hash}",  Auth::macaroon, lines, own, lnd_track_payment,      200, {},                  {},                "Follow a payment of the wallet, in lines"}},
  Row{origin, {post,  "/lnd/v1/channels/transactions",        Auth::macaroon, lnd,   own, lnd_send_payment_sync,  200, "lnd.send_sync",     "lnd.sent",        "Pay an invoice, and answer when that is over"}},
  Row{origin, {get,   "/lnd/v1/payments",                     Auth::macaroon, lnd,   own, lnd_list_payments,      200, {},                  "lnd.payment.list", "The wallet's payments"}},

  // A merchant who is paid by LNURL
  Row{origin, {get,   "/lnurlp/{name}",                       Auth::none, lnurl, any, lnurl_pay_request,  200, {}, "lnurl.pay",     "What the merchant takes (LUD-06)"}},
  Row{origin, {get,   "/.well-known/lnurlp/{name}",           Auth::none, lnurl, any, lnurl_pay_request,  200, {}, "lnurl.pay",     "The same for a Lightning Address (LUD-16)"}},
  Row{origin, {get,   "/lnurlp/{name}/callback",              Auth::none, lnurl, any, lnurl_pay_callback, 200, {}, "lnurl.invoice", "An invoice for ?amount= in millisatoshis"}},
  Row{origin, {get,   "/lnurlp/{name}/verify/{invoice_id}",   Auth::none, lnurl, any, lnurl_pay_verify,   200, {}, "lnurl.verify",  "Is it paid? (LUD-21)"}},

  // The daemon
  Row{origin, {get,   "/livez",                         Auth::none,              sandbox, own, livez,         200, {},            "health",   "The process serves"}},
  Row{origin, {get,   "/readyz",                        Auth::none,              sandbox, own, readyz,        200, {},            "health",   "The database answers"}},
  Row{origin, {get,   "/openapi.json",                  Auth::none,              sandbox, any, show_openapi,  200, {},            {},         "This description"}},
  Row{origin, {get,   "/_sandbox/status",               Auth::secret_or_control, sandbox, own, show_status,   200, {},            "sandbox",  "What is running, where, and how much it holds"}},
  Row{origin, {get,   "/_sandbox/keys",                 Auth::secret_or_control, sandbox, own, list_keys,     200, {},            "api_key.list", "API keys by their first characters"}},
  Row{origin, {post,  "/_sandbox/keys",                 Auth::secret_or_control, sandbox, own, create_key,    201, "api_key.create", "api_key", "Make another API key; it is shown this once"}},
  Row{origin, {del,   "/_sandbox/keys/{id}",            Auth::secret_or_control, sandbox, own, revoke_key,    204, {},            {},         "Revoke an API key by its id, its first characters, or itself"}},
  Row{origin, {get,   "/_sandbox/merchants",            Auth::control,           sandbox, own, list_merchants,  200, {},          "merchant.list", "Merchants, newest first"}},
  Row{origin, {post,  "/_sandbox/merchants",            Auth::control,           sandbox, own, create_merchant, 201, "merchant.create", "merchant.created", "Make another merchant, a world of its own; its keys are shown this once"}},
  Row{origin, {get,   "/_sandbox/merchant",             Auth::secret,            sandbox, own, show_merchant,   200, {},          "merchant", "The merchant of this key"}},
  Row{origin, {patch, "/_sandbox/merchant",             Auth::secret_or_control, sandbox, own, update_merchant, 200, "merchant.update", "merchant", "Change a merchant: name, plan, status, how it presents itself"}},
  Row{origin, {post,  "/_sandbox/wallets",              Auth::secret,            sandbox, own, create_wallet, 201, "wallet.create", "wallet", "Connect another wallet"}},
  Row{origin, {patch, "/_sandbox/wallets/{id}",         Auth::secret,            sandbox, own, update_wallet, 200, "wallet.update", "wallet", "Change a wallet; without one that is enabled and active no invoice can be made"}},
  Row{origin, {del,   "/_sandbox/wallets/{id}",         Auth::secret,            sandbox, own, delete_wallet, 204, {},            {},       "Delete a wallet that is not the default"}},
  Row{origin, {post,  "/_sandbox/merchant_documents",      Auth::secret,         sandbox, own, create_merchant_document, 201, "merchant_document.create", "merchant_document", "Record a document of the merchant's"}},
  Row{origin, {del,   "/_sandbox/merchant_documents/{id}", Auth::secret,         sandbox, own, delete_merchant_document, 204, {},    {},       "Delete a document's record"}},
  Row{origin, {get,   "/_sandbox/staff",                Auth::control,           sandbox, own, list_staff,    200, {},            "staff.list", "People who may sign in, newest first"}},
  Row{origin, {post,  "/_sandbox/staff",                Auth::control,           sandbox, own, create_staff,  201, "staff.create", "staff", "Let somebody sign in, as owner, manager or accountant of merchants"}},
  Row{origin, {del,   "/_sandbox/staff/{id}",           Auth::control,           sandbox, own, delete_staff,  204, {},            {},       "Take somebody off the staff; sessions end"}},
  Row{origin, {post,  "/_sandbox/seed",                 Auth::control,           sandbox, own, apply_seed,    200, "seed",        "seed.applied", "Put a whole shop in place: all of it or nothing; again changes nothing"}},
  Row{origin, {get,   "/_sandbox/node",                 Auth::secret_or_control, sandbox, own, show_node,     200, {},            "node",     "The simulated Lightning node"}},
  Row{origin, {get,   "/_sandbox/node/outcomes",        Auth::secret_or_control, sandbox, own, list_outcomes, 200, {},            "payment_outcome.list", "What can be asked of a payment"}},
  Row{origin, {post,  "/_sandbox/node/mine",            Auth::secret_or_control, sandbox, own, mine_blocks,   200, "node.mine",   "blocks",   "Mine blocks: on-chain payments get confirmations"}},
  Row{origin, {post,  "/_sandbox/shutdown",             Auth::control,           sandbox, own, shut_down,     202, {},            "health",   "Stop the daemon"}},
  Row{origin, {post,  "/_sandbox/reset",                Auth::control,           sandbox, own, reset,         200, {},            "health",   "Erase all merchant data; keys and rates stay"}},
  Row{origin, {get,   "/_sandbox/database/check",           Auth::control, sandbox, own, check_database,   200, {},              "database_check", "Read the whole database, and say whether it is sound"}},
  Row{origin, {get,   "/_sandbox/snapshots",                Auth::control, sandbox, own, list_snapshots,   200, {},              "snapshot.list", "List snapshots, newest first"}},
  Row{origin, {post,  "/_sandbox/snapshots",                Auth::control, sandbox, own, save_snapshot,    201, "snapshot.save", "snapshot",      "Save the whole sandbox under a name"}},
  Row{origin, {post,  "/_sandbox/snapshots/{name}/restore", Auth::control, sandbox, own, restore_snapshot, 200, {},              "snapshot",      "Put the whole sandbox back to where it was saved"}},
  Row{origin, {del,   "/_sandbox/snapshots/{name}",         Auth::control, sandbox, own, delete_snapshot,  204, {},              {},              "Delete a snapshot"}},
  Row{origin, {get,   "/_sandbox/clock",                Auth::secret_or_control, sandbox, own, show_clock,    200, {},            "clock",    "The sandbox clock"}},
  Row{origin, {post,  "/_sandbox/clock/advance",        Auth::control,           sandbox, own, advance_clock, 200, "clock.advance", "clock",  "Move time on, and run all that falls due on the way"}},
  Row{origin, {post,  "/_sandbox/clock/set",            Auth::control,           sandbox, own, set_clock,     200, "clock.set",   "clock",    "Move time to an instant, and run all that falls due on the way"}},
  Row{origin, {post,  "/_sandbox/clock/freeze",         Auth::control,           sandbox, own, freeze_clock,  200, {},            "clock",    "Stop time"}},
  Row{origin, {post,  "/_sandbox/clock/resume",         Auth::control,           sandbox, own, resume_clock,  200, {},            "clock",    "Let time run on"}},
  Row{origin, {get,   "/_sandbox/rates",                Auth::secret_or_control, sandbox, own, list_rates,    200, {},            "rate.list", "Exchange rates"}},
  Row{origin, {post,  "/_sandbox/rates",                Auth::control,           sandbox, own, set_rate,      200, "rate.set",    "rate",     "Set an exchange rate"}},
  Row{origin, {post,  "/_sandbox/rates/mode",           Auth::control,           sandbox, own, set_rate_mode, 200, "rate_mode.set", "rate_mode", "Choose where exchange rates come from"}},

  // What a merchant does in the sandbox only
  Row{origin, {post,  "/_sandbox/pay",                             Auth::secret, sandbox, own, pay,                     201, "pay", "paid",          "Pay a checkout session, order or invoice; 200 when it was paid already, 202 while it is on its way, 402 when the payer fails"}},
  Row{origin, {patch, "/_sandbox/node",                            Auth::secret, sandbox, own, update_node,             200, "node.update", "node",     "Change how the node behaves"}},
  Row{origin, {get,   "/_sandbox/node/payments",                   Auth::secret, sandbox, own, list_node_payments,      200, {},    "node_payment.list", "The payers' log, newest first: also what no merchant ever hears of"}},
  Row{origin, {get,   "/_sandbox/node/payments/{id}",              Auth::secret, sandbox, own, show_node_payment,       200, {},    "node_payment",     "Read a payer's attempt with its HTLCs"}},
  Row{origin, {get,   "/_sandbox/node/payments/{id}/stream",       Auth::secret, sandbox, own, follow_node_payment,     200, {},    {},                 "Follow a payer's attempt until it is over and the merchant's API knows (server-sent events)"}},
  Row{origin, {get,   "/_sandbox/node/invoices",                   Auth::secret, sandbox, own, list_node_invoices,      200, {},    "node_invoice.list", "The node's own invoices, newest first"}},
  Row{origin, {post,  "/_sandbox/node/invoices",                   Auth::secret, sandbox, own, create_node_invoice,     201, "node_invoice.create", "node_invoice", "Make an invoice of the node's own, for no order"}},
  Row{origin, {get,   "/_sandbox/node/invoices/{id}",              Auth::secret, sandbox, own, show_node_invoice,       200, {},    "node_invoice",     "Read a node invoice, by payment hash, BOLT11, or what it was made for"}},
  Row{origin, {post,  "/_sandbox/node/invoices/{id}/settle",       Auth::secret, sandbox, own, settle_node_invoice,     200, {},    "node_invoice",     "Settle what is held"}},
  Row{origin, {post,  "/_sandbox/node/invoices/{id}/cancel",       Auth::secret, sandbox, own, cancel_node_invoice,     200, {},    "node_invoice",     "Cancel an invoice; what is held goes back to its payer"}},
  Row{origin, {post,  "/_sandbox/checkout_sessions/{id}/expire",   Auth::secret, sandbox, own, expire_checkout_session, 200, {},    "checkout_session", "Let a session expire now"}},
  Row{origin, {post,  "/_sandbox/checkout_sessions/{id}/cancel",   Auth::secret, sandbox, own, cancel_checkout_session, 200, {},    "checkout_session", "Cancel a session as its customer would"}},
  Row{origin, {post,  "/_sandbox/checkout_sessions/{id}/invoice",  Auth::secret, sandbox, own, invoice_checkout_session, 200, "checkout_session.invoice", "invoice", "The session's Lightning invoice; made if there is none, or anew"}},
  Row{origin, {get,   "/_sandbox/taxes",                           Auth::secret, sandbox, own, list_taxes,              200, {},    "tax.list",         "List the taxes that the catalog shows, newest first"}},
  Row{origin, {post,  "/_sandbox/taxes",                           Auth::secret, sandbox, own, create_tax,              201, "tax.create", "tax",        "Add a tax to the catalog"}},
  Row{origin, {del,   "/_sandbox/taxes/{id}",                      Auth::secret, sandbox, own, delete_tax,              204, {},    {},                 "Delete a tax"}},
  Row{origin, {get,   "/_sandbox/discounts",                       Auth::secret, sandbox, own, list_discounts,          200, {},    "discount.list",    "List the discounts that the catalog shows, newest first"}},
  Row{origin, {post,  "/_sandbox/discounts",                       Auth::secret, sandbox, own, create_discount,         201, "discount.create", "discount", "Add a discount to the catalog"}},
  Row{origin, {del,   "/_sandbox/discounts/{id}",                  Auth::secret, sandbox, own, delete_discount,         204, {},    {},                 "Delete a discount"}},
  Row{origin, {get,   "/_sandbox/events",                          Auth::secret, sandbox, own, list_events,             200, {},    "event.list",       "List events, newest first"}},
  Row{origin, {get,   "/_sandbox/events/{id}",                     Auth::secret, sandbox, own, show_event,              200, {},    "event",            "Read an event"}},
  Row{origin, {get,   "/_sandbox/deliveries",                      Auth::secret, sandbox, own, list_deliveries,         200, {},    "delivery.list",    "List webhook deliveries, newest first"}},
  Row{origin, {get,   "/_sandbox/deliveries/{id}",                 Auth::secret, sandbox, own, show_delivery,           200, {},    "delivery",         "Read a delivery with every attempt"}},
  Row{origin, {post,  "/_sandbox/deliveries/{id}/retry",           Auth::secret, sandbox, own, retry_delivery,          202, {},    "delivery",         "Attempt a delivery once more, now"}},
  Row{origin, {post,  "/_sandbox/events/{id}/resend",              Auth::secret, sandbox, own, resend_event,            202, "event.resend", "delivery.made", "Send an event once more, to all who subscribe to it or to one"}},
  Row{origin, {get,   "/_sandbox/delivery_mode",                   Auth::secret, sandbox, own, show_delivery_mode,      200, {},    "delivery_mode",    "What becomes of new deliveries"}},
  Row{origin, {patch, "/_sandbox/delivery_mode",                   Auth::secret, sandbox, own, set_delivery_mode,       200, "delivery_mode.set", "delivery_mode", "Send at once, wait for first attempts, or only collect"}},
  Row{origin, {get,   "/_sandbox/stream",                          Auth::secret, sandbox, own, open_stream,             200, {},    {},                 "Events and delivery attempts as they happen (server-sent events)"}},
  Row{origin, {post,  "/_sandbox/stream",                          Auth::secret, sandbox, own, open_stream_by_body,     200, "stream.open", {},          "The same, with endpoints that live as long as the stream"}},

  // Faults, and a receiver for tests that have none
  Row{origin, {get,   "/_sandbox/faults",                Auth::secret,            sandbox, own, list_faults,        200, {},        "fault.list",         "List the faults in force, oldest first; spent ones too"}},
  Row{origin, {post,  "/_sandbox/faults",                Auth::secret,            sandbox, own, add_fault,          201, "fault.add", "fault",            "Let something fail: API calls, webhook attempts or the node"}},
  Row{origin, {del,   "/_sandbox/faults",                Auth::secret,            sandbox, own, delete_faults,      200, {},        "fault.deleted",      "Delete every fault"}},
  Row{origin, {get,   "/_sandbox/faults/{id}",           Auth::secret,            sandbox, own, show_fault,         200, {},        "fault",              "Read a fault, and what it has struck"}},
  Row{origin, {del,   "/_sandbox/faults/{id}",           Auth::secret,            sandbox, own, delete_fault,       204, {},        {},                   "Delete a fault"}},
  Row{origin, {get,   "/_sandbox/logs",                  Auth::secret_or_control, sandbox, own, list_requests,      200, {},        "request.list",       "List requests, newest first; the control key sees everybody's"}},
  Row{origin, {get,   "/_sandbox/logs/stream",           Auth::secret_or_control, sandbox, own, follow_requests,    200, {},        {},                   "Requests as they are answered (server-sent events)"}},
  Row{origin, {get,   "/_sandbox/logs/{id}",             Auth::secret_or_control, sandbox, own, show_request,       200, {},        "request",            "Read a request whole, by its id or the beginning of one"}},
  Row{origin, {post,  "/_sandbox/inbox/{name}",          Auth::none,              sandbox, own, receive_in_inbox,   200, {},        "inbox.received",     "A receiver of webhooks that keeps what it gets"}},
  Row{origin, {get,   "/_sandbox/inbox/{name}",          Auth::secret_or_control, sandbox, own, list_inbox,         200, {},        "inbox_message.list", "What an inbox got, newest first"}},
  Row{origin, {del,   "/_sandbox/inbox/{name}",          Auth::secret_or_control, sandbox, own, empty_inbox,        200, {},        "inbox.emptied",      "Empty an inbox"}},
  Row{origin, {get,   "/_sandbox/inbox/{name}/{number}", Auth::secret_or_control, sandbox, own, show_inbox_message, 200, {},        "inbox_message",      "Read one message of an inbox"}},
};
// clang-format on

}  // namespace

std::span<const Route> routes() {
  static std::deque<std::string> paths;
  static const auto all = [] {
    std::vector<Route> list;
    for (const auto& row : k_rows) {
      std::string_view home;
      for (const auto& prefix : prefixes(row.space)) {
        auto route = row.route;
        route.path = paths.emplace_back(std::string(prefix.text) + std::string(row.route.path));
        if (home.empty()) {
          home = row.space == legacy ? row.route.path : route.path;
        }
        route.canonical = prefix.is_alias ? home : route.path;
        list.push_back(route);
      }
    }
    return list;
  }();
  return all;
}

}  // namespace satsrail::api
