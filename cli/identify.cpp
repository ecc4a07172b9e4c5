#include "cli/identify.h"

#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/util/hex.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using nlohmann::ordered_json;
using namespace nlohmann::literals;

std::span<const ObjectSource> object_sources() {
  // clang-format off
  static const std::vector<ObjectSource> k_sources{
      {Source::checkouts, "checkouts", "checkout", "/api/v1/checkout_sessions", "/api/v1/checkout_sessions", {"token", "id"}, "status", Key::merchant, "/_sandbox/checkout_sessions"},
      {Source::orders, "orders", "order", "/api/v1/m/orders", "/api/v1/m/orders", {"id", "order_number"}, "order_number", Key::merchant, "/_sandbox/orders"},
      {Source::invoices, "invoices", "invoice", "", "/api/v1/m/invoices", {"id"}},
      {Source::payments, "payments", "payment", "/api/v1/m/payments", "/api/v1/m/payments", {"id"}, "confirmed_at"},
      {Source::payment_requests, "payment-requests", "payment request", "", "/api/v1/m/payment_requests", {"id"}},
      {Source::products, "products", "product", "/api/v1/m/products", "/api/v1/m/products", {"slug", "id"}, "name"},
      {Source::product_types, "product-types", "product type", "/api/v1/m/product_types", "/api/v1/m/product_types", {"id", "name"}, "name"},
      {Source::taxes, "taxes", "tax", "/_sandbox/taxes", "/_sandbox/taxes", {"id"}, "name"},
      {Source::discounts, "discounts", "discount", "/_sandbox/discounts", "/_sandbox/discounts", {"id"}, "name"},
      {Source::transactions, "transactions", "transaction", "/api/v1/transactions", "/api/v1/transactions", {"id"}, "created_at"},
      {Source::webhooks, "webhooks", "webhook endpoint", "/api/v1/m/webhooks", "/api/v1/m/webhooks", {"id"}, "url"},
      {Source::events, "events", "event", "/_sandbox/events", "/_sandbox/events", {"id"}, "type"},
      {Source::deliveries, "deliveries", "delivery", "/_sandbox/deliveries", "/_sandbox/deliveries", {"id"}, "state"},
      {Source::node_payments, "node-payments", "node payment", "/_sandbox/node/payments", "/_sandbox/node/payments", {"id"}, "status"},
      {Source::merchants, "merchants", "merchant", "/_sandbox/merchants", "/_sandbox/merchants", {"id", "name"}, "name", Key::control},
      {Source::wallets, "wallets", "wallet", "/api/v1/m/wallets", "/api/v1/m/wallets", {"id", "name"}, "name", Key::merchant, "/_sandbox/wallets"},
      {Source::merchant_documents, "merchant-documents", "merchant document", "/api/v1/m/merchant_documents", "/api/v1/m/merchant_documents", {"id", "name"}, "name", Key::merchant, "/_sandbox/merchant_documents"},
      {Source::staff, "staff", "person on the staff", "/_sandbox/staff", "/_sandbox/staff", {"id", "email"}, "email", Key::control},
      {Source::keys, "keys", "key", "/_sandbox/keys", "/_sandbox/keys", {"id", "prefix"}, "prefix", Key::either},
      {Source::snapshots, "snapshots", "snapshot", "/_sandbox/snapshots", "/_sandbox/snapshots", {"name"}, "created_at", Key::control},
      {Source::faults, "faults", "fault", "/_sandbox/faults", "/_sandbox/faults", {"id"}, "on"},
      {Source::requests, "logs", "request", "/_sandbox/logs", "/_sandbox/logs", {"id"}, "path", Key::either},
  };
  // clang-format on
  return k_sources;
}

const ObjectSource* find_object_source(Source source) {
  const auto all = object_sources();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& entry) { return entry.source == source; });
  return found == all.end() ? nullptr : &*found;
}

namespace {

const ObjectSource& info(Source source) {
  return *find_object_source(source);
}

// Long enough to be nothing but itself: a UUID, or a token with its 30 characters.
bool is_whole(std::string_view id) {
  return looks_like_id(id) && id.size() >= 33;
}

using Names = std::vector<std::vector<std::string>>;

std::optional<std::string> nearest(const Names& names, const std::string& typed) {
  std::vector<std::string> all;
  for (const auto& object : names) {
    all.insert(all.end(), object.begin(), object.end());
  }
  return closest(typed, all);
}

Failure not_found(const ObjectSource& source, const std::string& typed, const Names& names, bool live) {
  const auto near = nearest(names, typed);
  if (!source.is_listed()) {
    return {ExitCode::refused,
            "not_found",
            "there is no " + std::string(source.noun) + " '" + printable(typed) + "'",
            std::string("none in ") + (live ? "live" : "test") + " mode has such an id; it has to be whole",
            "an order names its invoice:  satsrail orders get ID",
            {}};
  }
  if (source.key != Key::merchant) {  // what has no mode
    return {ExitCode::refused,
            "not_found",
            "there is no " + std::string(source.noun) + " '" + printable(typed) + "'",
            "none has such an id or " + std::string(source.names.back()),
            near ? "did you mean:  " + *near : "see:  satsrail " + std::string(source.noun) + "s list",
            {}};
  }
  return {ExitCode::refused,
          "not_found",
          "there is no " + std::string(source.noun) + " '" + printable(typed) + "'",
          std::string("none in ") + (live ? "live" : "test") + " mode has such an id",
          near   ? "did you mean:  " + *near
          : live ? "was it made in test mode? leave --live out"
                 : "was it made in live mode? add --live",
          {}};
}

}  // namespace

std::string object_path(Source source, const std::string& id) {
  return std::string(info(source).object_path) + "/" + percent_encode(id);
}

namespace {

// Calls `take` with each object of a source, newest first, until it answers false.
template <class Take>
Outcome<Done> walk(Context& context, Source source, const client::Query& filter, Take take) {
  if (!info(source).is_listed()) {
    return Done{};
  }
  for (int page = 1; page <= limits::id_search_pages_max; ++page) {
    client::Query query{{"page", std::to_string(page)}, {"per_page", std::to_string(limits::per_page_max)}};
    query.insert(query.end(), filter.begin(), filter.end());
    TRY_ASSIGN(const auto reply, context.get(info(source).key, std::string(info(source).list_path), query));
    const auto parsed = ordered_json::parse(reply.body(), nullptr, false);
    if (!parsed.is_object() || !parsed.contains("data") || !parsed["data"].is_array()) {
      break;
    }
    for (const auto& row : parsed["data"]) {
      if (row.is_object() && !take(row)) {
        return Done{};
      }
    }
    const auto pages = parsed.value("/meta/total_pages"_json_pointer, 0);
    if (pages <= page) {
      break;
    }
  }
  return Done{};
}

// What an object answers to.
std::vector<std::string> names_of(const ordered_json& row, const ObjectSource& about) {
  std::vector<std::string> names;
  for (const auto* field : about.names) {
    if (const auto found = row.find(field); found != row.end() && found->is_string()) {
      names.push_back(found->get<std::string>());
    }
  }
  return names;
}

}  // namespace

Outcome<Names> known_ids(Context& context, Source source) {
  Names out;
  TRY(walk(context, source, {}, [&](const ordered_json& row) {
    if (auto names = names_of(row, info(source)); !names.empty()) {
      out.push_back(std::move(names));
    }
    return true;
  }));
  return out;
}

Outcome<std::vector<NamedObject>> newest_objects(Context& context, const ObjectSource& source) {
  std::vector<NamedObject> out;
  TRY(walk(context, source.source, {}, [&](const ordered_json& row) {
    if (auto names = names_of(row, source); !names.empty()) {
      out.push_back({std::move(names.front()), text_at_path(row, source.said)});
    }
    return out.size() < limits::completions_max;
  }));
  return out;
}

Outcome<std::optional<std::string>> find_in_list(Context& context, Source source, const std::string& id,
                                                 const client::Query& filter) {
  std::optional<std::string> found;
  TRY(walk(context, source, filter, [&](const ordered_json& row) {
    const auto names = names_of(row, info(source));
    if (std::find(names.begin(), names.end(), id) != names.end()) {
      found = row.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    }
    return !found;
  }));
  return found;
}

Outcome<std::string> resolve_id(Context& context, Source source, const std::string& typed) {
  const auto& about = info(source);
  if (is_whole(typed) || !about.is_listed()) {
    return typed;
  }
  TRY_ASSIGN(const auto names, known_ids(context, source));
  std::vector<std::string> matches;
  for (const auto& object : names) {
    if (std::find(object.begin(), object.end(), typed) != object.end()) {
      return object.front();
    }
    if (!typed.empty() &&
        std::any_of(object.begin(), object.end(), [&](const std::string& name) { return name.starts_with(typed); })) {
      matches.push_back(object.front());
    }
  }
  if (matches.size() == 1) {
    return matches.front();
  }
  if (matches.empty()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    return not_found(about, typed, names, sandbox->live);
  }
  const auto count = std::to_string(matches.size());
  matches.resize(std::min<std::size_t>(matches.size(), 3));
  return usage_failure("ambiguous_id", "'" + printable(typed) + "' is the beginning of " + count + " ids",
                       "newest first: " + join(matches, ", "), "write more of it");
}

Outcome<std::string> resolve_target(Context& context) {
  TRY_ASSIGN(const auto text, read_text(context.in.args[0]));
  const auto target = std::string(trim(text));
  const auto small = lower(target);
  if (small.starts_with("ln") || small.starts_with("lightning:")) {
    return small.starts_with("lightning:") ? target.substr(10) : target;
  }
  return target.starts_with("cs_") && target.size() < 33 ? resolve_id(context, Source::checkouts, target)
                                                         : Outcome<std::string>(target);
}

namespace {

Outcome<client::ApiReply> send(Context& context, Source source, const client::ApiRequest& request) {
  const auto& typed = context.in.args[0];
  TRY_ASSIGN(auto reply, context.send(info(source).key, request));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (reply.http.status == 404) {
    auto names = known_ids(context, source);
    if (names.ok()) {
      return not_found(info(source), typed, *names, sandbox->live);
    }
  }
  return reply;
}

}  // namespace

Outcome<client::ApiReply> send_to_object(Context& context, Source source, const std::string& method,
                                         const std::string& suffix, const std::string& body) {
  TRY_ASSIGN(const auto id, resolve_id(context, source, context.in.args[0]));
  const auto& action_path = info(source).action_path;
  const auto path =
      (suffix.starts_with('/') && !action_path.empty() ? std::string(action_path) + "/" + percent_encode(id)
                                                       : object_path(source, id)) +
      suffix;
  return send(context, source, {method, path, {}, body, {}});
}

Outcome<client::ApiReply> call_in_sandbox(Context& context, Source source, const std::string& method,
                                          const std::string& body) {
  TRY_ASSIGN(const auto id, resolve_id(context, source, context.in.args[0]));
  const auto path = std::string(info(source).action_path) + "/" + percent_encode(id);
  TRY_ASSIGN(auto reply, send(context, source, {method, path, {}, body, {}}));
  if (!reply.ok()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    return context.failure_of(reply, sandbox->base_url);
  }
  return reply;
}

Outcome<client::ApiReply> call_on_object(Context& context, Source source, const std::string& method,
                                         const std::string& suffix, const std::string& body) {
  TRY_ASSIGN(auto reply, send_to_object(context, source, method, suffix, body));
  if (!reply.ok()) {
    TRY_ASSIGN(const auto* sandbox, context.sandbox());
    return context.failure_of(reply, sandbox->base_url);
  }
  return reply;
}

}  // namespace satsrail::cli
