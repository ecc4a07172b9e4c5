#include "daemon/http/feed.h"

#include "core/domain/webhook_endpoint.h"
#include "core/wire/json_writer.h"
#include "core/wire/webhook_json.h"
#include "daemon/store/delivery_store.h"
#include "daemon/store/event_store.h"
#include "daemon/store/snapshot_store.h"

#include <algorithm>
#include <limits>

namespace satsrail::http {

namespace {

// What `visible` needs to know of a frame.
struct Subject {
  Scope scope;
  std::string type;
  std::optional<std::int64_t> endpoint_seq;  // set: an attempt
};

std::string block(StreamCursor cursor, std::string_view name, const std::string& json) {
  return "id: " + std::to_string(cursor.event_seq) + "." + std::to_string(cursor.attempt_seq) +
         "\nevent: " + std::string(name) + "\ndata: " + json + "\n\n";
}

// A snapshot was restored: what had numbers between `from` and `to` did not happen in the past that there is now.
StreamFrame gap_frame(const store::snapshots::RestoreMark& mark, StreamCursor cursor) {
  wire::JsonWriter json;
  json.begin_object()
      .field("type", "gap")
      .field("from", std::to_string(mark.last_event_seq) + "." + std::to_string(cursor.attempt_seq))
      .field("to", std::to_string(mark.event_seq) + "." + std::to_string(mark.attempt_seq))
      .field("reason", "restored")
      .field("snapshot", mark.snapshot)
      .end_object();
  return {cursor, nullptr, block(cursor, "gap", json.text())};
}

StreamFrame event_frame(const Event& event, StreamCursor cursor) {
  wire::JsonWriter json;
  json.begin_object().field("type", "event").raw_field("event", wire::event_json(event)).end_object();
  auto subject = std::make_shared<Subject>(Subject{event.scope, event.type, std::nullopt});
  return {cursor, std::move(subject), block(cursor, "event", json.text())};
}

std::string attempt_json(const store::deliveries::LoggedAttempt& logged) {
  const auto& [attempt, delivery] = logged;
  const bool succeeded = attempt.status && *attempt.status >= 200 && *attempt.status < 300;
  wire::JsonWriter json;
  json.begin_object()
      .field("type", "attempt")
      .field("delivery_id", delivery.id.view())
      .field("event_id", delivery.event_id)
      .field("event_type", delivery.event_type)
      .field("webhook_id", delivery.endpoint_id)
      .field("url", delivery.url)
      .field("attempt", attempt.number)
      .field("attempts_max", delivery.attempts_max())
      .field("status", attempt.status);
  if (attempt.error.empty()) {
    json.field("error", nullptr);
  } else {
    json.field("error", attempt.error);
  }
  json.field("duration_ms", static_cast<std::int64_t>(attempt.duration.count()));
  if (!succeeded) {
    json.field("response_body", attempt.response_body);
  }
  // The state after this attempt, which is not the delivery's present one when another attempt followed.
  const bool latest = delivery.attempt_count == attempt.number;
  const auto state = latest ? delivery.state : succeeded ? DeliveryState::delivered : DeliveryState::pending;
  const auto next = state == DeliveryState::pending
                        ? (latest ? std::optional(delivery.due_at)
                                  : next_attempt_at(delivery.dialect, delivery.retry, attempt.number, attempt.at))
                        : std::nullopt;
  json.field("next_attempt_at", next).field("at", attempt.at).field("state", to_string(state));
  return json.end_object().take();
}

StreamFrame attempt_frame(const store::deliveries::LoggedAttempt& logged, StreamCursor cursor) {
  auto subject = std::make_shared<Subject>(
      Subject{logged.delivery.scope, logged.delivery.event_type, logged.delivery.endpoint_seq});
  return {cursor, std::move(subject), block(cursor, "attempt", attempt_json(logged))};
}

}  // namespace

std::vector<StreamFrame> Feed::frames_after(StreamCursor after, std::size_t limit) {
  return m_store.read_snapshot([&](store::Tx& tx) {
    std::vector<StreamFrame> frames;
    auto mark = store::snapshots::find_mark(tx);
    const auto pass_mark = [&](std::int64_t next_seq) {
      if (mark && after.event_seq < mark->event_seq && mark->event_seq < next_seq) {
        after.event_seq = mark->event_seq;
        frames.push_back(gap_frame(*mark, after));
      }
    };
    for (const auto& event : store::events::after(tx, after.event_seq, limit)) {
      pass_mark(event.seq);
      after.event_seq = event.seq;
      frames.push_back(event_frame(event, after));
    }
    if (frames.size() < limit) {
      pass_mark(std::numeric_limits<std::int64_t>::max());
    }
    // An attempt never stands before its event: attempts wait until all events of this snapshot are out.
    if (frames.size() < limit) {
      for (const auto& logged : store::deliveries::attempts_after(tx, after.attempt_seq, limit - frames.size())) {
        after.attempt_seq = logged.attempt.seq;
        frames.push_back(attempt_frame(logged, after));
      }
    }
    return frames;
  });
}

StreamCursor Feed::end() {
  return m_store.read_snapshot([](store::Tx& tx) {
    return StreamCursor{store::events::last_seq(tx), store::deliveries::last_attempt_seq(tx)};
  });
}

bool Feed::visible(const void* filter, const StreamFrame& frame) const {
  const auto& wanted = *static_cast<const api::StreamFilter*>(filter);
  if (frame.subject == nullptr) {
    return true;  // it concerns everybody
  }
  const auto& subject = *static_cast<const Subject*>(frame.subject.get());
  if (subject.scope != wanted.scope) {
    return false;
  }
  if (!wanted.types.empty() && !any_pattern_matches(wanted.types, subject.type)) {
    return false;
  }
  const auto& own = wanted.endpoint_seqs;
  return !subject.endpoint_seq || !own || std::find(own->begin(), own->end(), *subject.endpoint_seq) != own->end();
}

}  // namespace satsrail::http
