#include "cli/commands/listen_cursor.h"

#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/since.h"
#include "cli/text.h"
#include "core/domain/webhook_endpoint.h"
#include "core/result.h"

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_line_length = 96;  // longer than any cursor and id: each line hides the one before

std::string path_of(const Sandbox& sandbox) {
  return sandbox.dir + "/listen-" + (sandbox.live ? "live" : "test") + ".cursor";
}

// Is the event still there, or was all forgotten since? A sandbox that was reset counts its events anew, so that the
// cursor would lie in the future; one that only prunes its oldest events is ahead of it.
Outcome<bool> was_reset(Context& context, const ListenPlace& place) {
  if (place.event.empty()) {
    return false;
  }
  const auto path = object_path(Source::events, place.event);
  TRY_ASSIGN(const auto reply, context.send(Key::merchant, {"GET", path, {}, {}, {}}));
  if (reply.http.status != 404) {
    return false;
  }
  TRY_ASSIGN(const auto list, context.get(Key::merchant, "/_sandbox/events", {{"per_page", "1"}}));
  const auto newest = text_at_path(json::parse(list.body(), nullptr, false), "data.0.seq");
  return std::strtoll(newest.c_str(), nullptr, 10) < std::strtoll(place.cursor.c_str(), nullptr, 10);
}

}  // namespace

void OwedEvents::take_ready(const json& ready) {
  m_endpoints.clear();
  m_last.cursor = text_at_path(ready, "cursor");
  const auto* webhooks = at_path(ready, "webhooks");
  for (const auto& webhook : webhooks != nullptr && webhooks->is_array() ? *webhooks : json::array()) {
    Endpoint endpoint{text_at_path(webhook, "id"), {}};
    const auto* events = at_path(webhook, "events");
    for (const auto& pattern : events != nullptr && events->is_array() ? *events : json::array()) {
      endpoint.events.push_back(plain_text(&pattern));
    }
    m_endpoints.push_back(std::move(endpoint));
  }
}

void OwedEvents::take_event(const json& block, const std::string& cursor) {
  const auto id = text_at_path(block, "event.id");
  const auto type = text_at_path(block, "event.type");
  Owed owed{{}, m_last};
  for (const auto& endpoint : m_endpoints) {
    if (any_pattern_matches(endpoint.events, type)) {
      owed.endpoints.insert(endpoint.id);
    }
  }
  if (!owed.endpoints.empty()) {
    m_number[id] = m_count;
    m_owed.emplace(m_count++, std::move(owed));
  }
  m_last = {cursor, id};
}

void OwedEvents::take_attempt(const json& block, const std::string& cursor) {
  m_last.cursor = cursor;
  if (text_at_path(block, "state") == "pending") {
    return;
  }
  const auto event = text_at_path(block, "event_id");
  const auto number = m_number.find(event);
  if (number == m_number.end()) {
    return;
  }
  auto& endpoints = m_owed.at(number->second).endpoints;
  endpoints.erase(text_at_path(block, "webhook_id"));
  if (endpoints.empty()) {
    m_owed.erase(number->second);
    m_number.erase(number);
  }
}

CursorFile::CursorFile(const Sandbox& sandbox) {
  if (sandbox.credentials) {
    m_fd = ::open(path_of(sandbox).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  }
}

CursorFile::~CursorFile() {
  if (m_fd >= 0) {
    ::close(m_fd);
  }
}

void CursorFile::keep(const ListenPlace& place) {
  auto line = place.cursor + " " + place.event;
  if (m_fd < 0 || place.cursor.empty() || line == m_kept || line.size() >= k_line_length) {
    return;
  }
  m_kept = line;
  line.resize(k_line_length - 1, ' ');
  line += '\n';
  // A full disk costs the place to go on from, and must not end what is being listened to.
  if (::pwrite(m_fd, line.data(), line.size(), 0) < 0) {
    ::close(m_fd);
    m_fd = -1;
  }
}

Outcome<ListenPlace> last_place(Context& context) {
  TRY_ASSIGN(const auto* sandbox, context.sandbox());
  if (!sandbox->credentials) {
    return usage_failure("no_cursor", "there is no last place to go on from at " + sandbox->base_url.text(),
                         "it is kept in the sandbox folder, and that one is not at hand",
                         "point --dir at it, or say from where:  --since 10m");
  }
  std::ifstream file(path_of(*sandbox));
  ListenPlace place;
  file >> place.cursor >> place.event;
  if (!is_cursor(place.cursor)) {
    context.out.note("note: nothing was listened to yet in this folder; from now on");
    return ListenPlace{};
  }
  TRY_ASSIGN(const bool reset, was_reset(context, place));
  if (reset) {
    context.out.note("note: the sandbox was reset since; from its beginning");
    return ListenPlace{"0", {}};
  }
  return place;
}

}  // namespace satsrail::cli
