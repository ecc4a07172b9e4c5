#include "cli/where.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace satsrail::cli;
using json = nlohmann::ordered_json;

namespace {

const json k_event = json::parse(R"({"object":"event","id":"evt_1","type":"invoice.paid","livemode":false,
  "data":{"object":{"id":"i1","status":"paid","amount_sats":50000,"amount_usd":"50.00","email":null,
                    "metadata":{"order_id":"ORD-1234"},"tags":["a","b"]}}})");

bool met(const std::string& text) {
  const auto conditions = parse_conditions({text});
  REQUIRE(conditions.ok());
  return are_met(*conditions, k_event);
}

std::string why_not(const std::string& text) {
  return difference(parse_conditions({text})->front(), k_event);
}

}  // namespace

TEST_CASE("where: a path is short or whole, and values compare by their text") {
  CHECK(met("status=paid"));
  CHECK(met("data.object.status=paid"));
  CHECK(met("status == paid"));
  CHECK(met("type=invoice.paid"));
  CHECK(met("livemode=false"));
  CHECK(met("id=i1"));  // of what the event is about; evt_1 is the event's own
  CHECK(met("amount_sats=50000"));
  CHECK(met("email=null"));
  CHECK(met("metadata.order_id=ORD-1234"));
  CHECK(met("tags.1=b"));
  CHECK_FALSE(met("status=pending"));
  CHECK_FALSE(met("status="));
}

TEST_CASE("where: differs, contains, more and less") {
  CHECK(met("status!=pending"));
  CHECK_FALSE(met("status!=paid"));
  CHECK(met("nothing!=x"));
  CHECK(met("metadata.order_id~1234"));
  CHECK_FALSE(met("nothing~"));
  CHECK(met("amount_sats>49999"));
  CHECK_FALSE(met("amount_sats>50000"));
  CHECK(met("amount_usd<50.01"));
  CHECK_FALSE(met("status>1"));  // no number is neither more nor less
}

TEST_CASE("where: says in which value an event differs") {
  CHECK(why_not("status=pending") == "status is paid, not pending");
  CHECK(why_not("status!=paid") == "status is paid");
  CHECK(why_not("amount_sats>60000") == "amount_sats is 50000, not >60000");
  CHECK(why_not("metadata.order_id~77") == "metadata.order_id is ORD-1234, without 77");
  CHECK(why_not("colour=red") == "colour is absent, not red");
  CHECK(differences(*parse_conditions({"status=paid", "amount_sats=1"}), k_event).dump() ==
        R"([{"path":"amount_sats","comparison":"=","expected":"1","found":50000}])");
}

TEST_CASE("where: what is no condition, or names a field that nothing has, is the user's slip") {
  for (const char* text : {"status", "=paid", "status!paid", "amount_sats>many", ""}) {
    INFO(text);
    const auto parsed = parse_conditions({text});
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().code == "invalid_condition");
    CHECK(parsed.error().exit == ExitCode::usage);
  }
  const auto slip = *parse_conditions({"amout_sats=50000"});
  CHECK(check_paths(slip, {}).ok());
  const auto checked = check_paths(slip, {k_event});
  REQUIRE_FALSE(checked.ok());
  CHECK(checked.error().code == "unknown_field");
  CHECK(checked.error().hint == "did you mean:  amount_sats");
  CHECK(check_paths(*parse_conditions({"status=x", "data.object.email=x", "type=x"}), {k_event}).ok());
}
