#include "cli/scenario/report.h"

#include "cli/text.h"

#include <algorithm>

namespace satsrail::cli {

namespace {

// "A paid order" with a step a line, and what went wrong below it.
class PageReport : public Report {
 public:
  explicit PageReport(Output& out) : m_out(out) {}

  void begin(const Scenario& scenario, const std::string& /*base_url*/) override {
    m_out.line(m_out.paint(Ink::bold, printable(scenario.name)) + "  " +
               m_out.paint(Ink::dim, printable(scenario.file)));
  }

  void step(const Scenario& scenario, const StepResult& result) override {
    const auto took = result.state == StepState::skipped ? "" : milliseconds_text(result.duration) + " ms";
    const auto room = m_out.options().width > 40 ? m_out.options().width - 20 : 20;
    const auto name = fit((result.cleanup ? "cleanup: " : "") + printable(result.step->name), room);
    const auto mark = result.state == StepState::passed   ? m_out.paint(Ink::good, "✓")
                      : result.state == StepState::failed ? m_out.paint(Ink::bad, "✗")
                                                          : m_out.paint(Ink::dim, "-");
    const auto ink = result.state == StepState::skipped ? Ink::dim : Ink::plain;
    std::string line = "  " + mark + " " + m_out.paint(ink, name);
    if (!took.empty()) {
      line += std::string(room - display_width(name) + (took.size() < 14 ? 14 - took.size() : 1), ' ') +
              m_out.paint(Ink::dim, took);
    }
    m_out.line(line);
    if (result.failure) {
      show(scenario, *result.failure);
    }
  }

  void end(const ScenarioResult& result) override {
    if (result.no_sandbox) {
      m_out.line("  " + m_out.paint(Ink::bad, "✗ ") + printable(result.no_sandbox->what));
      for (const auto& text : {result.no_sandbox->why, result.no_sandbox->hint}) {
        m_out.line("      " + printable(text));
      }
    }
    m_out.line();
  }

  void all(const std::vector<ScenarioResult>& results) override {
    const bool good = std::all_of(results.begin(), results.end(), [](const auto& each) { return each.passed(); });
    if (good) {
      m_out.line(m_out.paint(Ink::good, summary_of(results)));
    }
  }

 private:
  void show(const Scenario& scenario, const StepFailure& failure) {
    m_out.line("      " + m_out.paint(Ink::bad, failure.what) + "  " +
               m_out.paint(Ink::dim, place_text(scenario.file, failure.place)));
    for (const auto& text : failure.details) {
      paragraph("      ", text);
    }
    for (const auto& each : failure.mismatches) {
      m_out.line("      " + m_out.paint(Ink::bold, each.path.empty() ? "the answer" : printable(each.path)) +
                 (failure.mismatches.size() > 1
                      ? "  " + m_out.paint(Ink::dim, "line " + std::to_string(each.place.line))
                      : ""));
      paragraph("        expected  ", each.expected, Ink::good);
      paragraph("        got       ", each.got, Ink::bad);
      if (!each.hint.empty()) {
        paragraph("                  ", each.hint);
      }
    }
    list("events", failure.events);
    list("deliveries", failure.deliveries);
  }

  void paragraph(const std::string& margin, const std::string& text, Ink ink = Ink::plain) {
    const auto width = m_out.options().width > 40 ? m_out.options().width - display_width(margin) : 40;
    auto head = margin;
    for (const auto& line : wrapped(text, width)) {
      m_out.line(head + m_out.paint(ink, line));
      head = std::string(display_width(margin), ' ');
    }
  }

  void list(const std::string& title, const std::vector<std::string>& lines) {
    if (lines.empty()) {
      return;
    }
    m_out.line("      " + m_out.paint(Ink::dim, "the last " + title));
    for (const auto& text : lines) {
      m_out.line("        " +
                 m_out.paint(Ink::dim, fit(text, m_out.options().width > 40 ? m_out.options().width - 8 : 40)));
    }
  }

  Output& m_out;
};

// suite FILE NAME; step STATE MS NAME; below a failed one fail, said, diff, event and delivery; end passed|failed FILE.
class LineReport : public Report {
 public:
  explicit LineReport(Output& out) : m_out(out) {}

  void begin(const Scenario& scenario, const std::string& /*base_url*/) override {
    line({"suite", scenario.file, scenario.name});
  }
  void step(const Scenario& scenario, const StepResult& result) override {
    line({"step", std::string(to_string(result.state)), milliseconds_text(result.duration), result.step->name});
    if (!result.failure) {
      return;
    }
    const auto& failure = *result.failure;
    line({"fail", place_text(scenario.file, failure.place), failure.what});
    for (const auto& text : failure.details) {
      line({"said", text});
    }
    for (const auto& each : failure.mismatches) {
      line({"diff", place_text(scenario.file, each.place), each.path, each.expected, each.got});
    }
    for (const auto& text : failure.events) {
      line({"event", text});
    }
    for (const auto& text : failure.deliveries) {
      line({"delivery", text});
    }
  }
  void end(const ScenarioResult& result) override {
    if (result.no_sandbox) {
      line({"fail", result.scenario->file, result.no_sandbox->what});
      line({"said", result.no_sandbox->why});
    }
    line({"end", result.passed() ? "passed" : "failed", result.scenario->file, milliseconds_text(result.duration)});
  }
  void all(const std::vector<ScenarioResult>& /*results*/) override {}

 private:
  void line(const std::vector<std::string>& cells) {
    std::string text;
    for (const auto& cell : cells) {
      text += (&cell == &cells.front() ? "" : "\t") + tsv_cell(cell);
    }
    m_out.line(text);
  }

  Output& m_out;
};

class QuietReport : public Report {
 public:
  explicit QuietReport(Output& out) : m_out(out) {}
  void begin(const Scenario& /*scenario*/, const std::string& /*base_url*/) override {}
  void step(const Scenario& /*scenario*/, const StepResult& /*result*/) override {}
  void end(const ScenarioResult& result) override {
    if (!result.passed()) {
      m_out.line(printable(result.scenario->file));
    }
  }
  void all(const std::vector<ScenarioResult>& /*results*/) override {}

 private:
  Output& m_out;
};

}  // namespace

std::string_view to_string(StepState state) {
  return state == StepState::passed ? "passed" : state == StepState::failed ? "failed" : "skipped";
}

std::string milliseconds_text(std::chrono::microseconds duration) {
  const auto tenths = (duration.count() + 50) / 100;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

std::string summary_of(const std::vector<ScenarioResult>& results) {
  const auto failed = std::count_if(results.begin(), results.end(), [](const auto& each) { return !each.passed(); });
  const auto all = std::to_string(results.size()) + (results.size() == 1 ? " scenario" : " scenarios");
  return failed == 0 ? all + " passed" : std::to_string(failed) + " of " + all + " failed";
}

std::unique_ptr<Report> make_report(Output& out) {
  if (out.machine()) {
    return make_json_report(out);
  }
  if (out.options().quiet) {
    return std::make_unique<QuietReport>(out);
  }
  if (out.options().terminal_out) {
    return std::make_unique<PageReport>(out);
  }
  return std::make_unique<LineReport>(out);
}

}  // namespace satsrail::cli
