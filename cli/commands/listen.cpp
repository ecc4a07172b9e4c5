#include "cli/commands/handlers.h"
#include "cli/commands/listen_cursor.h"
#include "cli/commands/listen_display.h"
#include "cli/commands/listen_request.h"
#include "cli/commands/listen_secret.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/since.h"
#include "cli/text.h"
#include "core/client/event_stream_client.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

// Shows each block, and only then moves the place to go on from: what nobody saw comes again.
class Listener {
 public:
  Listener(Context& context, const Sandbox& sandbox, const ListenPlace& begin)
      : m_context(context), m_display(context, detail_of(context.in)), m_owed(begin), m_file(sandbox) {}

  Outcome<int> run(const std::string& body) {
    TRY_ASSIGN(const auto options, m_context.client_options(Key::merchant));
    client::StreamQuery query;
    query.body = body;
    client::StreamTime without_end;
    const auto result =
        client::EventStreamClient(options).run(query, without_end, [this](const auto& block) { return take(block); });
    if (m_unwritable) {
      return std::move(*m_unwritable);
    }
    return conclude(result, options.base_url);
  }

 private:
  // Goes on with the stream?
  bool take(const client::StreamBlock& block) {
    const auto data = json::parse(block.data, nullptr, false);
    if (!block.type.empty()) {
      m_display.show(block, data);
    }
    // Each line leaves at once; a reader that is gone ends the command.
    if (auto flushed = m_context.out.flush(); !flushed.ok()) {
      m_unwritable = std::move(flushed).error();
      return false;
    }
    if (data.is_object()) {
      keep(block, data);
    }
    return true;
  }

  void keep(const client::StreamBlock& block, const json& data) {
    if (block.type == "ready") {
      m_owed.take_ready(data);
    } else if (block.type == "event") {
      m_owed.take_event(data, block.id);
    } else if (block.type == "attempt") {
      m_owed.take_attempt(data, block.id);
    }
    m_file.keep(m_owed.safe_place());
  }

  Outcome<int> conclude(const client::StreamResult& result, const client::BaseUrl& base_url) {
    using client::StreamEnd;
    switch (result.end) {
      case StreamEnd::finished:
        m_context.out.note("the sandbox has stopped");
        return 0;
      case StreamEnd::stopped:
      case StreamEnd::deadline:
        return 0;
      case StreamEnd::lost:
        return Failure{ExitCode::unreachable,
                       "connection_lost",
                       "the event stream from " + base_url.text() + " broke off",
                       "the sandbox ended without a word, or cut this reader off",
                       "when it runs again (satsrail status), go on with nothing lost:  satsrail listen … --since last",
                       {}};
      default:
        return m_context.failure_of(result.reply, base_url);
    }
  }

  Context& m_context;
  ListenDisplay m_display;
  OwedEvents m_owed;
  CursorFile m_file;
  std::optional<Failure> m_unwritable;
};

Outcome<int> print_secret(Context& context, const std::string& secret) {
  if (context.out.options().json) {
    return context.out.object(dump(json{{"secret", secret}}), View{.id = "secret"});
  }
  context.out.line(secret);
  return 0;
}

Outcome<ListenPlace> since(Context& context) {
  const auto typed = context.in.value("since");
  if (typed == "last") {
    return last_place(context);
  }
  ListenPlace place;
  if (typed) {
    TRY_ASSIGN(place.cursor, parse_since(context, *typed));
  }
  return place;
}

}  // namespace

Outcome<int> listen(Context& context) {
  // What is wrong with the line is said before anything is made or written.
  TRY(listen_body(context.in, {}, {}));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  const bool signs = !context.in.has("use-endpoints") &&
                     (forwards(context.in) || context.in.has("print-secret") || context.in.has("write-env"));
  std::string secret;
  if (signs) {
    TRY_ASSIGN(secret, listen_secret(context));
    TRY(write_env(context, secret));
  }
  if (context.in.has("print-secret")) {
    return print_secret(context, secret);
  }
  TRY_ASSIGN(const auto begin, since(context));
  TRY_ASSIGN(const auto body, listen_body(context.in, begin.cursor, secret));
  return Listener(context, *sandbox, begin).run(body);
}

}  // namespace satsrail::cli::handlers
