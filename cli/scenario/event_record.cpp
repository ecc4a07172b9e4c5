#include "cli/scenario/event_record.h"

#include "cli/json_text.h"
#include "cli/run.h"
#include "cli/scenario/step_process.h"
#include "cli/text.h"
#include "core/limits.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_page_size = 100;

}  // namespace

Failure unwritten(const std::string& path) {
  return {ExitCode::refused,
          "output_failed",
          "cannot write " + printable(path),
          "what is there is not whole",
          "is the disk full? may this user write there?",
          {}};
}

Outcome<EventRecord> EventRecord::open(const std::string& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) {
    return unwritten(path);
  }
  return EventRecord(path, std::move(file));
}

Outcome<Done> EventRecord::add(const Scenario& scenario, const SandboxVariables& sandbox,
                               const Environment& environment, const HeldSignals& signals) {
  const auto inside = sandbox.over(environment);
  for (std::size_t page = 1; page <= limits::scenario_events_max / k_page_size; ++page) {
    const std::vector<std::string> words{"events",     "list", "--oldest-first", "--json",
                                         "--per-page", "100",  "--page",         std::to_string(page)};
    const auto output =
        run_in_child([&] { return cli::run(words, inside, stdout, stderr); }, {}, limits::answer_timeout, signals);
    const auto answer = output.ok() ? json::parse(output->out, nullptr, false) : json();
    const auto* events = at_path(answer, "data");
    if (events == nullptr || !events->is_array() || events->empty()) {
      break;  // all of it, or a sandbox that the scenario itself has ended
    }
    for (const auto& event : *events) {
      m_file << dump({{"file", scenario.file}, {"event", event}}) << '\n';
    }
    if (events->size() < k_page_size) {
      break;
    }
  }
  m_file.flush();
  return m_file ? Outcome<Done>(Done{}) : Outcome<Done>(unwritten(m_path));
}

}  // namespace satsrail::cli
