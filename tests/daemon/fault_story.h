#pragma once
// What stories about faults begin and end with.

#include "tests/support/sandbox_world.h"

#include <catch2/catch.hpp>

#include <string>
#include <utility>

namespace satsrail::test {

// Adds a fault at `place` ("node", "webhook"). Returns its id.
inline std::string add_fault(SandboxWorld& world, const std::string& place, json match, json action,
                             json more = json::object()) {
  more["on"] = place;
  more["match"] = std::move(match);
  more["action"] = std::move(action);
  const auto answer = world.post("/_sandbox/faults", {{"fault", more}});
  INFO(answer);
  REQUIRE(answer.status == 201);
  return answer.content["id"];
}

// [how often it matched, how often it struck, its state]
inline json fault_counts(SandboxWorld& world, const std::string& id) {
  const auto fault = world.get("/_sandbox/faults/" + id).content;
  return {fault["matched"], fault["applied"], fault["state"]};
}

}  // namespace satsrail::test
