#include "daemon/service/catalog.h"

#include "core/wire/catalog_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/catalog_store.h"

#include <algorithm>

namespace satsrail::api {

namespace {

std::string entity_tag(Time version) {
  return "\"" + wire::catalog_version(version) + "\"";
}

// The tags of If-None-Match, of which a client may send several, or none. Empty: it asks without.
std::string known_tags(const Call& call) {
  const auto found = std::find_if(call.headers->begin(), call.headers->end(),
                                  [](const auto& header) { return header.first == "if-none-match"; });
  return found == call.headers->end() ? std::string() : found->second;
}

// RFC 9110, section 13.1.2: a list of tags, compared weakly (W/ counts for nothing), or * for whatever there is.
bool holds_tag(std::string_view tags, const std::string& tag) {
  return tags.find(tag) != std::string_view::npos || tags == "*";
}

Reply tagged(Reply reply, Time version) {
  reply.headers = {{"ETag", entity_tag(version)}, {"Cache-Control", "private, no-cache"}};
  return reply;
}

Reply not_modified(Time version) {
  auto reply = Reply::no_content();
  reply.status = 304;
  return tagged(std::move(reply), version);
}

}  // namespace

Result<Plan> show_catalog(const Call& call, App& app) {
  return ReadPlan{[&app, scope = call.caller.scope, tags = known_tags(call)](Tx& tx) -> Result<Reply> {
    if (const auto version = service::catalog::version(tx, scope); holds_tag(tags, entity_tag(version))) {
      return not_modified(version);
    }
    TRY_ASSIGN(const auto catalog, service::catalog::read(tx, app.context, scope));
    return tagged(Reply::json(200, wire::catalog_json(catalog, app.context.public_base_url)), catalog.version);
  }};
}

Result<Plan> show_catalog_version(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, tags = known_tags(call)](Tx& tx) -> Result<Reply> {
    const auto version = service::catalog::version(tx, scope);
    return holds_tag(tags, entity_tag(version))
               ? not_modified(version)
               : tagged(Reply::json(200, wire::catalog_version_json(version)), version);
  }};
}

Result<Plan> create_tax(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_tax(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto tax, service::catalog::create_tax(tx, app.context, scope, input));
    return Reply::json(201, wire::tax_json(tax));
  }};
}

Result<Plan> list_taxes(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "taxes", scope, {}, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::tax_json(store::taxes::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> delete_tax(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::catalog::remove_tax(tx, scope, id));
    return Reply::no_content();
  }};
}

Result<Plan> create_discount(const Call& call, App& app) {
  TRY_ASSIGN(const auto body, wire::JsonBody::parse(call.body));
  TRY_ASSIGN(auto input, wire::parse_discount(body));
  return WritePlan{[&app, scope = call.caller.scope, input = std::move(input)](Tx& tx) -> Result<Reply> {
    TRY_ASSIGN(const auto discount, service::catalog::create_discount(tx, app.context, scope, input));
    return Reply::json(201, wire::discount_json(discount));
  }};
}

Result<Plan> list_discounts(const Call& call, App&) {
  return ReadPlan{[scope = call.caller.scope, page = read_page(call)](Tx& tx) -> Result<Reply> {
    const auto found = store::find_page(tx, "discounts", scope, {}, page);
    std::vector<std::string> items;
    for (const auto seq : found.seqs) {
      items.push_back(wire::discount_json(store::discounts::get(tx, seq)));
    }
    return Reply::json(200, list_json(items, page, found.total));
  }};
}

Result<Plan> delete_discount(const Call& call, App&) {
  return WritePlan{[scope = call.caller.scope, id = std::string(call.param("id"))](Tx& tx) -> Result<Reply> {
    TRY(service::catalog::remove_discount(tx, scope, id));
    return Reply::no_content();
  }};
}

}  // namespace satsrail::api
