#include "daemon/api/openapi.h"

#include "core/limits.h"
#include "core/version.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/api/reference_text.h"
#include "schema/schema.h"

#include <nlohmann/json.hpp>

#include <set>

namespace satsrail::api {

namespace {

using json = nlohmann::ordered_json;

json schema_reference(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

json content(std::string_view schema) {
  return {{"application/json", {{"schema", schema_reference(schema)}}}};
}

json security(Auth auth) {
  switch (auth) {
    case Auth::none:
      return json::array();
    case Auth::secret:
      return {{{"secret_key", json::array()}}};
    case Auth::control:
      return {{{"control_key", json::array()}}};
    case Auth::secret_or_control:
      return {{{"secret_key", json::array()}}, {{"control_key", json::array()}}};
    case Auth::staff_session:
      return {{{"staff_session", json::array()}}};
    case Auth::macaroon:
      return {{{"macaroon", json::array()}}};
    case Auth::secret_or_publishable:
    case Auth::secret_or_publishable_body:
      break;
  }
  return {{{"secret_key", json::array()}}, {{"publishable_key", json::array()}}};
}

// "/api/v1/products/{id}" -> its placeholders as parameters.
json path_parameters(std::string_view path) {
  json parameters = json::array();
  for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open + 1)) {
    const auto close = path.find('}', open);
    parameters.push_back({{"name", path.substr(open + 1, close - open - 1)},
                          {"in", "path"},
                          {"required", true},
                          {"schema", {{"type", "string"}}}});
  }
  return parameters;
}

json query_parameter(std::string_view name, json schema, std::string_view description) {
  json parameter = {{"name", name}, {"in", "query"}, {"required", false}, {"schema", std::move(schema)}};
  if (!description.empty()) {
    parameter["description"] = description;
  }
  return parameter;
}

json filter_schema(FilterKind kind) {
  switch (kind) {
    case FilterKind::integer:
      return {{"type", "integer"}};
    case FilterKind::boolean:
      return {{"type", "boolean"}};
    case FilterKind::text:
    case FilterKind::nocase:
    case FilterKind::contains:
    case FilterKind::time:
    case FilterKind::hex:
      break;
  }
  return {{"type", "string"}};
}

std::string_view filter_description(const Filter& filter) {
  switch (filter.kind) {
    case FilterKind::text:
    case FilterKind::integer:
      return filter.op == "=" ? "Equal" : filter.op == ">=" ? "At least" : filter.op == "<=" ? "At most" : "";
    case FilterKind::nocase:
      return "Equal, without case";
    case FilterKind::contains:
      return "Contains, without case";
    case FilterKind::time:
      return filter.op == "<=" ? "Until: RFC 3339, or a date, which means its end" : "Since: RFC 3339, or a date";
    case FilterKind::hex:
      return "Equal, in hex";
    case FilterKind::boolean:
      break;
  }
  return "true or false";
}

// Does it answer one page of a list?
bool has_pages(const Route& route, const json& schemas) {
  if (route.response_schema.empty()) {
    return false;
  }
  const auto properties = schemas.at(std::string(route.response_schema)).value("properties", json::object());
  return properties.value("meta", json::object()) == schema_reference("list.meta");
}

// page, per_page, order, and the filters of the list.
void add_list_parameters(json& parameters, const Route& route) {
  parameters.push_back(query_parameter("page", {{"type", "integer"}, {"minimum", 1}, {"default", 1}}, ""));
  parameters.push_back(query_parameter(
      "per_page",
      {{"type", "integer"}, {"minimum", 1}, {"maximum", limits::per_page_max}, {"default", limits::per_page_default}},
      ""));
  parameters.push_back(query_parameter("order", {{"type", "string"}, {"enum", {"asc"}}}, "The oldest first"));
  for (const auto& filter : route.filters == nullptr ? std::span<const Filter>() : route.filters()) {
    const auto describe = filter_description(filter);
    parameters.push_back(query_parameter("q[" + std::string(filter.name) + "]", filter_schema(filter.kind), describe));
    if (!filter.plain.empty()) {
      parameters.push_back(query_parameter(filter.plain, filter_schema(filter.kind), describe));
    }
  }
}

json parameters_of(const Route& route, const json& schemas) {
  auto parameters = path_parameters(route.path);
  if (has_pages(route, schemas)) {
    add_list_parameters(parameters, route);
  }
  if (const auto* text = text_of(route)) {
    for (const auto& query : text->queries) {
      parameters.push_back(query_parameter(query.name, {{"type", "string"}}, query.text));
    }
  }
  if (route.repeats == Repeats::by_key) {
    parameters.push_back({{"name", "Idempotency-Key"},
                          {"in", "header"},
                          {"required", false},
                          {"description", "A repeated call under the same key is answered as the first was"},
                          {"schema", {{"type", "string"}, {"maxLength", limits::idempotency_key_chars_max}}}});
  }
  return parameters;
}

std::string operation_id(const Route& route) {
  std::string id(to_string(route.verb));
  for (const char letter : route.path) {
    id.push_back(std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_');
  }
  return id;
}

json responses(const Route& route) {
  json list;
  json success = {{"description", route.summary}};
  if (!route.response_schema.empty()) {
    success["content"] = content(route.response_schema);
  }
  list[std::to_string(route.success)] = std::move(success);
  const bool lnd = route.surface == Surface::lnd || route.surface == Surface::lnd_lines;
  for (const auto& failure : failures_of(route)) {
    list[std::to_string(failure.status)] = {{"description", failure.when},
                                            {"content", content(lnd ? "lnd.error" : "error")}};
  }
  return list;
}

// The other paths that serve the same call.
json aliases_of(const Route& route) {
  json paths = json::array();
  for (const auto& other : routes()) {
    if (other.is_alias() && other.verb == route.verb && other.canonical == route.path) {
      paths.push_back(other.path);
    }
  }
  return paths;
}

json operation(const Route& route, const json& schemas) {
  json entry = {{"operationId", operation_id(route)},
                {"tags", {tag_of(route)}},
                {"summary", route.summary},
                {"security", security(route.auth)}};
  if (const auto* text = text_of(route); text != nullptr && !text->prose.empty()) {
    entry["description"] = text->prose;
  }
  if (auto parameters = parameters_of(route, schemas); !parameters.empty()) {
    entry["parameters"] = std::move(parameters);
  }
  if (!route.request_schema.empty()) {
    entry["requestBody"] = {{"required", true}, {"content", content(route.request_schema)}};
  }
  entry["responses"] = responses(route);
  if (auto paths = aliases_of(route); !paths.empty()) {
    entry["x-aliases"] = std::move(paths);
  }
  return entry;
}

json bearer(std::string_view description) {
  return {{"type", "http"}, {"scheme", "bearer"}, {"description", description}};
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& letter : result) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  return result;
}

// In the order of the table, each with what was written about it.
json tags() {
  json list = json::array();
  std::set<std::string> known;
  for (const auto& route : routes()) {
    const auto name = tag_of(route);
    if (route.is_alias() || !known.insert(name).second) {
      continue;
    }
    json tag = {{"name", name}};
    for (const auto& section : reference_text().sections) {
      if (section.title == name && !section.prose.empty()) {
        tag["description"] = section.prose;
      }
    }
    list.push_back(std::move(tag));
  }
  return list;
}

}  // namespace

std::string openapi_json(std::string_view base_url) {
  auto schemas = json::parse(schema::file("api.json"));
  json paths;
  for (const auto& route : routes()) {
    if (route.is_alias()) {
      continue;
    }
    paths[std::string(route.path)][lower(to_string(route.verb))] = operation(route, schemas);
  }
  const json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "SatsRail sandbox"},
        {"version", version()},
        {"description", "The SatsRail API on this machine. Paths under /_sandbox exist in the sandbox only."}}},
      {"servers", {{{"url", base_url}}}},
      {"tags", tags()},
      {"paths", std::move(paths)},
      {"components",
       {{"securitySchemes",
         {{"secret_key", bearer("sk_test_… or sk_live_…")},
          {"publishable_key", bearer("pk_test_… or pk_live_…")},
          {"control_key", bearer("ak_…, from credentials.json in the sandbox folder")},
          {"staff_session", bearer("st_…, from POST /api/v1/m/sessions")},
          {"macaroon",
           {{"type", "apiKey"},
            {"in", "header"},
            {"name", "Grpc-Metadata-macaroon"},
            {"description", "The payer's wallet: hex, from GET /_sandbox/node"}}}}},
        {"schemas", std::move(schemas)}}}};
  return document.dump(2);
}

Result<Plan> show_openapi(const Call&, App& app) {
  return Plan(Reply::json(200, openapi_json(app.info.base_url)));
}

}  // namespace satsrail::api
