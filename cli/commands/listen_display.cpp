#include "cli/commands/listen_display.h"

#include "cli/exchange.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_body_lines_max = 6;
constexpr std::size_t k_error_width_max = 22;  // "connection refused" fits into the line of the attempt
constexpr std::string_view k_margin = "            ";

std::string time_of_day(const std::string& iso) {
  return printable(iso.size() >= 19 ? iso.substr(11, 8) : iso);
}

// "localhost:3000/hooks" of an http URL: what tells targets apart.
std::string short_url(const std::string& url) {
  constexpr std::string_view k_usual = "http://";
  return printable(url.starts_with(k_usual) ? std::string_view(url).substr(k_usual.size()) : url);
}

// What the event is about, as one would look it up.
std::string subject(const json& data) {
  for (const char* path :
       {"event.data.object.token", "event.data.object.checkout_id", "event.data.object.checkout_token",
        "event.data.object.order_number", "event.data.object.id"}) {
    if (auto text = text_at_path(data, path); !text.empty()) {
      return text;
    }
  }
  return {};
}

// Nobody is there, or nobody answers any more; silence and bad certificates are the doing of one who is.
bool is_down(const std::string& status, const std::string& error) {
  constexpr std::string_view k_there[]{"timed out", "certificate", "the response"};
  return status.empty() && std::none_of(std::begin(k_there), std::end(k_there),
                                        [&](std::string_view start) { return error.starts_with(start); });
}

bool is_success(const std::string& status) {
  return status.starts_with('2');
}

// "all events, not order.*"
std::string names_of(const json* events) {
  std::vector<std::string> names;
  for (const auto& event : events != nullptr && events->is_array() ? *events : json::array()) {
    const auto name = printable(plain_text(&event));
    names.push_back(name == "*" ? "all events" : name.starts_with('!') ? "not " + name.substr(1) : name);
  }
  return join(names, ", ");
}

}  // namespace

Detail detail_of(const Invocation& invocation) {
  const auto name = invocation.value("output").value_or("normal");
  return name == "full"      ? Detail::full
         : name == "compact" ? Detail::compact
         : name == "quiet"   ? Detail::quiet
                             : Detail::normal;
}

void ListenDisplay::show(const client::StreamBlock& block, const json& data) {
  if (m_out.machine()) {
    m_out.stream_line(block.data);
  }
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
    m_out.note("! some events are no longer kept: from " + printable(text_at_path(data, "from")) + " to " +
               printable(text_at_path(data, "to")));
  }
}

void ListenDisplay::tab_line(const std::vector<std::string>& cells) {
  std::string line;
  for (const auto& cell : cells) {
    line += (&cell == &cells.front() ? "" : "\t") + tsv_cell(cell);
  }
  m_out.line(line);
}

void ListenDisplay::ready(const json& data) {
  const auto* webhooks = at_path(data, "webhooks");
  const auto all = webhooks != nullptr && webhooks->is_array() ? *webhooks : json::array();
  for (const auto& webhook : all) {
    m_targets[text_at_path(webhook, "id")].url = text_at_path(webhook, "url");
  }
  if (m_context.in.has("use-endpoints") && all.empty()) {
    m_out.note("note: no active endpoint is registered, so nothing is sent; one is made by:  satsrail webhooks create");
  }
  if (m_out.machine() || m_out.options().quiet || m_detail == Detail::quiet) {
    return;
  }
  if (m_out.for_people()) {
    ready_for_people(all);
    return;
  }
  for (const auto& webhook : all) {
    tab_line({"ready", text_at_path(data, "cursor"), text_at_path(webhook, "url"), text_at_path(webhook, "secret")});
  }
  if (all.empty()) {
    tab_line({"ready", text_at_path(data, "cursor"), "", ""});
  }
}

void ListenDisplay::ready_for_people(const json& webhooks) {
  if (webhooks.empty()) {
    const auto types = m_context.in.value("events");
    m_out.line("Listening to " + (types ? printable(*types) : "all events"));
  }
  const auto width = m_out.options().width;
  for (const auto& webhook : webhooks) {
    const auto what = "Forwarding " + names_of(at_path(webhook, "events"));
    const auto url = printable(text_at_path(webhook, "url"));
    const auto copied = text_at_path(webhook, "copy_of");
    const auto for_whom = copied.empty() ? "" : "  (" + printable(copied.substr(0, 13)) + ")";
    if (display_width(what + " to " + url + for_whom) <= width) {
      m_out.line(what + " to " + m_out.paint(Ink::bold, url) + m_out.paint(Ink::dim, for_whom));
      continue;
    }
    for (const auto& line : wrapped(what, width)) {
      m_out.line(line);
    }
    m_out.line("  to " + m_out.paint(Ink::bold, url) + m_out.paint(Ink::dim, for_whom));
  }
  if (m_context.in.has("use-endpoints")) {
    m_out.line("Each is signed with the secret of the endpoint in brackets.");
  } else if (!webhooks.empty()) {
    m_out.line("Signing secret " + m_out.paint(Ink::bold, printable(text_at_path(webhooks.front(), "secret"))));
  }
  m_out.line(m_out.paint(Ink::dim, "Ctrl-C ends it."));
  m_out.line();
}

void ListenDisplay::event(const json& data) {
  if (m_out.machine()) {
    return;
  }
  const auto id = text_at_path(data, "event.id");
  const auto type = text_at_path(data, "event.type");
  const auto at = text_at_path(data, "event.created_at");
  if (m_out.options().quiet) {
    m_out.line(printable(id));
  } else if (m_detail == Detail::compact || m_detail == Detail::quiet) {
    return;
  } else if (!m_out.for_people()) {
    tab_line({"event", at, type, id, subject(data)});
  } else {
    const auto head = time_of_day(at) + "  " + printable(type) + "  ";
    const auto room = m_out.options().width > head.size() ? m_out.options().width - head.size() : 0;
    m_out.line(m_out.paint(Ink::dim, time_of_day(at)) + "  " + m_out.paint(Ink::bold, printable(type)) + "  " +
               m_out.paint(Ink::dim, fit(printable(subject(data)), room)));
  }
}

void ListenDisplay::attempt(const json& data) {
  note_target(data);
  const bool good = is_success(text_at_path(data, "status"));
  if (m_out.machine() || m_out.options().quiet || (m_detail == Detail::quiet && good)) {
    return;
  }
  if (m_out.for_people()) {
    attempt_line(data);
    if (!good && (m_detail == Detail::normal || m_detail == Detail::quiet)) {
      failure_body(data);
    }
  } else {
    tab_line({"attempt", text_at_path(data, "at"), text_at_path(data, "event_type"), text_at_path(data, "event_id"),
              text_at_path(data, "attempt") + "/" + text_at_path(data, "attempts_max"), text_at_path(data, "status"),
              text_at_path(data, "duration_ms"), text_at_path(data, "state"), text_at_path(data, "url"),
              text_at_path(data, "error"), text_at_path(data, "response_body")});
  }
  if (m_detail == Detail::full) {
    exchange(data);
  }
}

// "10:15:01    → 500  1/5  12 ms  checkout.completed  next 10:16:01"
void ListenDisplay::attempt_line(const json& data) {
  const auto status = printable(text_at_path(data, "status"));
  const auto error = printable(text_at_path(data, "error"));
  const auto result = !status.empty() ? status : display_width(error) <= k_error_width_max ? error : "no answer";
  const auto time = time_of_day(text_at_path(data, "at"));
  const auto count = text_at_path(data, "attempt") + "/" + text_at_path(data, "attempts_max");
  const auto what = text_at_path(data, "duration_ms") + " ms  " + printable(text_at_path(data, "event_type"));
  const auto next = text_at_path(data, "next_attempt_at");
  const bool given_up = text_at_path(data, "state") == "failed";
  const auto outlook = given_up ? std::string("given up") : next.empty() ? "" : "next " + time_of_day(next);
  auto used = display_width(time + "    → " + result + "  " + count + "  " + what);
  auto line = m_out.paint(Ink::dim, time) + m_out.paint(Ink::dim, "    → ") +
              m_out.paint(is_success(status) ? Ink::good : Ink::bad, result) + "  " + count + "  " +
              m_out.paint(Ink::dim, what);
  if (!outlook.empty()) {
    line += "  " + m_out.paint(given_up ? Ink::bad : Ink::warn, outlook);
    used += 2 + outlook.size();
  }
  // With one target there is no question which one it was.
  const auto target = m_targets.size() == 1 ? std::string() : short_url(text_at_path(data, "url"));
  const auto width = m_out.options().width;
  if (!target.empty() && used + 2 + display_width(target) <= width) {
    line += "  " + m_out.paint(Ink::dim, target);
  }
  const auto room = width > k_margin.size() + 12 ? width - k_margin.size() : 12;
  m_out.line(line);
  if (!target.empty() && used + 2 + display_width(target) > width) {
    m_out.line(std::string(k_margin) + m_out.paint(Ink::dim, "to " + fit(target, room - 3)));
  }
  if (status.empty() && result != error && m_detail == Detail::compact) {
    m_out.line(std::string(k_margin) + m_out.paint(Ink::dim, fit(error, room)));
  }
}

void ListenDisplay::failure_body(const json& data) {
  const auto status = text_at_path(data, "status");
  auto text = text_at_path(data, "response_body");
  if (status.empty()) {
    const auto error = text_at_path(data, "error");
    text = display_width(error) > k_error_width_max ? error : "";
  }
  const auto width = m_out.options().width > k_margin.size() + 12 ? m_out.options().width - k_margin.size() - 2 : 10;
  std::size_t shown = 0;
  for (const auto& paragraph : split(text, '\n')) {
    for (const auto& line : wrapped(printable(paragraph), width)) {
      if (++shown > k_body_lines_max) {
        m_out.line(std::string(k_margin) + m_out.paint(Ink::dim, "│ … (--output full, or satsrail deliveries get)"));
        return;
      }
      m_out.line(std::string(k_margin) + m_out.paint(Ink::dim, "│ ") + fit(line, width));
    }
  }
}

// The stream tells the outcome only; what was sent and answered is kept with the delivery.
void ListenDisplay::exchange(const json& data) {
  const auto path = object_path(Source::deliveries, text_at_path(data, "delivery_id"));
  const auto reply = m_context.get(Key::merchant, path);
  const auto delivery = reply.ok() ? json::parse(reply->body(), nullptr, false) : json();
  const auto* attempts = delivery.is_object() ? at_path(delivery, "attempts") : nullptr;
  for (const auto& attempt : attempts != nullptr && attempts->is_array() ? *attempts : json::array()) {
    if (text_at_path(attempt, "number") != text_at_path(data, "attempt")) {
      continue;
    }
    if (m_out.for_people()) {
      show_exchange(m_out, attempt, "    ");
    } else {
      for (const std::string half : {"request", "response"}) {
        tab_line({half, text_at_path(data, "delivery_id"), text_at_path(attempt, half + ".headers"),
                  text_at_path(attempt, half + ".body")});
      }
    }
  }
}

// Once when a target goes away, once when it is back.
void ListenDisplay::note_target(const json& data) {
  const auto endpoint = text_at_path(data, "webhook_id");
  const auto found = m_targets.find(endpoint);
  const auto error = text_at_path(data, "error");
  const bool down = is_down(text_at_path(data, "status"), error);
  if (found == m_targets.end() || down == found->second.is_down) {
    return;
  }
  found->second.is_down = down;
  const auto url = short_url(found->second.url);
  m_out.note(down ? "! " + url + " is down (" + printable(error) + "); its events wait"
                  : "! " + url + " is back" + waiting_at(endpoint));
}

std::string ListenDisplay::waiting_at(const std::string& endpoint) {
  const auto reply = m_context.get(Key::merchant, "/_sandbox/deliveries",
                                   {{"webhook_id", endpoint}, {"state", "pending"}, {"per_page", "1"}});
  const auto list = reply.ok() ? json::parse(reply->body(), nullptr, false) : json();
  const auto count = list.is_object() ? text_at_path(list, "meta.total_count") : "";
  return count.empty() || count == "0" ? "" : "; " + count + (count == "1" ? " waits" : " wait");
}

}  // namespace satsrail::cli
