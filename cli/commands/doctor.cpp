#include "cli/commands/handlers.h"
#include "cli/context.h"
#include "cli/doctor/checks.h"
#include "cli/json_text.h"
#include "cli/text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace satsrail::cli::handlers {

namespace {

using doctor::Check;
using doctor::Checks;
using doctor::Verdict;
using json = nlohmann::ordered_json;

constexpr View k_check_view{
    .id = "check",
    .columns = {{"VERDICT", "verdict", Show::state}, {"CHECK", "check"}, {"MESSAGE", "message"}, {"FIX", "fix"}},
};

std::string word_for(Verdict verdict) {
  return verdict == Verdict::fine ? "fine" : verdict == Verdict::notable ? "notable" : "wrong";
}

void append(Checks& all, Checks more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

Checks examine(doctor::Patient& patient, const Outcome<std::optional<Credentials>>& credentials) {
  // The daemon first: what else there is to say depends on whether it answers.
  auto answering = doctor::check_daemon(patient);
  Checks all{doctor::check_folder(patient), doctor::check_credentials(patient, credentials),
             doctor::check_program(patient), std::move(answering), doctor::check_lock(patient)};
  if (!patient.status.empty()) {
    append(all, {doctor::check_version(patient), doctor::check_database(patient), doctor::check_clock(patient)});
  }
  append(all, {doctor::check_disk(patient), doctor::check_log(patient)});
  append(all, doctor::check_variables(patient));
  append(all, {doctor::check_proxies(patient), doctor::check_localhost()});
  if (!patient.status.empty()) {
    append(all, {doctor::check_streams(patient), doctor::check_deliveries(patient)});
    append(all, doctor::check_endpoints(patient));
  }
  return all;
}

std::string as_list(const Checks& checks) {
  json data = json::array();
  for (const auto& check : checks) {
    data.push_back({{"object", "check"},
                    {"check", check.name},
                    {"verdict", word_for(check.verdict)},
                    {"message", check.message},
                    {"fix", check.fix.empty() ? json(nullptr) : json(check.fix)}});
  }
  return dump(json{{"object", "list"}, {"data", std::move(data)}});
}

void show(Output& out, const Check& check) {
  constexpr std::size_t k_indent = 2;
  const auto [mark, ink] = check.verdict == Verdict::fine      ? std::pair("✓", Ink::good)
                           : check.verdict == Verdict::notable ? std::pair("!", Ink::warn)
                                                               : std::pair("✗", Ink::bad);
  std::string lead = out.paint(ink, mark) + " ";
  for (const auto& line : wrapped(check.message, out.options().width - k_indent)) {
    out.line(lead + line);
    lead = "  ";
  }
  if (check.fix.empty()) {
    return;
  }
  for (const auto& line : wrapped(check.fix, out.options().width - 2 * k_indent)) {
    out.line("    " + out.paint(Ink::dim, line));
  }
}

std::string summary(const Checks& checks) {
  const auto count = [&](Verdict verdict) {
    return std::count_if(checks.begin(), checks.end(), [&](const Check& check) { return check.verdict == verdict; });
  };
  const auto wrong = count(Verdict::wrong);
  const auto notable = count(Verdict::notable);
  if (wrong == 0 && notable == 0) {
    return "All is well.";
  }
  return wrong == 0 ? "Nothing is wrong; " + std::to_string(notable) + " to know about."
                    : std::to_string(wrong) + (wrong == 1 ? " thing is wrong." : " things are wrong.");
}

}  // namespace

Outcome<int> doctor(Context& context) {
  TRY_ASSIGN(const auto dir, sandbox_dir(context.in, context.env));
  const auto credentials = load_credentials(dir);
  doctor::Patient patient{context, dir, credentials.ok() ? *credentials : std::nullopt, "",
                          context.in.was_typed("dir") ? " --dir " + shell_quoted(dir) : ""};
  const auto checks = examine(patient, credentials);
  const bool ill =
      std::any_of(checks.begin(), checks.end(), [](const Check& check) { return check.verdict == Verdict::wrong; });
  const int code = static_cast<int>(ill ? ExitCode::refused : ExitCode::done);
  if (!context.out.for_people()) {
    TRY(context.out.list(as_list(checks), k_check_view));
    return code;
  }
  for (const auto& check : checks) {
    show(context.out, check);
  }
  context.out.line();
  context.out.line(summary(checks));
  return code;
}

}  // namespace satsrail::cli::handlers
