#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/suggest.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/client/event_stream_client.h"
#include "core/id.h"
#include "core/result.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t k_secret_length = 32;
constexpr std::size_t k_body_lines_max = 6;

// The signing secret of this folder's listeners: made once and kept (0600), so that a shop which was given it
// by --print-secret can check the signatures of every later `listen`.
Outcome<std::string> kept_secret(const Sandbox& sandbox) {
  const auto path = sandbox.dir + "/listen-" + (sandbox.live ? "live" : "test") + ".secret";
  const auto failure = [&](int reason) {
    return Failure{ExitCode::refused,
                   "secret_unusable",
                   "cannot use " + path,
                   reason == 0 ? "it holds no whsec_… secret" : std::strerror(reason),
                   "remove it, and a new one is made",
                   {}};
  };
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd >= 0) {
    OsEntropy entropy;
    const auto secret = make_secret("whsec_", k_secret_length, entropy);
    const auto line = secret + "\n";
    const bool written = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
    const int reason = errno;
    ::close(fd);
    if (!written) {
      ::unlink(path.c_str());
      return failure(reason);
    }
    return secret;
  }
  if (errno != EEXIST) {
    return failure(errno);
  }
  std::ifstream file(path);
  std::string secret;
  if (!std::getline(file, secret) || !secret.starts_with("whsec_") || secret.size() < 16) {
    return failure(0);
  }
  return secret;
}

// Shows what comes, for people or as tab-separated lines.
class Display {
 public:
  Display(Output& out, std::string target, std::string types)
      : m_out(out), m_target(std::move(target)), m_types(std::move(types)) {}

  void show(const client::StreamBlock& block) {
    if (m_out.machine()) {
      m_out.stream_line(block.data);
      return;
    }
    const auto data = json::parse(block.data, nullptr, false);
    if (!data.is_object()) {
      return;
    }
    if (block.type == "ready") {
      ready(data);
    } else if (block.type == "event") {
      event(data);
    } else if (block.type == "attempt") {
      attempt(data);
    } else if (block.type == "gap") {
      m_out.note("some events are no longer kept: from " + printable(text_at_path(data, "from")) + " to " +
                 printable(text_at_path(data, "to")));
    }
  }

 private:
  bool people() const { return m_out.for_people(); }

  void tab_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const auto& cell : cells) {
      line += (&cell == &cells.front() ? "" : "\t") + tsv_cell(cell);
    }
    m_out.line(line);
  }

  void ready(const json& data) {
    const auto secret = text_at_path(data, "webhook.secret");
    if (m_out.options().quiet) {
      return;
    }
    if (!people()) {
      tab_line({"ready", text_at_path(data, "cursor"), m_target, secret});
      return;
    }
    m_out.line(m_target.empty() ? "Listening to " + (m_types.empty() ? "all events" : printable(m_types))
                                : "Forwarding " + (m_types.empty() ? "checkout.completed" : printable(m_types)) +
                                      " to " + m_out.paint(Ink::bold, m_target));
    if (!secret.empty()) {
      m_out.line("Signing secret " + m_out.paint(Ink::bold, printable(secret)));
    }
    m_out.line(m_out.paint(Ink::dim, "Ctrl-C ends it."));
    m_out.line();
  }

  static std::string time_of_day(const std::string& iso) { return iso.size() >= 19 ? iso.substr(11, 8) : iso; }

  // What the event is about, as one would look it up.
  static std::string subject(const json& data) {
    for (const char* path :
         {"event.data.object.token", "event.data.object.checkout_id", "event.data.object.checkout_token",
          "event.data.object.order_number", "event.data.object.id"}) {
      if (auto text = text_at_path(data, path); !text.empty()) {
        return text;
      }
    }
    return {};
  }

  void event(const json& data) {
    const auto id = text_at_path(data, "event.id");
    const auto type = text_at_path(data, "event.type");
    const auto at = text_at_path(data, "event.created_at");
    if (m_out.options().quiet) {
      m_out.line(printable(id));
    } else if (!people()) {
      tab_line({"event", at, type, id, subject(data)});
    } else {
      m_out.line(m_out.paint(Ink::dim, printable(time_of_day(at))) + "  " + m_out.paint(Ink::bold, printable(type)) +
                 "  " + m_out.paint(Ink::dim, printable(subject(data))));
    }
  }

  void attempt(const json& data) {
    const auto status = text_at_path(data, "status");
    const auto error = text_at_path(data, "error");
    const auto count = text_at_path(data, "attempt") + "/" + text_at_path(data, "attempts_max");
    const auto url = text_at_path(data, "url");
    const auto body = text_at_path(data, "response_body");
    if (!m_out.options().quiet && !people()) {
      tab_line({"attempt", text_at_path(data, "at"), text_at_path(data, "event_type"), text_at_path(data, "event_id"),
                count, status, text_at_path(data, "duration_ms"), text_at_path(data, "state"), url, error, body});
    }
    note_target(url, status.empty(), error);
    if (!people()) {
      return;
    }
    const bool good = status.starts_with('2');
    const auto next = text_at_path(data, "next_attempt_at");
    auto line = m_out.paint(Ink::dim, printable(time_of_day(text_at_path(data, "at")))) + "    " +
                m_out.paint(Ink::dim, "→ ") +
                m_out.paint(good ? Ink::good : Ink::bad, status.empty() ? printable(error) : printable(status)) + "  " +
                count + "  " +
                m_out.paint(Ink::dim,
                            text_at_path(data, "duration_ms") + " ms  " + printable(text_at_path(data, "event_type")));
    if (text_at_path(data, "state") == "failed") {
      line += "  " + m_out.paint(Ink::bad, "given up");
    } else if (!next.empty()) {
      line += "  " + m_out.paint(Ink::warn, "next " + printable(time_of_day(next)));
    }
    m_out.line(line);
    if (m_target.empty()) {
      m_out.line(m_out.paint(Ink::dim, "            " + printable(url)));
    }
    if (!good && !body.empty()) {
      show_body(body);
    }
  }

  void show_body(const std::string& body) {
    std::size_t shown = 0;
    for (const auto& text : split(body, '\n')) {
      if (++shown > k_body_lines_max) {
        m_out.line(m_out.paint(Ink::dim, "            │ … (satsrail deliveries list; deliveries get shows all)"));
        return;
      }
      m_out.line(m_out.paint(Ink::dim, "            │ ") +
                 fit(printable(text), m_out.options().width > 24 ? m_out.options().width - 14 : 10));
    }
  }

  // Once when the target goes away, once when it is back.
  void note_target(const std::string& url, bool is_down, const std::string& error) {
    if (is_down == m_down || m_target.empty()) {
      return;
    }
    m_down = is_down;
    m_out.note(is_down ? "! " + printable(url) + " is down (" + printable(error) + "); deliveries are retried"
                       : "! " + printable(url) + " is back");
  }

  Output& m_out;
  std::string m_target;
  std::string m_types;
  bool m_down = false;
};

Outcome<int> conclude(Context& context, const client::StreamResult& result, const client::BaseUrl& base_url) {
  using client::StreamEnd;
  switch (result.end) {
    case StreamEnd::finished:
      context.out.note("the sandbox has stopped");
      return 0;
    case StreamEnd::stopped:
    case StreamEnd::deadline:
      return 0;
    case StreamEnd::lost:
      return Failure{ExitCode::unreachable,
                     "connection_lost",
                     "the event stream from " + base_url.text() + " broke off",
                     "the sandbox ended without a word, or cut this reader off",
                     "see whether it runs:  satsrail status",
                     {}};
    default:
      return context.failure_of(result.reply, base_url);
  }
}

// The address of one's shop, the secret to sign with, and what to send.
Outcome<client::StreamQuery> stream_query(Context& context) {
  client::StreamQuery query;
  if (const auto events = context.in.value("events")) {
    TRY_ASSIGN(const auto list, parse_event_list(*events));
    query.types = join(list, ",");
  }
  if (const auto target = context.in.value("forward-to")) {
    TRY_ASSIGN(query.forward_to, parse_target_url(*target));
  }
  return query;
}

Outcome<int> print_secret(Context& context, const std::string& secret) {
  if (context.out.options().json) {
    return context.out.object(dump(json{{"secret", secret}}), View{.id = "secret"});
  }
  context.out.line(secret);
  return 0;
}

}  // namespace

Outcome<int> listen(Context& context) {
  TRY_ASSIGN(auto query, stream_query(context));
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  const bool print = context.in.has("print-secret");
  if ((print || !query.forward_to.empty()) && sandbox->credentials) {
    TRY_ASSIGN(query.secret, kept_secret(*sandbox));
    if (print) {
      return print_secret(context, query.secret);
    }
  }
  if (print) {
    return usage_failure("no_secret", "there is no lasting secret for " + sandbox->base_url.text(),
                         "it is kept in the sandbox folder, and that one is not at hand",
                         "point --dir at it, or register an endpoint:  satsrail webhooks create --url URL");
  }
  TRY_ASSIGN(const auto options, context.client_options(Key::merchant));
  Display display(context.out, query.forward_to, query.types);
  std::optional<Failure> unwritable;
  const auto result =
      client::EventStreamClient(options).run(query, std::nullopt, [&](const client::StreamBlock& block) {
        if (!block.type.empty()) {
          display.show(block);
        }
        // Each line leaves at once; a reader that is gone ends the command.
        if (auto flushed = context.out.flush(); !flushed.ok()) {
          unwritable = std::move(flushed).error();
        }
        return !unwritable;
      });
  if (unwritable) {
    return std::move(*unwritable);
  }
  return conclude(context, result, options.base_url);
}

}  // namespace satsrail::cli::handlers
