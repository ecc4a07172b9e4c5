#include "cli/body.h"
#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "cli/values.h"
#include "core/limits.h"
#include "core/result.h"
#include "core/wire/rate_json.h"

#include <nlohmann/json.hpp>

#include <set>

namespace satsrail::cli::handlers {

namespace {

using json = nlohmann::ordered_json;

constexpr View k_rate_view{
    .id = "rate",
    .block = {{"bitcoin", "base"}, {"in", "quote"}, {"rate", "rate"}, {"source", "source"}, {"since", "updated_at"}},
    .columns = {{"IN", "quote", Show::id},
                {"RATE", "rate", Show::id},
                {"SOURCE", "source"},
                {"SINCE", "updated_at", Show::time}},
    .empty = "there are none: their source is down; bring it back:  satsrail rates mode fixed",
};

constexpr View k_mode_view{
    .id = "mode",
    .block = {{"mode", "mode"},
              {"since", "since"},
              {"seed", "seed"},
              {"step", "step"},
              {"sigma (basis points)", "sigma_bp"},
              {"range (basis points)", "range_bp"},
              {"script", "script"}},
};

// Which mode each flag belongs to.
struct ModeFlag {
  std::string_view flag;
  std::string_view mode;
};
constexpr ModeFlag k_mode_flags[]{
    {"script", "script"}, {"seed", "walk"}, {"step", "walk"}, {"sigma", "walk"}, {"range", "walk"}};

Outcome<Done> check_flags_of_mode(const Invocation& in, std::string_view mode) {
  for (const auto& [flag, home] : k_mode_flags) {
    if (home != mode && in.was_typed(flag)) {
      return usage_failure("conflicting_flags", "--" + std::string(flag) + " is not for mode " + std::string(mode),
                           "it belongs to mode " + std::string(home),
                           "as in:  satsrail rates mode " + std::string(home) +
                               (home == "script" ? " --script rates.json" : " --seed 7 --step 1m --sigma 0.5%"));
    }
  }
  if (mode == "script" && !in.has("script")) {
    return usage_failure(
        "missing_flag", "rates mode script needs --script", "a file that says when which rate begins",
        R"(as in:  satsrail rates mode script --script rates.json, with {"usd": [["0s", "100000.00"]]})");
  }
  return Done{};
}

Failure invalid_script(const std::string& file, const std::string& why) {
  return usage_failure(
      "invalid_script",
      "the rate script " + (file == "-" ? std::string("on stdin") : "in " + printable(file)) + " cannot be used",
      printable(why), R"(as in:  {"usd": [["0s", "100000.00"], ["10m", "95000.00"]]}; nothing was changed)");
}

Outcome<json> read_script(const std::string& file) {
  TRY_ASSIGN(const auto text, read_text(file == "-" ? file : "@" + file));
  std::set<std::string> currencies;
  std::string twice;
  const auto watch = [&](int depth, json::parse_event_t event, const json& parsed) {
    // The later of two members with one name would silently win.
    if (depth == 1 && event == json::parse_event_t::key && !currencies.insert(parsed.get<std::string>()).second) {
      twice = parsed.get<std::string>();
    }
    return true;
  };
  try {
    auto script = json::parse(text, watch);
    if (!twice.empty()) {
      return invalid_script(file, "it names " + twice + " twice");
    }
    return script;
  } catch (const json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 2, column 7: …"
    const std::string_view what = error.what();
    const auto place = what.find("line ");
    return invalid_script(file,
                          "it is no JSON: " + std::string(place == std::string_view::npos ? what : what.substr(place)));
  }
}

// "0.5%" and "0.5" are 50 basis points.
Outcome<std::int64_t> parse_basis_points(const std::string& text, const std::string& flag, int most) {
  const auto number = std::string_view(text).substr(0, text.ends_with('%') ? text.size() - 1 : text.size());
  const auto points = parse_minor(number, 2);
  if (!points || *points < 1 || *points > most) {
    return usage_failure("invalid_number", "'" + printable(text) + "' is no value for --" + flag,
                         "it is a percentage from 0.01% to " + format_minor(most, 2) + "%",
                         "as in:  --" + flag + (flag == "sigma" ? " 0.5%" : " 20%"));
  }
  return *points;
}

Outcome<Done> add_walk(Body& body, const Invocation& in) {
  if (const auto seed = in.value("seed")) {
    const auto number = parse_minor(*seed, 0);
    if (!number) {
      return usage_failure("invalid_number", "'" + printable(*seed) + "' is no value for --seed",
                           "it is a whole number of at most 15 digits", "as in:  --seed 7");
    }
    body.set_number("seed", *number);
  }
  set_if_given(body, in, "step", "step");
  if (const auto sigma = in.value("sigma")) {
    TRY_ASSIGN(const auto points, parse_basis_points(*sigma, "sigma", limits::rate_walk_sigma_bp_max));
    body.set_number("sigma_bp", points);
  }
  if (const auto range = in.value("range")) {
    TRY_ASSIGN(const auto points, parse_basis_points(*range, "range", limits::rate_walk_range_bp_max));
    body.set_number("range_bp", points);
  }
  return Done{};
}

// What the sandbox would refuse is refused before it is asked, and where it came from can be told.
Outcome<Done> check_body(const std::string& body, const Invocation& in) {
  const auto parsed = wire::JsonBody::parse(body);
  const auto input = parsed ? wire::parse_rate_mode(*parsed) : Result<RateModeInput>(parsed.error());
  if (input) {
    return Done{};
  }
  const auto& fields = input.error().fields();
  const auto why = fields.empty() ? input.error().message() : full_sentence(fields.front());
  if (in.has("script") && in.args[0] == "script") {
    return invalid_script(*in.value("script"), why);
  }
  return usage_failure("invalid_walk", "the walk cannot be used", why,
                       "as in:  satsrail rates mode walk --seed 7 --step 1m --sigma 0.5%");
}

std::string in_words(const json& mode) {
  const auto name = text_at_path(mode, "mode");
  if (name == "walk") {
    return "a walk with seed " + text_at_path(mode, "seed") + ", a step every " + text_at_path(mode, "step");
  }
  return "mode " + name;
}

// A rate that was set does not count at once in every mode.
void tell_mode(Context& context) {
  const auto reply = context.get(Key::either, "/_sandbox/rates");
  const auto parsed = reply ? json::parse(reply->body(), nullptr, false) : json();
  const auto* mode = parsed.is_object() ? at_path(parsed, "mode") : nullptr;
  if (mode == nullptr || text_at_path(*mode, "mode") == "fixed") {
    return;
  }
  context.out.note("rates come from " + in_words(*mode) + "; this one counts alone after:  satsrail rates mode fixed");
}

}  // namespace

Outcome<int> rates_get(Context& context) {
  client::Query query;
  if (const auto currency = context.in.arg(0)) {
    query.emplace_back("currency", *currency);
  }
  TRY_ASSIGN(const auto reply, context.get(Key::merchant, "/api/v1/rates", query));
  return context.out.object(reply.body(), k_rate_view);
}

Outcome<int> rates_set(Context& context) {
  Body body;
  body.set("currency", context.in.value("currency").value_or("usd"));
  body.set("rate", context.in.args[0]);
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/rates", body.text()));
  TRY_ASSIGN(const int shown, context.out.object(reply.body(), k_rate_view));
  if (!context.out.machine() && !context.out.options().quiet) {
    tell_mode(context);
  }
  return shown;
}

Outcome<int> rates_list(Context& context) {
  TRY_ASSIGN(const auto reply, context.get(Key::either, "/_sandbox/rates"));
  TRY_ASSIGN(const int shown, context.out.list(reply.body(), k_rate_view));
  const auto parsed = json::parse(reply.body(), nullptr, false);
  const auto* mode = parsed.is_object() ? at_path(parsed, "mode") : nullptr;
  if (context.out.for_people() && mode != nullptr) {
    context.out.note("rates come from " + in_words(*mode));
  }
  return shown;
}

Outcome<int> rates_mode(Context& context) {
  const auto& mode = context.in.args[0];
  TRY(check_flags_of_mode(context.in, mode));
  Body body;
  body.set("mode", mode);
  if (mode == "walk") {
    TRY(add_walk(body, context.in));
  }
  auto text = body.text();
  if (mode == "script") {
    TRY_ASSIGN(const auto script, read_script(*context.in.value("script")));
    text = dump(json{{"mode", mode}, {"script", script}});
  }
  TRY(check_body(text, context.in));
  TRY_ASSIGN(const auto reply, context.post(Key::control, "/_sandbox/rates/mode", text));
  return context.out.object(reply.body(), k_mode_view);
}

}  // namespace satsrail::cli::handlers
