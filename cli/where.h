#pragma once
// Conditions on what the API tells, as `--where` writes them: "status=paid", "data.object.amount_sats>1000".
//
// A path is looked up below data.object first (what an event is about), then from the top of the object. Values compare
// by their text: 5000, true, null and paid are written as they are.

#include "cli/failure.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

enum class Comparison : std::uint8_t {
  equal,     // path=value
  differs,   // path!=value; what is absent differs, too
  contains,  // path~text
  greater,   // path>number
  less,      // path<number
};

struct Condition {
  std::string path;
  Comparison comparison = Comparison::equal;
  std::string value;

  std::string text() const;  // as it is written
};

// Error: invalid_condition (2).
Outcome<std::vector<Condition>> parse_conditions(const std::vector<std::string>& texts);
// "status=paid and amount_sats>1000"; empty when there are none.
std::string text_of(const std::vector<Condition>& conditions);

bool is_met(const Condition& condition, const nlohmann::ordered_json& object);
bool are_met(const std::vector<Condition>& conditions, const nlohmann::ordered_json& object);

// Why a condition is not met: "status is pending, not paid".
std::string difference(const Condition& condition, const nlohmann::ordered_json& object);
// The same as data: [{"path","comparison","expected","found"}] of all that are not met.
nlohmann::ordered_json differences(const std::vector<Condition>& conditions, const nlohmann::ordered_json& object);

// A path that none of these objects has is a slip: it would never be met, or always. With no objects nothing is known,
// and nothing said. Error: unknown_field (2), with what may have been meant.
Outcome<Done> check_paths(const std::vector<Condition>& conditions, const std::vector<nlohmann::ordered_json>& objects);

}  // namespace satsrail::cli
