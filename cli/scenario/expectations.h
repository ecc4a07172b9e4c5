#pragma once
// What a scenario expects of an answer, and how far the answer is from it.

#include "cli/failure.h"
#include "cli/scenario/scenario.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace satsrail::cli {

// A table of `expect` as a list: {status="paid", data={total={">="=5}}} says two things. `pointer` is where the table
// stands in the document. Error: invalid_expectation (2), with its place, for an operand that its operator cannot take.
Outcome<std::vector<Expectation>> expectations_in(const Document& document, const nlohmann::ordered_json& table,
                                                  const std::string& pointer);

struct Mismatch {
  std::string path;
  std::string expected;  // as it is shown: "paid" in quotes, ">= 5"
  std::string got;
  std::string hint;  // "did you mean total_cents", or empty
  TextPlace place;
};

// All that is not as expected. The expectations have no references left in them.
std::vector<Mismatch> mismatches(const std::vector<Expectation>& expectations, const nlohmann::ordered_json& answer);

// What to say of a path that an answer does not have: "did you mean …", or what there is.
std::string other_path(const std::string& path, const nlohmann::ordered_json& answer);

}  // namespace satsrail::cli
