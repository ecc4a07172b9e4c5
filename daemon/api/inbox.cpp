#include "core/limits.h"
#include "core/util/hex.h"
#include "core/wire/inbox_json.h"
#include "daemon/api/handlers.h"
#include "daemon/api/list.h"
#include "daemon/store/inbox_store.h"

#include <charconv>

namespace satsrail::api {

namespace {

Result<std::string> inbox_name(const Call& call) {
  const auto name = call.param("name");
  if (!is_inbox_name(name)) {
    return Error::validation("name", "of an inbox has 1 to " + std::to_string(limits::inbox_name_chars_max) +
                                         " letters, digits, '-', '_' and '.'");
  }
  return std::string(name);
}

}  // namespace

Result<Plan> receive_in_inbox(const Call& call, App&) {
  InboxMessage message;
  TRY_ASSIGN(message.name, inbox_name(call));
  message.body = call.body;
  for (const auto& [name, value] : *call.headers) {
    // A header may hold any byte; the answer that shows it is JSON.
    message.headers.emplace_back(name, is_valid_utf8(value) ? value : percent_encode(value));
  }
  return WritePlan{[message = std::move(message)](Tx& tx) mutable -> Result<Reply> {
    if (!store::inbox::exists(tx, message.name) && store::inbox::count_names(tx) >= limits::inbox_names_max) {
      return Error(ErrorCode::conflict,
                   "There are already " + std::to_string(limits::inbox_names_max) + " inboxes; empty one first");
    }
    message.received_at = tx.now();
    return Reply::json(200, wire::inbox_received_json(store::inbox::insert(tx, message)));
  }};
}

Result<Plan> list_inbox(const Call& call, App&) {
  TRY_ASSIGN(auto name, inbox_name(call));
  return ReadPlan{[name = std::move(name), page = read_page(call)](Tx& tx) -> Result<Reply> {
    std::vector<std::string> items;
    for (const auto& message :
         store::inbox::list(tx, name, page.ascending, page.per_page, (page.page - 1) * page.per_page)) {
      items.push_back(wire::inbox_message_json(message));
    }
    return Reply::json(200, list_json(items, page, store::inbox::count(tx, name)));
  }};
}

Result<Plan> show_inbox_message(const Call& call, App&) {
  TRY_ASSIGN(auto name, inbox_name(call));
  const auto text = call.param("number");
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Error::not_found("Inbox message");
  }
  return ReadPlan{[name = std::move(name), number](Tx& tx) -> Result<Reply> {
    const auto message = store::inbox::find(tx, name, number);
    if (!message) {
      return Error::not_found("Inbox message");
    }
    return Reply::json(200, wire::inbox_message_json(*message));
  }};
}

Result<Plan> empty_inbox(const Call& call, App&) {
  TRY_ASSIGN(auto name, inbox_name(call));
  return WritePlan{[name = std::move(name)](Tx& tx) -> Result<Reply> {
    const auto count = store::inbox::count(tx, name);
    store::inbox::remove_all(tx, name);
    return Reply::json(200, wire::inbox_emptied_json(count));
  }};
}

}  // namespace satsrail::api
