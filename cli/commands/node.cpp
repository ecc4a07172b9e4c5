#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/lightning/bolt11.h"
#include "core/lightning/lnurl.h"
#include "core/result.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

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

constexpr View k_lnurl_view{.id = "lnurl_url", .block = {{"url", "lnurl_url"}}};

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

// The reader's sentence without the lead that the first line of the failure says already.
Failure no_such_thing(const std::string& what, std::string code, const Error& error) {
  const std::string lead = "not a valid " + what + ": ";
  std::string_view why = error.message();
  why.remove_prefix(why.starts_with(lead) ? lead.size() : 0);
  return {ExitCode::refused,
          std::move(code),
          "this is no valid " + what,
          printable(why),
          "a payer would refuse it as well",
          {}};
}

}  // namespace

Outcome<int> node_decode(Context& context) {
  TRY_ASSIGN(const auto given, read_text(context.in.args[0]));
  auto text = trim(given);
  if (lower(text.substr(0, 10)) == "lightning:") {
    text.remove_prefix(10);
  }
  if (lnurl::is_meant(text)) {
    const auto url = lnurl::decode(text);
    if (!url.ok()) {
      return no_such_thing("LNURL", "invalid_lnurl", url.error());
    }
    context.out.note("note: this is an LNURL, no invoice; a wallet asks its URL for one");
    return context.out.object(json{{"lnurl_url", *url}}.dump(), k_lnurl_view);
  }
  const auto invoice = bolt11::decode(text);
  if (!invoice.ok()) {
    return no_such_thing("BOLT11 invoice", "invalid_invoice", invoice.error());
  }
  return context.out.object(invoice_json(*invoice).dump(-1, ' ', false, json::error_handler_t::replace),
                            k_invoice_view);
}

}  // namespace satsrail::cli::handlers
