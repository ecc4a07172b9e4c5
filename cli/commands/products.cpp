#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/qr_drawing.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/result.h"
#include "core/util/qr.h"
#include "core/util/time_format.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli::handlers {

namespace {

constexpr std::string_view k_path = "/api/v1/m/products";

constexpr View k_product_view{
    .id = "slug",
    .block = {{"name", "name"},
              {"slug", "slug"},
              {"price", "price_cents", Show::money},
              {"status", "status", Show::state},
              {"id", "id"},
              {"description", "description"},
              {"sku", "sku"},
              {"image", "image_url"},
              {"payment link", "payment_link"},
              {"product type", "product_type_id"},
              {"resource type", "resource_type"},
              {"access seconds", "access_duration_seconds"},
              {"external ref", "external_ref"},
              {"metadata", "metadata"},
              {"key fingerprint", "key_fingerprint"},
              {"old key", "old_key"},
              {"mode", "livemode", Show::livemode},
              {"created", "created_at"}},
    .columns = {{"SLUG", "slug", Show::id},
                {"PRICE", "price_cents", Show::money},
                {"STATUS", "status", Show::state},
                {"NAME", "name"},
                {"CREATED", "created_at", Show::time}},
    .empty = "no products yet; add one:  satsrail products create --name Coffee --price 4.50",
};

constexpr View k_product_key_view{
    .id = "key",
    .block = {{"key", "key"},
              {"old key", "old_key"},
              {"key fingerprint", "key_fingerprint"},
              {"product", "product_id"}},
};

// The whole id of --product-type, where it was given.
Outcome<std::optional<std::string>> chosen_type(Context& context) {
  const auto typed = context.in.value("product-type");
  if (!typed) {
    return std::optional<std::string>();
  }
  TRY_ASSIGN(auto id, resolve_id(context, Source::product_types, *typed));
  return std::optional(std::move(id));
}

// `currency` is that of a price which comes without one.
Outcome<Body> product_body(Context& context, const std::string& currency) {
  const auto& in = context.in;
  Body body;
  body.set_object("product");
  if (const auto price = in.value("price")) {
    TRY_ASSIGN(const auto cents, parse_amount(*price, in.value("currency").value_or(currency)));
    body.set_number("product.price_cents", cents);
  } else if (const auto given = in.value("price-cents")) {
    TRY_ASSIGN(const auto cents, parse_cents(*given, "price-cents"));
    body.set_number("product.price_cents", cents);
  }
  set_if_given(body, in, "name", "product.name");
  set_if_given(body, in, "currency", "product.currency");
  set_if_given(body, in, "slug", "product.slug");
  set_if_given(body, in, "description", "product.description");
  set_if_given(body, in, "sku", "product.sku");
  set_if_given(body, in, "image-url", "product.image_url");
  set_if_given(body, in, "external-ref", "product.external_ref");
  set_if_given(body, in, "resource-type", "product.resource_type");
  set_if_given(body, in, "status", "product.status");
  TRY_ASSIGN(const auto type, chosen_type(context));
  if (type) {
    body.set("product.product_type_id", *type);
  }
  if (const auto access = in.value("access-duration")) {
    const auto parsed = parse_duration(*access);
    if (!parsed.ok()) {
      return invalid_duration(*access);
    }
    body.set_number("product.access_duration_seconds", std::chrono::floor<std::chrono::seconds>(*parsed).count());
  }
  TRY(body.set_pairs("product.metadata", in.values("metadata")));
  return body;
}

struct Clearable {
  std::string_view flag;
  std::string_view path;
};
constexpr Clearable k_clearable[]{
    {"description", "product.description"},
    {"sku", "product.sku"},
    {"image-url", "product.image_url"},
    {"external-ref", "product.external_ref"},
    {"product-type", "product.product_type_id"},
    {"resource-type", "product.resource_type"},
    {"access-duration", "product.access_duration_seconds"},
    {"metadata", "product.metadata"},
};

Outcome<Done> clear_fields(Body& body, const Invocation& in) {
  for (const auto& field : in.values("clear")) {
    if (in.has(field)) {
      return usage_failure("conflicting_flags", "--clear " + field + " and --" + field + " exclude each other",
                           "one empties what the other fills", "leave one of them out");
    }
    const auto* known = std::find_if(std::begin(k_clearable), std::end(k_clearable),
                                     [&](const Clearable& each) { return each.flag == field; });
    if (known != std::end(k_clearable)) {
      body.set_null(known->path);
    }
  }
  return Done{};
}

// In which currency a new price is meant: that of the product, unless the change names another.
Outcome<std::string> currency_of_change(Context& context) {
  if (!context.in.has("price") || context.in.has("currency")) {
    return std::string("usd");
  }
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "GET"));
  return text_at_path(nlohmann::ordered_json::parse(reply.body(), nullptr, false), "currency");
}

Outcome<std::string> publishable_key(Context& context) {
  if (const auto given = context.in.value("publishable-key")) {
    const bool plain = given->starts_with("pk_") && given->find_first_of("\"'<>& ") == std::string::npos;
    return plain ? Outcome<std::string>(*given)
                 : usage_failure("invalid_key", "'" + printable(*given) + "' is no publishable key",
                                 "one begins with pk_test_ or pk_live_", "see:  satsrail keys list");
  }
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  // Those of the folder belong to its own merchant: with the key of another one they would sell nothing.
  const auto& own = sandbox->credentials;
  if (own && (sandbox->secret_key == own->sk_test || sandbox->secret_key == own->sk_live)) {
    return sandbox->secret_key == own->sk_live ? own->pk_live : own->pk_test;
  }
  return Failure{ExitCode::authentication,
                 "missing_key",
                 "there is no publishable key to put into the page",
                 "the sandbox's folder knows that of its first merchant alone",
                 "name one:  --publishable-key pk_test_…; or make one:  satsrail keys create --kind publishable",
                 {}};
}

// The button of a product, for a web page.
Outcome<int> print_script_tag(Context& context, const std::string& link, const std::string& slug) {
  TRY_ASSIGN(const auto key, publishable_key(context));
  const auto base_url = link.substr(0, link.rfind("/pay/"));
  context.out.line(printable("<script src=\"" + base_url + "/js/pay.js\" data-product=\"" + slug + "\" data-key=\"" +
                             key + "\"></script>"));
  return 0;
}

}  // namespace

Outcome<int> products_create(Context& context) {
  TRY_ASSIGN(const auto body, product_body(context, "usd"));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(k_path), body.text()));
  return context.out.object(reply.body(), k_product_view);
}

Outcome<int> products_list(Context& context) {
  TRY_ASSIGN(auto query, list_query(context, {{"name", "q[name_cont]"},
                                              {"status", "q[status_eq]"},
                                              {"sku", "q[sku_eq]"},
                                              {"external-ref", "q[external_ref_eq]"}}));
  TRY_ASSIGN(const auto type, chosen_type(context));
  if (type) {
    query.emplace_back("q[product_type_id_eq]", *type);
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  return context.out.list(reply.body(), k_product_view);
}

Outcome<int> products_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "GET"));
  return context.out.object(reply.body(), k_product_view);
}

Outcome<int> products_update(Context& context) {
  TRY_ASSIGN(const auto currency, currency_of_change(context));
  TRY_ASSIGN(auto body, product_body(context, currency));
  TRY(clear_fields(body, context.in));
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "PATCH", {}, body.text()));
  return context.out.object(reply.body(), k_product_view);
}

// The API says 204 to both: only a look tells what became of it.
Outcome<int> products_delete(Context& context) {
  TRY_ASSIGN(const auto id, resolve_id(context, Source::products, context.in.args[0]));
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "DELETE"));
  TRY_ASSIGN(const auto left, context.send(Key::merchant, {"GET", object_path(Source::products, id), {}, {}, {}}));
  context.out.note(left.ok() ? "archived: an order or a checkout refers to it" : "deleted");
  return 0;
}

Outcome<int> products_link(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "GET"));
  auto& out = context.out;
  if (out.machine()) {
    return out.object(reply.body(), k_product_view);
  }
  const auto product = nlohmann::ordered_json::parse(reply.body(), nullptr, false);
  const auto link = text_at_path(product, "payment_link");
  const auto slug = text_at_path(product, "slug");
  if (text_at_path(product, "status") != "active") {
    out.note("it is " + text_at_path(product, "status") + ": the link leads nowhere until it is active");
  }
  if (context.in.has("embed")) {
    return print_script_tag(context, link, slug);
  }
  if (context.in.has("qr")) {
    TRY(draw_qr(out, qr_lines(link), "look at it:  satsrail products get " + shell_quoted(slug),
                "share it as text:  satsrail products link " + shell_quoted(slug)));
  }
  if (!context.in.has("qr") || out.for_people()) {
    out.line(printable(link));
  }
  return 0;
}

Outcome<int> products_key(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "GET", "/key"));
  return context.out.object(reply.body(), k_product_key_view);
}

Outcome<int> products_rotate_key(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "POST", "/rotate_key"));
  if (context.out.for_people()) {
    context.out.note("encrypt anew, then:  satsrail products clear-old-key " + context.in.args[0]);
  }
  return context.out.object(reply.body(), k_product_key_view);
}

Outcome<int> products_clear_old_key(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "POST", "/clear_old_key"));
  return context.out.object(reply.body(), k_product_view);
}

}  // namespace satsrail::cli::handlers
