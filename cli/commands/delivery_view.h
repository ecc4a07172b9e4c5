#pragma once
// How deliveries are shown.

#include "cli/view.h"

namespace satsrail::cli::handlers {

inline constexpr View k_delivery_view{
    .id = "id",
    .block = {{"delivery", "id"},
              {"state", "state", Show::state},
              {"event", "event_id"},
              {"type", "event_type"},
              {"endpoint", "webhook_id"},
              {"url", "url"},
              {"shown as", "shown_id"},
              {"attempts", "attempt_count"},
              {"of at most", "attempts_max"},
              {"last status", "last_status", Show::ok},
              {"next attempt", "next_attempt_at"},
              {"created", "created_at"}},
    .columns = {{"ID", "id", Show::id},
                {"STATE", "state", Show::state},
                {"EVENT", "event_type", Show::id},
                {"N", "attempt_count", Show::id},
                {"LAST", "last_status", Show::ok},
                {"NEXT", "next_attempt_at", Show::time},
                {"URL", "url"}},
    .empty = "no deliveries; an endpoint makes them:  satsrail webhooks create --url 3000/webhooks",
};

}  // namespace satsrail::cli::handlers
