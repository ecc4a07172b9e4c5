#pragma once
// What a handler works with: the invocation, the output, and the sandbox it is about.

#include "cli/config.h"
#include "cli/failure.h"
#include "cli/output.h"
#include "cli/parser.h"
#include "core/client/api_client.h"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::cli {

enum class Key : std::uint8_t {
  merchant,  // the secret key of the chosen mode
  control,   // the control key
  either,    // the control key where it is known, else the secret key: for what both may read
};

class Context {
 public:
  Context(const Invocation& invocation, Output& output, const Environment& environment)
      : in(invocation), out(output), env(environment) {}

  const Invocation& in;
  Output& out;
  const Environment& env;

  // Found once, then kept.
  Outcome<const Sandbox*> sandbox();
  // Error: also missing_key (4).
  Outcome<client::ApiClientOptions> client_options(Key key);

  // A 2xx answer, or the failure it stands for. `timeout` replaces the default of 10 s; --timeout beats both.
  Outcome<client::ApiReply> call(Key key, const client::ApiRequest& request,
                                 std::optional<std::chrono::milliseconds> timeout = std::nullopt);
  // Any answer; a failure only when there is none.
  Outcome<client::ApiReply> send(Key key, const client::ApiRequest& request,
                                 std::optional<std::chrono::milliseconds> timeout = std::nullopt);
  Outcome<client::ApiReply> get(Key key, std::string path, client::Query query = {});
  Outcome<client::ApiReply> post(Key key, std::string path, std::string body = {});

  // The failure that an answer stands for (or the lack of one).
  Failure failure_of(const client::ApiReply& reply, const client::BaseUrl& base_url) const;

  // --timeout, if it was given and is for the sandbox. Error: invalid_duration (2).
  Outcome<std::optional<std::chrono::milliseconds>> timeout() const;
  // How long a wait goes on: --timeout, default 30 s. From here on no request of this command has less time than the
  // default for an answer: a short wait is not a short answer.
  Outcome<std::chrono::milliseconds> wait_timeout();

 private:
  std::optional<Sandbox> m_sandbox;
  bool m_waits = false;  // --timeout is for a wait, not for an answer
};

// The failure for a text that is no duration.
Failure invalid_duration(const std::string& text);

// "-" is stdin, "@file" a file; anything else stands for itself. A final newline is dropped.
// Error: unreadable_input (2).
Outcome<std::string> read_text(const std::string& argument);

// --page, --per-page and flags that are filters: {"status", "q[status_eq]"} sends --status so.
struct Filter {
  std::string_view flag;
  std::string_view parameter;
};
Outcome<client::Query> list_query(const Context& context, std::initializer_list<Filter> filters = {});

}  // namespace satsrail::cli
