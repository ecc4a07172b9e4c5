#pragma once
// Reading values out of the API's JSON by path, and putting them into words.

#include "cli/failure.h"
#include "cli/view.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// "clock.now", "attempts.0.status". Null when there is no such value.
const nlohmann::ordered_json* at_path(const nlohmann::ordered_json& object, std::string_view path);
// Text without quotes; null and absent are empty; anything else is compact JSON.
std::string plain_text(const nlohmann::ordered_json* value);
inline std::string text_at_path(const nlohmann::ordered_json& object, std::string_view path) {
  return plain_text(at_path(object, path));
}
// 0 when there is no whole number.
std::int64_t whole_at_path(const nlohmann::ordered_json& object, std::string_view path);
// As a field of a view shows it.
std::string shown_text(const nlohmann::ordered_json& object, const Field& field);

// Every key of the object, nested ones with a dot: what --format and --json= may name.
std::vector<std::string> known_paths(const nlohmann::ordered_json& object);

enum class Missing { is_an_error, is_empty };
// "{id} {clock.now}"; "{{" and "}}" are braces, "\n" and "\t" work as in C.
Outcome<std::string> fill_template(std::string_view text, const nlohmann::ordered_json& object, Missing missing);
// An object of the named paths only.
Outcome<nlohmann::ordered_json> pick_fields(const std::vector<std::string>& paths, const nlohmann::ordered_json& object,
                                            Missing missing);

// Compact JSON text; bytes that are no UTF-8 are replaced.
std::string dump(const nlohmann::ordered_json& value);

}  // namespace satsrail::cli
