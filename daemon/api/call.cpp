#include "daemon/api/call.h"

namespace satsrail::api {

namespace {

std::string_view find(const Params& params, std::string_view name) {
  for (const auto& [key, value] : params) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

}  // namespace

std::string_view Call::param(std::string_view name) const {
  return find(path, name);
}

std::string_view Call::query_value(std::string_view name) const {
  return find(query, name);
}

bool Call::wants_json() const {
  return accept.find("application/json") != std::string::npos;
}

}  // namespace satsrail::api
