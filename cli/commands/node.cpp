#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/lightning/bolt11.h"
#include "core/result.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_node_view{
    .id = "pubkey",
    .block = {{"node", "pubkey"}, {"alias", "alias"}, {"network", "network"}},
};

constexpr View k_invoice_view{
    .id = "payment_hash",
    .block = {{"network", "network"},
              {"prefix", "prefix"},
              {"amount (msat)", "amount_msat"},
              {"expires", "expires_at"},
              {"expiry seconds", "expiry_seconds"},
              {"payment hash", "payment_hash"},
              {"payment secret", "payment_secret"},
              {"description", "description"},
              {"desc. hash", "description_hash"},
              {"final cltv", "min_final_cltv_expiry"},
              {"payee", "payee"},
              {"features", "features"},
              {"fallbacks", "fallbacks"},
              {"routes", "routes"},
              {"metadata", "metadata"},
              {"signature", "signature"}},
};

template <class T, class ToJson>
json or_null(const std::optional<T>& value, ToJson to_json) {
  return value ? json(to_json(*value)) : json(nullptr);
}

json fallbacks_json(const Bolt11& invoice) {
  json out = json::array();
  for (const auto& fallback : invoice.fallbacks) {
    out.push_back(
        {{"version", fallback.version}, {"program", to_hex(fallback.program)}, {"address", fallback.address}});
  }
  return out;
}

json routes_json(const Bolt11& invoice) {
  json out = json::array();
  for (const auto& route : invoice.routes) {
    json hops = json::array();
    for (const auto& hop : route) {
      hops.push_back({{"pubkey", to_hex(hop.node)},
                      {"short_channel_id", hop.short_channel_id_text()},
                      {"fee_base_msat", hop.fee_base_msat},
                      {"fee_proportional_millionths", hop.fee_proportional_millionths},
                      {"cltv_expiry_delta", hop.cltv_expiry_delta}});
    }
    out.push_back(std::move(hops));
  }
  return out;
}

std::string iso(std::int64_t unix_seconds) {
  // An expiry may lie beyond the year 9999: the number is given as well, so the text can go without.
  constexpr std::int64_t k_year_10000 = 253'402'300'800;
  return unix_seconds < k_year_10000 ? format_iso(from_millis(unix_seconds * 1000)) : std::string();
}

json invoice_json(const Bolt11& invoice) {
  const auto hex = [](const auto& bytes) { return to_hex(bytes); };
  json out{
      {"prefix", invoice.prefix},
      {"network", network_info(invoice.network).name},
      {"amount_msat", or_null(invoice.amount, [](Msat amount) { return amount.value; })},
      {"timestamp", invoice.timestamp},
      {"expiry_seconds", invoice.expiry_seconds},
      {"expires_at", iso(invoice.expires_at())},
      {"payment_hash", to_hex(invoice.payment_hash)},
      {"payment_secret", to_hex(invoice.payment_secret)},
      {"description", or_null(invoice.description, [](const std::string& text) { return text; })},
      {"description_hash", or_null(invoice.description_hash, hex)},
      {"min_final_cltv_expiry", invoice.min_final_cltv_expiry},
      {"payee", to_hex(invoice.payee)},
      {"features", invoice.features},
      {"fallbacks", fallbacks_json(invoice)},
      {"routes", routes_json(invoice)},
      {"metadata", or_null(invoice.metadata, hex)},
  };
  out["signature"] =
      to_hex(invoice.signature.compact) + to_hex(std::array{static_cast<std::uint8_t>(invoice.signature.recovery_id)});
  return out;
}

}  // namespace

Outcome<int> node_info(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, "/_sandbox/node"));
  return context.out.object(reply.body(), k_node_view);
}

Outcome<int> node_decode(Context& context) {
  TRY_ASSIGN(const auto given, read_text(context.in.args[0]));
  auto text = trim(given);
  if (lower(text.substr(0, 10)) == "lightning:") {
    text.remove_prefix(10);
  }
  const auto invoice = bolt11::decode(text);
  if (!invoice.ok()) {
    constexpr std::string_view k_lead = "not a valid BOLT11 invoice: ";
    std::string_view why = invoice.error().message();
    why.remove_prefix(why.starts_with(k_lead) ? k_lead.size() : 0);
    return Failure{ExitCode::refused,
                   "invalid_invoice",
                   "this is no valid BOLT11 invoice",
                   printable(why),
                   "a payer would refuse it as well",
                   {}};
  }
  return context.out.object(invoice_json(*invoice).dump(-1, ' ', false, json::error_handler_t::replace),
                            k_invoice_view);
}

}  // namespace satsrail::cli::handlers
