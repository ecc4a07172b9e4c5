#include "core/result.h"

#include <catch2/catch.hpp>

#include <memory>
#include <set>

using namespace satsrail;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) {
    return Error(ErrorCode::conflict, "odd");
  }
  return number / 2;
}

Result<std::string> quarter_in_words(int number) {
  TRY_ASSIGN(const int halved, half(number));
  TRY_ASSIGN(const int quarter, half(halved));
  return "a quarter is " + std::to_string(quarter);
}

Status must_be_even(int number) {
  TRY(half(number));
  return Done{};
}

}  // namespace

TEST_CASE("result: holds a value or an error") {
  CHECK(half(4).ok());
  CHECK(*half(4) == 2);
  const auto failed = half(3);
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == ErrorCode::conflict);
  CHECK(failed.error().message() == "odd");
}

TEST_CASE("result: the first failure travels to the caller") {
  CHECK(quarter_in_words(8).value() == "a quarter is 2");
  CHECK(quarter_in_words(6).error().message() == "odd");
  CHECK(must_be_even(2).ok());
  CHECK_FALSE(must_be_even(1).ok());
}

TEST_CASE("result: carries what can only be moved") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(5);
  const std::unique_ptr<int> taken = *std::move(result);
  CHECK(*taken == 5);
}

TEST_CASE("errors: every code has a spelling of its own and an HTTP status") {
  std::set<std::string_view> spellings;
  int codes = 0;
  for (int code = 0; code <= static_cast<int>(ErrorCode::unavailable); ++code) {
    const auto info = error_info(static_cast<ErrorCode>(code));
    CHECK(info.status >= 400);
    CHECK(info.status < 600);
    spellings.insert(info.code);
    ++codes;
  }
  CHECK(spellings.size() == static_cast<std::size_t>(codes));
  CHECK(error_info(ErrorCode::needs_write).status == 500);  // if it ever leaked, it would be a bug
  CHECK(error_info(ErrorCode::checkout_session_expired).status == 410);
}

TEST_CASE("errors: carry what their answer needs") {
  const auto invalid = Error::validation("amount_cents", "must be greater than 0");
  CHECK(invalid.fields() == std::vector<FieldError>{{"amount_cents", "must be greater than 0"}});
  CHECK(full_sentence(invalid.fields().front()) == "Amount cents must be greater than 0");
  CHECK(full_sentence({"base", "Nothing can be changed now"}) == "Nothing can be changed now");
  CHECK(humanize("success_url") == "Success url");
  CHECK(humanize("") == "");

  CHECK(Error::not_found("Order").message() == "Order not found");
  CHECK(Error::not_found("Order").fields().empty());
  CHECK(Error::rate_limited(7).retry_after_seconds() == 7);
  CHECK_THAT(Error::rate_limited(7).message(), Catch::Contains("Retry after 7 seconds"));
  CHECK(Error::with(ErrorCode::checkout_session_expired, "gone", "checkout_session", "{}").attached_json() == "{}");
  CHECK(Error::not_found("Order").attached_json().empty());
}
