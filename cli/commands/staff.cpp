#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/identify.h"
#include "cli/json_text.h"
#include "cli/values.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_staff_view{
    .id = "id",
    .block = {{"email", "email"}, {"id", "id"}, {"merchants", "merchants"}, {"created", "created_at"}},
    .columns = {{"EMAIL", "email", Show::id},
                {"MERCHANTS", "merchants", Show::count},
                {"CREATED", "created_at", Show::time},
                {"ID", "id", Show::id}},
    .empty = "nobody may sign in yet:  satsrail staff create ann@example.com --password secret",
};

constexpr View k_session_view{
    .id = "session_token",
    .block = {{"session token", "session_token"}, {"merchants", "merchants"}, {"merchant", "merchant.name"}},
};

// From the line, @FILE or stdin: a password on the line stands in the shell's history.
Outcome<std::string> password(const Context& context) {
  return read_text(context.in.value("password").value_or(""));
}

}  // namespace

Outcome<int> staff_list(Context& context) {
  TRY_ASSIGN(const auto query, list_query(context));
  TRY_ASSIGN(const auto reply, context.get(Key::control, "/_sandbox/staff", query));
  return context.out.list(reply.body(), k_staff_view);
}

Outcome<int> staff_create(Context& context) {
  TRY_ASSIGN(const auto secret, password(context));
  json staff{{"email", context.in.args[0]}, {"password", secret}};
  if (const auto role = context.in.value("role")) {
    staff["role"] = *role;
  }
  for (const auto& name : context.in.values("merchant")) {
    TRY_ASSIGN(const auto id, resolve_id(context, Source::merchants, name));
    staff["merchants"].push_back({{"id", id}});
  }
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/staff", dump(json{{"staff", staff}})));
  return context.out.object(reply.body(), k_staff_view);
}

Outcome<int> staff_delete(Context& context) {
  TRY_ASSIGN(const auto reply, call_on_object(context, Source::staff, "DELETE"));
  context.out.note("deleted");
  return 0;
}

Outcome<int> staff_login(Context& context) {
  TRY_ASSIGN(const auto secret, password(context));
  const json login{{"email", context.in.args[0]}, {"password", secret}};
  TRY_ASSIGN(const auto reply, context.post(Key::merchant, "/api/v1/m/sessions", dump(login)));
  return context.out.object(reply.body(), k_session_view);
}

}  // namespace satsrail::cli::handlers
