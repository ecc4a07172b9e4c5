#pragma once

#include <string>
#include <string_view>

namespace satsrail::api {

// The OpenAPI 3.1 description: paths from the route table, schemas from schema/api.json.
std::string openapi_json(std::string_view base_url);

}  // namespace satsrail::api
