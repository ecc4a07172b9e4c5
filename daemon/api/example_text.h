#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace satsrail::api {

// JSON for a page: members one behind the other in lines that fit, objects of a list on lines of their own.
std::string example_text(const nlohmann::ordered_json& value);

}  // namespace satsrail::api
