#include "daemon/api/openapi.h"

#include "core/version.h"
#include "daemon/api/handlers.h"
#include "schema/schema.h"

#include <nlohmann/json.hpp>

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

std::string operation_id(const Route& route) {
  std::string id(to_string(route.verb));
  for (const char letter : route.path) {
    id.push_back(std::isalnum(static_cast<unsigned char>(letter)) != 0 ? letter : '_');
  }
  return id;
}

void add_failure(json& responses, const Route& route, const std::string& status, std::string_view when) {
  const bool lnd = route.surface == Surface::lnd || route.surface == Surface::lnd_lines;
  responses[status] = {{"description", when}, {"content", content(lnd ? "lnd.error" : "error")}};
}

json responses(const Route& route) {
  json list;
  json success = {{"description", route.summary}};
  if (!route.response_schema.empty()) {
    success["content"] = content(route.response_schema);
  }
  list[std::to_string(route.success)] = std::move(success);
  if (route.surface == Surface::lnurl) {
    return list;  // its failures come with 200 too
  }
  if (route.auth != Auth::none) {
    add_failure(list, route, "401", "No key, or one that is unknown");
    add_failure(list, route, "403", "The key is not of a kind that may do this");
    add_failure(list, route, "429", "Too many requests with this key; see Retry-After");
  }
  if (route.path.find('{') != std::string_view::npos) {
    add_failure(list, route, "404", "Unknown, or of another merchant or mode");
  }
  if (!route.request_schema.empty()) {
    add_failure(list, route, "400", "The body is no valid JSON, or its wrapper is missing");
    add_failure(list, route, "413", "The body is larger than 1 MiB");
    add_failure(list, route, "422", "A field is wrong; `fields` says which");
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

json operation(const Route& route) {
  json entry = {{"operationId", operation_id(route)}, {"summary", route.summary}, {"security", security(route.auth)}};
  if (auto parameters = path_parameters(route.path); !parameters.empty()) {
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

}  // namespace

std::string openapi_json(std::string_view base_url) {
  json paths;
  for (const auto& route : routes()) {
    if (route.is_alias()) {
      continue;
    }
    paths[std::string(route.path)][lower(to_string(route.verb))] = operation(route);
  }
  const json document = {
      {"openapi", "3.1.0"},
      {"info",
       {{"title", "SatsRail sandbox"},
        {"version", version()},
        {"description", "The SatsRail API on this machine. Paths under /_sandbox exist in the sandbox only."}}},
      {"servers", {{{"url", base_url}}}},
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
        {"schemas", json::parse(schema::file("api.json"))}}}};
  return document.dump(2);
}

Result<Plan> show_openapi(const Call&, App& app) {
  return Plan(Reply::json(200, openapi_json(app.info.base_url)));
}

}  // namespace satsrail::api
