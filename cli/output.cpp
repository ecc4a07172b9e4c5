#include "cli/output.h"

#include "cli/json_text.h"
#include "cli/table.h"
#include "cli/text.h"
#include "core/result.h"

#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

std::string painted(bool color, Ink ink, std::string_view text) {
  constexpr const char* k_codes[]{"", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m"};
  if (!color || ink == Ink::plain || text.empty()) {
    return std::string(text);
  }
  return std::string(k_codes[static_cast<std::size_t>(ink)]) + std::string(text) + "\033[0m";
}

std::size_t terminal_width(std::FILE* stream, const Environment& environment) {
  winsize size{};
  if (::ioctl(::fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col >= 20) {
    return size.ws_col;
  }
  std::size_t columns = 0;
  const auto named = environment("COLUMNS").value_or("");
  std::from_chars(named.data(), named.data() + named.size(), columns);
  return columns >= 20 ? columns : 80;
}

Failure bad_answer() {
  return {ExitCode::refused,
          "bad_answer",
          "the answer is not what the API speaks",
          "it is no JSON of the expected shape",
          "is there another program at this address?  satsrail status -v",
          {}};
}

}  // namespace

Ink ink_of_state(std::string_view state) {
  if (is_one_of("completed|delivered|active|paid|running|true|succeeded|settled", state)) {
    return Ink::good;
  }
  if (is_one_of("pending|frozen|inactive|invoice_generated|initiated|in_flight|open|accepted", state)) {
    return Ink::warn;
  }
  return is_one_of("failed|expired|cancelled|canceled|archived|false", state) ? Ink::bad : Ink::plain;
}

OutputOptions output_options(const Invocation& invocation, const Environment& environment, std::FILE* out,
                             std::FILE* err) {
  OutputOptions options;
  options.json = invocation.has("json");
  options.json_fields = split(invocation.value("json").value_or(""), ',');
  options.format = invocation.value("format");
  options.quiet = invocation.has("quiet");
  options.verbose = invocation.has("verbose");
  options.terminal_out = ::isatty(::fileno(out)) == 1;
  options.terminal_err = ::isatty(::fileno(err)) == 1;
  const bool color =
      !invocation.has("no-color") && !environment("NO_COLOR") && environment("TERM").value_or("") != "dumb";
  options.color_out = color && options.terminal_out;
  options.color_err = color && options.terminal_err;
  options.width = terminal_width(out, environment);
  return options;
}

Outcome<int> Output::object(const std::string& text, const View& view) {
  if (machine()) {
    return machine_object(text);
  }
  const auto parsed = json::parse(text, nullptr, false);
  if (!parsed.is_object()) {
    return bad_answer();
  }
  if (m_options.quiet) {
    line(printable(text_at_path(parsed, view.id)));
    return 0;
  }
  block(pairs(parsed, view));
  return 0;
}

Pairs Output::pairs(const json& parsed, const View& view) const {
  Pairs pairs;
  for (const auto& field : fields(view.block)) {
    const auto shown = shown_text(parsed, field);
    if (!m_options.terminal_out) {
      if (const auto* value = at_path(parsed, field.path)) {
        pairs.emplace_back(field.path, plain_text(value));
      }
    } else if (!shown.empty()) {
      pairs.emplace_back(field.label, paint(ink_of(parsed, field, shown), printable(shown)));
    }
  }
  return pairs;
}

Outcome<int> Output::list(const std::string& text, const View& view) {
  if (machine()) {
    return machine_list(text);
  }
  const auto parsed = json::parse(text, nullptr, false);
  const auto* rows = parsed.is_object() ? at_path(parsed, "data") : nullptr;
  if (rows == nullptr || !rows->is_array()) {
    return bad_answer();
  }
  if (m_options.quiet) {
    for (const auto& row : *rows) {
      line(printable(text_at_path(row, view.id)));
    }
  } else if (!m_options.terminal_out) {
    tsv(*rows, view);
  } else if (rows->empty()) {
    note(view.empty);
  } else {
    print_table(*this, *rows, view);
  }
  const auto page = text_at_path(parsed, "meta.current_page");
  const auto pages = text_at_path(parsed, "meta.total_pages");
  if (m_options.terminal_out && !page.empty() && !is_one_of("0|1", pages) && page != pages) {
    note("page " + page + " of " + pages + "; more with --page and --per-page");
  }
  return 0;
}

Outcome<int> Output::machine_object(const std::string& text) {
  if (m_options.json && m_options.json_fields.empty()) {
    line(text.ends_with('\n') ? std::string_view(text).substr(0, text.size() - 1) : text);
    return 0;
  }
  const auto parsed = json::parse(text, nullptr, false);
  if (parsed.is_discarded()) {
    return bad_answer();
  }
  if (m_options.json) {
    TRY_ASSIGN(const auto picked, pick_fields(m_options.json_fields, parsed, Missing::is_an_error));
    line(dump(picked));
    return 0;
  }
  TRY_ASSIGN(const auto filled, fill_template(*m_options.format, parsed, Missing::is_an_error));
  line(filled);
  return 0;
}

Outcome<int> Output::machine_list(const std::string& text) {
  if (m_options.json && m_options.json_fields.empty()) {
    return machine_object(text);
  }
  const auto parsed = json::parse(text, nullptr, false);
  const auto* rows = parsed.is_object() ? at_path(parsed, "data") : nullptr;
  if (rows == nullptr || !rows->is_array()) {
    return bad_answer();
  }
  json all = json::array();
  for (const auto& row : *rows) {
    if (m_options.json) {
      TRY_ASSIGN(auto picked, pick_fields(m_options.json_fields, row, Missing::is_an_error));
      all.push_back(std::move(picked));
    } else {
      TRY_ASSIGN(const auto filled, fill_template(*m_options.format, row, Missing::is_an_error));
      line(filled);
    }
  }
  if (m_options.json) {
    line(dump(all));
  }
  return 0;
}

void Output::stream_line(const std::string& text) {
  if (m_options.json && m_options.json_fields.empty()) {
    line(text);
    return;
  }
  const auto parsed = json::parse(text, nullptr, false);
  if (!parsed.is_object()) {
    return;
  }
  if (m_options.json) {
    line(dump(*pick_fields(m_options.json_fields, parsed, Missing::is_empty)));
  } else if (m_options.format) {
    if (const auto filled = fill_template(*m_options.format, parsed, Missing::is_empty); filled.ok()) {
      line(*filled);
    }
  }
}

void Output::tsv(const json& rows, const View& view) {
  for (const auto& row : rows) {
    std::string out;
    for (const auto& field : fields(view.columns)) {
      out += &field == view.columns ? "" : "\t";
      out += tsv_cell(text_at_path(row, field.path));
    }
    line(out);
  }
}

void Output::block(const Pairs& pairs) {
  std::size_t width = 0;
  for (const auto& [label, value] : pairs) {
    width = std::max(width, display_width(label));
  }
  for (const auto& [label, value] : pairs) {
    if (m_options.terminal_out) {
      line(paint(Ink::dim, label) + std::string(width - display_width(label) + 2, ' ') + value);
    } else {
      line(label + "\t" + tsv_cell(value));
    }
  }
}

void Output::line(std::string_view text) {
  raw(text);
  raw("\n");
}

void Output::raw(std::string_view bytes) {
  if (!bytes.empty()) {  // an empty view may have no address at all
    std::fwrite(bytes.data(), 1, bytes.size(), m_out);
  }
}

std::string Output::paint(Ink ink, std::string_view text) const {
  return painted(m_options.color_out, ink, text);
}

std::string Output::paint_error(Ink ink, std::string_view text) const {
  return painted(m_options.color_err, ink, text);
}

void Output::error_line(Ink ink, std::string_view head, std::string_view text) {
  const auto all = paint_error(ink, head) + std::string(text) + "\n";
  std::fwrite(all.data(), 1, all.size(), m_err);
}

void Output::note(std::string_view text) {
  if (m_options.quiet) {
    return;
  }
  if (m_options.json) {
    error_line(Ink::plain, "", dump(json{{"note", {{"message", text}}}}));
  } else {
    error_line(Ink::dim, "", text);
  }
}

void Output::progress(std::string_view text) {
  if (m_options.terminal_err && !m_options.quiet && !m_options.json) {
    error_line(Ink::dim, text, "");
  }
}

void Output::trace(std::string_view text) {
  if (m_options.verbose) {
    error_line(Ink::dim, text, "");
  }
}

void Output::failure(const Failure& failure) {
  if (!m_options.json) {
    error_line(Ink::bad, "error: ", failure.what);
    for (std::string_view rest : {std::string_view(failure.why), std::string_view(failure.hint)}) {
      while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        error_line(Ink::plain, "  ", rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    return;
  }
  json error{{"code", failure.code},
             {"message", failure.what},
             {"reason", failure.why},
             {"hint", failure.hint},
             {"exit_code", static_cast<int>(failure.exit)}};
  if (const auto api = json::parse(failure.api_error_json, nullptr, false); api.is_object()) {
    error.update(api);
    error["code"] = failure.code;
  }
  error_line(Ink::plain, "", dump(json{{"error", error}}));
}

Outcome<int> Output::flush() {
  if (std::fflush(m_out) == 0 && std::ferror(m_out) == 0) {
    return 0;
  }
  const int reason = errno;
  if (reason == EPIPE) {
    // `satsrail events list | head -1` is no error: end as every filter does.
    std::signal(SIGPIPE, SIG_DFL);
    std::raise(SIGPIPE);
  }
  return Failure{ExitCode::refused,     "output_failed",     "cannot write the output",
                 std::strerror(reason), "is the disk full?", {}};
}

}  // namespace satsrail::cli
