#pragma once
// Expected failure is a value. A Result<T> holds either a T or an Error; an exception means a bug or the disk.

#include <cassert>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace satsrail {

// The stable vocabulary of failure. Each code has one spelling on the wire and one HTTP status (error_info).
enum class ErrorCode : std::uint8_t {
  bad_request,                 // 400 the bytes are no valid request or no JSON
  parameter_missing,           // 400 a wrapper key such as "product" is absent
  unauthorized,                // 401 no key, or one that is unknown
  access_expired,              // 402 an access token is none, or not good any more
  payment_failed,              // 402 a payer's attempt failed; the merchant's side does not know of it
  forbidden,                   // 403 the key is good, but not for this
  merchant_inactive,           // 403 the merchant is suspended
  not_found,                   // 404 unknown, or of another merchant or mode
  method_not_allowed,          // 405 sandbox and page routes only; under /api a wrong method is 404
  conflict,                    // 409 the request contradicts the present state
  rotation_pending,            // 409 a product's old key is still held
  product_type_in_use,         // 409 it still has products
  checkout_session_expired,    // 410
  checkout_session_cancelled,  // 410
  payload_too_large,           // 413
  misdirected_request,         // 421 the Host header names no host of this sandbox
  validation_error,            // 422 a field is wrong; Error::fields says which
  idempotency_key_reused,      // 422 the key was sent with another body before
  rate_limited,                // 429 Error::retry_after_seconds is set
  internal,                    // 500 a bug; details are in the daemon's log only
  wallet_unavailable,          // 503 the node could not make an invoice
  rate_unavailable,            // 503 the source of exchange rates is down
  unavailable,                 // 503 the sandbox is stopping or its queue is full
  needs_write,                 // never leaves the daemon: "run me again with a writable transaction"
};

struct ErrorInfo {
  std::string_view code;  // snake_case, as in error.code
  int status;             // HTTP status
};
ErrorInfo error_info(ErrorCode code);

// One problem with one input field. `message` reads on after the field's name: "must be greater than 0".
struct FieldError {
  std::string field;
  std::string message;
  friend bool operator==(const FieldError&, const FieldError&) = default;
};

class [[nodiscard]] Error {
 public:
  Error(ErrorCode code, std::string message) : m_code(code), m_message(std::move(message)) {}
  // A 422 whose sentences are built from the fields ("Amount cents must be greater than 0").
  static Error validation(std::vector<FieldError> fields);
  static Error validation(std::string field, std::string message);
  static Error not_found(std::string_view noun);
  static Error rate_limited(int retry_after_seconds);
  // Carries the JSON of the object it speaks of as a top-level member beside "error". `name` is a literal.
  static Error with(ErrorCode code, std::string message, std::string_view name, std::string json);
  static Error needs_write() { return {ErrorCode::needs_write, {}}; }

  ErrorCode code() const { return m_code; }
  const std::string& message() const { return m_message; }
  const std::vector<FieldError>& fields() const;
  int retry_after_seconds() const { return m_more ? m_more->retry_after_seconds : 0; }
  // The member beside "error", as JSON text; empty when there is none.
  std::string_view attached_name() const { return m_more ? m_more->attached_name : std::string_view(); }
  const std::string& attached_json() const;

 private:
  struct More {
    std::vector<FieldError> fields;
    int retry_after_seconds = 0;
    std::string_view attached_name;
    std::string attached_json;
  };
  ErrorCode m_code;
  std::string m_message;
  std::shared_ptr<const More> m_more;  // null for most errors: a Result stays small
};

// "amount_cents" -> "Amount cents", as ActiveRecord's full messages spell a field.
std::string humanize(std::string_view field);
// "Amount cents must be greater than 0"
std::string full_sentence(const FieldError& field);

template <class T>
class [[nodiscard]] Result {
 public:
  // From a T, or from what a T can be made of without a cast; an Error is always a failure.
  // NOLINTBEGIN(google-explicit-constructor)
  template <class U = T>
  requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, Error> &&
           !std::is_same_v<std::remove_cvref_t<U>, Result>) Result(U&& value)
      : m_value(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : m_value(std::in_place_index<1>, std::move(error)) {}
  // NOLINTEND(google-explicit-constructor)

  bool ok() const { return m_value.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    assert(ok());
    return *std::get_if<0>(&m_value);
  }
  const T& value() const& {
    assert(ok());
    return *std::get_if<0>(&m_value);
  }
  T&& value() && {
    assert(ok());
    return std::move(*std::get_if<0>(&m_value));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& {
    assert(!ok());
    return *std::get_if<1>(&m_value);
  }
  Error&& error() && {
    assert(!ok());
    return std::move(*std::get_if<1>(&m_value));
  }

 private:
  std::variant<T, Error> m_value;
};

// A Result without a value: `return Done{};`
struct Done {};
using Status = Result<Done>;

}  // namespace satsrail

#define SATSRAIL_CONCAT_INNER(a, b) a##b
#define SATSRAIL_CONCAT(a, b) SATSRAIL_CONCAT_INNER(a, b)

// TRY(status);  returns the error to the caller, or goes on.
#define TRY(expression)                          \
  do {                                           \
    auto satsrail_status = (expression);         \
    if (!satsrail_status.ok()) {                 \
      return std::move(satsrail_status).error(); \
    }                                            \
  } while (false)

// TRY_ASSIGN(auto invoice, invoices::find(tx, id));
#define TRY_ASSIGN(declaration, expression) \
  TRY_ASSIGN_INNER(SATSRAIL_CONCAT(satsrail_result_, __LINE__), declaration, expression)
#define TRY_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                             \
  if (!result.ok()) {                                     \
    return std::move(result).error();                     \
  }                                                       \
  declaration = std::move(result).value()
