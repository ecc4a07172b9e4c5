#pragma once
// What leaves the program: data on stdout, everything else on stderr.
//
// Four shapes of data: a table or block for people, tab-separated lines when piped, JSON exactly as the API
// returned it (--json), and lines after a template (--format). --quiet reduces the first two to ids.

#include "cli/failure.h"
#include "cli/parser.h"
#include "cli/view.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::cli {

enum class Ink : std::uint8_t { plain, bold, dim, good, warn, bad };

struct OutputOptions {
  bool json = false;
  std::vector<std::string> json_fields;  // of --json=a,b.c
  std::optional<std::string> format;
  bool quiet = false;
  bool verbose = false;
  bool terminal_out = false;
  bool terminal_err = false;
  bool color_out = false;
  bool color_err = false;
  std::size_t width = 80;
};
OutputOptions output_options(const Invocation& invocation, const Environment& environment, std::FILE* out,
                             std::FILE* err);

// Label and value, as a block shows them.
using Pairs = std::vector<std::pair<std::string, std::string>>;

class Output {
 public:
  // The streams must outlive it.
  Output(OutputOptions options, std::FILE* out, std::FILE* err)
      : m_options(std::move(options)), m_out(out), m_err(err) {}

  const OutputOptions& options() const { return m_options; }
  bool machine() const { return m_options.json || m_options.format; }
  bool for_people() const { return m_options.terminal_out && !machine() && !m_options.quiet; }

  // `json` is what the API returned: an object, or a list envelope {"data":[…],"meta":{…}}.
  // Error: unknown_field (2) when --json=fields or --format names what is not there; bad_answer (1) for no JSON.
  Outcome<int> object(const std::string& json, const View& view);
  Outcome<int> list(const std::string& json, const View& view);
  // One line of a stream under --json or --format; fields that an object does not have are left out or empty.
  void stream_line(const std::string& json);

  // Data lines. `text` is shown as it is: pass what others wrote through printable().
  void line(std::string_view text = {});
  void raw(std::string_view bytes);
  // The fields of an object as its block shows them.
  Pairs pairs(const nlohmann::ordered_json& object, const View& view) const;
  // A block of aligned labels for people, "label<TAB>value" lines when piped.
  void block(const Pairs& pairs);
  std::string paint(Ink ink, std::string_view text) const;  // for stdout

  // On stderr. Notes are for people: --quiet drops them, --json makes an object of them.
  void note(std::string_view text);
  void progress(std::string_view text);  // on a terminal only
  void trace(std::string_view text);     // with --verbose only
  void failure(const Failure& failure);

  // Writes out what is buffered. A reader that went away ends the program as SIGPIPE would; any other error is
  // a Failure.
  Outcome<int> flush();

 private:
  void error_line(Ink ink, std::string_view head, std::string_view text);
  std::string paint_error(Ink ink, std::string_view text) const;
  Outcome<int> machine_object(const std::string& json);
  Outcome<int> machine_list(const std::string& json);
  void tsv(const nlohmann::ordered_json& rows, const View& view);

  OutputOptions m_options;
  std::FILE* m_out;
  std::FILE* m_err;
};

// Ink for a state's name: "completed" is good, "failed" is bad.
Ink ink_of_state(std::string_view state);

}  // namespace satsrail::cli
