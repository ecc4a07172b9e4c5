#pragma once
// What rows of several tables share: groups of flags as help heads them, flags and arguments of one meaning.

#include "cli/commands.h"

#include <string_view>

namespace satsrail::cli {

inline constexpr std::string_view k_paging = "Paging";
inline constexpr std::string_view k_sandbox = "Sandbox";
inline constexpr std::string_view k_payer = "Payer";
inline constexpr std::string_view k_customer = "Customer";
inline constexpr std::string_view k_on_yours = "On yours (one of)";
inline constexpr std::string_view k_money = "Price (one of)";

inline constexpr Flag k_page{.name = "page", .value = "N", .help = "which page (default 1)", .group = k_paging};
inline constexpr Flag k_per_page{
    .name = "per-page", .value = "N", .help = "1 to 100 objects a page (default 25)", .group = k_paging};
inline constexpr Flag k_metadata{
    .name = "metadata", .value = "K=V", .help = "your own data; repeatable", .repeatable = true};
inline constexpr Flag k_events{.name = "events",
                               .value = "LIST",
                               .help = "event types, by comma; 'order.*' takes a family",
                               .source = Source::event_types};
inline constexpr Flag k_seed{
    .name = "seed", .value = "N", .help = "makes every id, key and preimage repeatable", .group = k_sandbox};
inline constexpr Flag k_seed_file{.name = "seed-file",
                                  .value = "FILE",
                                  .help = "puts this shop in place first (see satsrail seed)",
                                  .group = k_sandbox,
                                  .source = Source::files};
inline constexpr Flag k_clock{
    .name = "clock", .value = "TIME", .help = "begins at this time (2026-01-01T00:00:00Z)", .group = k_sandbox};
inline constexpr Flag k_network{.name = "network",
                                .value = "NAME",
                                .help = "of its invoices: regtest (default), signet, testnet or mainnet",
                                .group = k_sandbox,
                                .choices = "regtest|signet|testnet|mainnet"};
inline constexpr Flag k_webhook{
    .name = "webhook", .value = "URL", .help = "registers this endpoint and prints its secret", .group = k_sandbox};

inline constexpr Flag k_autopay{.name = "autopay",
                                .value = "DURATION",
                                .help = "test-mode invoices pay themselves after this long; off: not",
                                .group = k_sandbox};

inline constexpr Flag k_delivery_mode{.name = "delivery",
                                      .value = "MODE",
                                      .help = "of test-mode webhooks: async, sync (a call waits for them) or collect",
                                      .group = k_sandbox,
                                      .choices = "async|sync|collect"};
inline constexpr Flag k_port{
    .name = "port", .value = "N", .help = "default 7287; 0 picks a free one", .group = k_sandbox};
inline constexpr Flag k_db{.name = "db",
                           .value = "PATH",
                           .help = "database file, or :memory: (default DIR/sandbox.db)",
                           .group = k_sandbox,
                           .source = Source::files};
inline constexpr Flag k_rate_limit{
    .name = "rate-limit", .value = "N|off", .help = "requests a minute and key (default 6000)", .group = k_sandbox};
inline constexpr Flag k_strict_namespaces{
    .name = "strict-namespaces",
    .help = "serve no aliases of older clients, as production does: /api/v1/orders for /api/v1/m/orders",
    .group = k_sandbox};
inline constexpr Flag k_key{.name = "key",
                            .value = "KEY",
                            .help = "pins an API key (sk_test_…); repeatable",
                            .group = k_sandbox,
                            .repeatable = true};
inline constexpr Flag k_host{.name = "host",
                             .value = "NAME",
                             .help = "a Host name to answer to besides loopback; repeatable",
                             .group = k_sandbox,
                             .repeatable = true};

inline constexpr Argument k_node_target{
    .name = "TARGET", .help = "cs_… token, payment hash, BOLT11, or a node payment's id", .source = Source::checkouts};
inline constexpr Argument k_checkout{
    .name = "ID", .help = "token (cs_…) or id, or the beginning of one", .source = Source::checkouts};
inline constexpr Argument k_product{
    .name = "ID", .help = "id or slug, or the beginning of one", .source = Source::products};
inline constexpr Argument k_product_type{
    .name = "ID", .help = "id or name, or the beginning of one", .source = Source::product_types};
inline constexpr Flag k_of_type{
    .name = "product-type", .value = "TYPE", .help = "a product type, by id or name", .source = Source::product_types};
inline constexpr Argument k_endpoint{.name = "ID", .help = "id, or the beginning of one", .source = Source::webhooks};
inline constexpr Argument k_delivery{.name = "ID", .help = "id, or the beginning of one", .source = Source::deliveries};

}  // namespace satsrail::cli
