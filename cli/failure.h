#pragma once
// How a command ends: an exit code, or a failure that says what failed, why, and what to do.

#include <string>
#include <utility>
#include <variant>

namespace satsrail::cli {

// The contract of scripts (`satsrail help exit-codes`).
enum class ExitCode : int {
  done = 0,
  refused = 1,         // the API or the action said no
  usage = 2,           // the command line is wrong
  authentication = 4,  // 401 and 403
  unreachable = 5,     // no sandbox answers
  unmet = 6,           // a wait was not met in time
};

struct Failure {
  ExitCode exit = ExitCode::refused;
  std::string code;            // stable snake_case, for scripts: "sandbox_unreachable"
  std::string what;            // first line, after "error: "
  std::string why;             // second line; a comparison may take more of them
  std::string hint;            // third line: what to do
  std::string api_error_json;  // the API's own error object, when it is the one that said no
};

inline Failure usage_failure(std::string code, std::string what, std::string why, std::string hint) {
  return {ExitCode::usage, std::move(code), std::move(what), std::move(why), std::move(hint), {}};
}

// A value or a Failure. TRY and TRY_ASSIGN (core/result.h) work on it.
template <class T>
class [[nodiscard]] Outcome {
 public:
  // NOLINTNEXTLINE(google-explicit-constructor)
  Outcome(T value) : m_value(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Outcome(Failure failure) : m_value(std::in_place_index<1>, std::move(failure)) {}

  bool ok() const { return m_value.index() == 0; }
  explicit operator bool() const { return ok(); }
  T& value() & { return *std::get_if<0>(&m_value); }
  const T& value() const& { return *std::get_if<0>(&m_value); }
  T&& value() && { return std::move(*std::get_if<0>(&m_value)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  const Failure& error() const& { return *std::get_if<1>(&m_value); }
  Failure&& error() && { return std::move(*std::get_if<1>(&m_value)); }

 private:
  std::variant<T, Failure> m_value;
};

}  // namespace satsrail::cli
