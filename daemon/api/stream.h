#pragma once
// What an event stream's client asked to see.

#include "core/domain/scope.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::api {

struct StreamFilter {
  Scope scope;
  std::vector<std::string> types;                          // patterns; empty: all
  std::optional<std::vector<std::int64_t>> endpoint_seqs;  // attempts of these endpoints only
};

struct StreamPlan {
  std::int64_t after_event = 0;
  std::int64_t after_attempt = 0;
  std::shared_ptr<const StreamFilter> filter;
  std::string preamble;                             // server-sent-event blocks to begin with
  std::function<void()> on_close;                   // called once, when the client is gone
  std::function<bool(std::string& out)> next = {};  // set: follows one thing of its own, see http::StreamRequest
  bool beats = false;                               // likewise
};

}  // namespace satsrail::api
