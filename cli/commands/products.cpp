#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/result.h"
#include "core/util/time_format.h"

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

Outcome<Body> product_body(const Invocation& in) {
  Body body;
  if (const auto price = in.value("price")) {
    TRY_ASSIGN(const auto cents, parse_amount(*price, in.value("currency").value_or("usd")));
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

}  // namespace

Outcome<int> products_create(Context& context) {
  TRY_ASSIGN(const auto body, product_body(context.in));
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, std::string(k_path), body.text()));
  return context.out.object(reply.body(), k_product_view);
}

Outcome<int> products_list(Context& context) {
  TRY_ASSIGN(const auto query,
             list_query(context, {{"name", "q[name_cont]"}, {"status", "q[status_eq]"}, {"sort", "q[s]"}}));
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, std::string(k_path), query));
  return context.out.list(reply.body(), k_product_view);
}

Outcome<int> products_get(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::products, "GET"));
  return context.out.object(reply.body(), k_product_view);
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
