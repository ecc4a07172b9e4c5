#include "core/wire/seed_json.h"

#include "core/limits.h"
#include "core/util/closest_word.h"
#include "core/wire/catalog_json.h"
#include "core/wire/exchange_json.h"
#include "core/wire/json_writer.h"
#include "core/wire/merchant_document_json.h"
#include "core/wire/merchant_json.h"
#include "core/wire/product_json.h"
#include "core/wire/product_type_json.h"
#include "core/wire/staff_json.h"
#include "core/wire/subscription_plan_json.h"
#include "core/wire/wallet_json.h"
#include "core/wire/webhook_json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <span>

namespace satsrail::wire {

namespace {

using nlohmann::json;
using Names = std::span<const std::string_view>;

constexpr std::size_t k_entries_max = 1'000;  // of one member; the body's own limit comes first as a rule
constexpr std::size_t k_staff_max = 100;      // each password takes some milliseconds
constexpr std::size_t k_errors_max = 100;     // who mistook the shape need not be told so a thousand times

constexpr std::array<std::string_view, 13> k_members{
    "merchant_id", "livemode",  "merchant", "product_types", "products",  "taxes",   "discounts",
    "wallets",     "documents", "staff",    "plans",         "exchanges", "webhooks"};
constexpr std::array<std::string_view, 9> k_merchant{"name",   "plan",     "status",        "currency",       "email",
                                                     "locale", "logo_url", "checkout_mode", "customer_fields"};
constexpr std::array<std::string_view, 3> k_product_type{"name", "position", "external_ref"};
constexpr std::array<std::string_view, 14> k_product{"name",
                                                     "price_cents",
                                                     "currency",
                                                     "description",
                                                     "sku",
                                                     "image_url",
                                                     "slug",
                                                     "resource_type",
                                                     "external_ref",
                                                     "product_type",
                                                     "access_duration_seconds",
                                                     "status",
                                                     "metadata",
                                                     "product_type_id"};
constexpr std::array<std::string_view, 3> k_tax{"name", "rate_percent", "applies_to"};
constexpr std::array<std::string_view, 3> k_discount{"name", "kind", "value"};
constexpr std::array<std::string_view, 6> k_wallet{"name",   "wallet_type", "connection_type",
                                                   "status", "enabled",     "is_default"};
constexpr std::array<std::string_view, 4> k_document{"document_type", "name", "status", "url"};
constexpr std::array<std::string_view, 4> k_staff{"email", "password", "role", "merchants"};
constexpr std::array<std::string_view, 8> k_plan{"slug",     "name",      "price_cents",           "currency",
                                                 "interval", "rpm_limit", "monthly_request_limit", "features"};
constexpr std::array<std::string_view, 7> k_exchange{"name",  "url",      "promoted", "min_transaction_sats",
                                                     "notes", "logo_url", "countries"};
constexpr std::array<std::string_view, 14> k_webhook{"url",     "events",     "description", "active",  "metadata",
                                                     "dialect", "secret_key", "retry",       "timeout", "headers",
                                                     "ca_file", "verify_tls", "concurrency", "shuffle"};

class SeedReader {
 public:
  explicit SeedReader(const JsonBody& body) : m_fields(Fields::top(body)) {}

  Result<SeedDocument> read() {
    for (const auto& name : m_fields.names()) {
      check_known(name, name, k_members);
    }
    m_seed.merchant_id = m_fields.text("merchant_id", limits::text_chars_max);
    m_seed.livemode = m_fields.boolean("livemode").value_or(false);
    read_merchant();
    read_catalog_members();
    read_account_members();
    read_entries("plans", "plan", k_plan, static_cast<std::size_t>(limits::subscription_plans_max),
                 [this](const JsonBody& body) -> Named {
                   TRY_ASSIGN(auto input, parse_subscription_plan(body));
                   m_seed.plans.push_back(std::move(input));
                   return "slug " + m_seed.plans.back().slug;
                 });
    read_entries("exchanges", "exchange", k_exchange, static_cast<std::size_t>(limits::exchanges_max),
                 [this](const JsonBody& body) -> Named {
                   TRY_ASSIGN(auto input, parse_exchange(body));
                   m_seed.exchanges.push_back(std::move(input));
                   return "name " + m_seed.exchanges.back().name;
                 });
    TRY(m_fields.finish());
    return std::move(m_seed);
  }

 private:
  // What tells an entry from the others of its member; two with the same would take turns with every run.
  using Named = Result<std::string>;
  using ReadEntry = std::function<Named(const JsonBody&)>;

  void read_catalog_members() {
    read_entries("product_types", "product_type", k_product_type, k_entries_max, [this](const JsonBody& body) -> Named {
      TRY_ASSIGN(auto input, parse_product_type(body));
      TRY_ASSIGN(auto change, parse_product_type_change(body));
      const auto key = input.external_ref ? "external_ref " + *input.external_ref : "name " + input.name;
      m_seed.product_types.push_back({std::move(input), std::move(change)});
      return key;
    });
    read_entries("products", "product", k_product, k_entries_max,
                 [this](const JsonBody& body) -> Named { return read_product(body); });
    read_entries("taxes", "tax", k_tax, k_entries_max, [this](const JsonBody& body) -> Named {
      TRY_ASSIGN(auto input, parse_tax(body));
      m_seed.taxes.push_back(std::move(input));
      return "name " + m_seed.taxes.back().name;
    });
    read_entries("discounts", "discount", k_discount, k_entries_max, [this](const JsonBody& body) -> Named {
      TRY_ASSIGN(auto input, parse_discount(body));
      m_seed.discounts.push_back(std::move(input));
      return "name " + m_seed.discounts.back().name;
    });
  }

  Named read_product(const JsonBody& body) {
    SeedProduct product;
    TRY_ASSIGN(product.input, parse_product(body));
    TRY_ASSIGN(product.change, parse_product_change(body));
    TRY_ASSIGN(auto fields, Fields::wrapped(body, "product"));
    product.type = fields.text("product_type", limits::text_chars_max);
    TRY(fields.finish());
    const auto& input = product.input;
    const auto key = input.slug           ? "slug " + *input.slug
                     : input.external_ref ? "external_ref " + *input.external_ref
                                          : "name " + input.name;
    m_seed.products.push_back(std::move(product));
    return key;
  }

  void read_account_members() {
    read_entries("wallets", "wallet", k_wallet, static_cast<std::size_t>(limits::wallets_max),
                 [this](const JsonBody& body) -> Named {
                   TRY_ASSIGN(auto input, parse_wallet(body));
                   m_seed.wallets.push_back(std::move(input));
                   return "name " + m_seed.wallets.back().name.value_or("");
                 });
    read_entries("documents", "merchant_document", k_document, static_cast<std::size_t>(limits::merchant_documents_max),
                 [this](const JsonBody& body) -> Named {
                   TRY_ASSIGN(auto input, parse_merchant_document(body));
                   m_seed.documents.push_back(std::move(input));
                   return "name " + m_seed.documents.back().name;
                 });
    read_entries("staff", "staff", k_staff, k_staff_max, [this](const JsonBody& body) -> Named {
      TRY_ASSIGN(auto input, parse_staff(body));
      m_seed.staff.push_back(std::move(input));
      auto email = m_seed.staff.back().email;
      std::transform(email.begin(), email.end(), email.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      return "email " + email;
    });
    read_entries("webhooks", "webhook", k_webhook, limits::webhook_endpoints_max,
                 [this](const JsonBody& body) -> Named {
                   TRY_ASSIGN(auto input, parse_webhook(body));
                   TRY_ASSIGN(auto change, parse_webhook_change(body));
                   m_seed.webhooks.push_back({std::move(input), std::move(change)});
                   return "url " + m_seed.webhooks.back().input.url;
                 });
  }

  void read_merchant() {
    auto object = m_fields.object("merchant");
    if (!object) {
      return;
    }
    check_names(*object, "merchant.", k_merchant);
    const auto body = wrapped("merchant", *m_fields.find("merchant"));
    auto change = parse_merchant_change(body);
    auto profile = parse_merchant_profile(body);
    if (!change) {
      take(change.error(), "merchant");
    } else if (profile) {
      m_seed.merchant = {*std::move(change), *std::move(profile)};
    }
  }

  void read_entries(std::string_view member, std::string_view wrapper, Names known, std::size_t count_max,
                    const ReadEntry& read_entry) {
    auto entries = m_fields.objects(member, count_max);
    if (!entries) {
      return;
    }
    std::set<std::string> keys;
    for (std::size_t i = 0; i < entries->size() && m_error_count < k_errors_max; ++i) {
      const auto place = fmt::format("{}[{}]", member, i);
      check_names((*entries)[i], place + ".", known);
      const auto key = read_entry(wrapped(wrapper, (*m_fields.find(member))[i]));
      if (!key) {
        take(key.error(), place);
      } else if (!keys.insert(*key).second) {
        fail(place, "has the same " + *key + " as an entry before it");
      }
    }
  }

  void check_names(const Fields& fields, const std::string& place, Names known) {
    for (const auto& name : fields.names()) {
      check_known(place + name, name, known);
    }
  }

  void check_known(const std::string& place, std::string_view name, Names known) {
    if (std::find(known.begin(), known.end(), name) != known.end()) {
      return;
    }
    const auto near = closest_word(name, std::vector<std::string>(known.begin(), known.end()));
    fail(place, near ? "is not known (did you mean " + *near + "?)" : "is not known");
  }

  void take(const Error& error, const std::string& place) {
    for (const auto& field : error.fields()) {
      fail(field.field == "base" ? place : place + "." + field.field, field.message);
    }
    if (error.fields().empty()) {
      fail(place, "is refused: " + error.message());
    }
  }

  void fail(const std::string& place, std::string message) {
    ++m_error_count;
    m_fields.fail(place, std::move(message));
  }

  // An entry as the API's own calls take it, so that it is read by the same rules.
  static JsonBody wrapped(std::string_view wrapper, const json& entry) {
    json body = json::object();
    body[std::string(wrapper)] = entry;
    return JsonBody::parse(body.dump()).value();
  }

  Fields m_fields;
  SeedDocument m_seed;
  std::size_t m_error_count = 0;
};

}  // namespace

Result<SeedDocument> parse_seed(const JsonBody& body) {
  return SeedReader(body).read();
}

std::string seed_applied_json(const SeedApplied& applied) {
  SeedTally sum;
  for (const auto& section : applied.sections) {
    sum.created += section.created;
    sum.updated += section.updated;
    sum.unchanged += section.unchanged;
  }
  JsonWriter json;
  const auto write = [&](const SeedTally& tally) {
    json.field("created", tally.created).field("updated", tally.updated).field("unchanged", tally.unchanged);
  };
  json.begin_object()
      .field("object", "seed")
      .field("merchant_id", applied.merchant.id.view())
      .field("livemode", applied.livemode);
  write(sum);
  json.key("sections").begin_array();
  for (const auto& section : applied.sections) {
    json.begin_object().field("name", section.name);
    write(section);
    json.end_object();
  }
  json.end_array().key("webhooks").begin_array();
  for (const auto& endpoint : applied.new_webhooks) {
    json.begin_object()
        .field("id", endpoint.id.view())
        .field("url", endpoint.url)
        .field("secret_key", endpoint.secret)
        .end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace satsrail::wire
