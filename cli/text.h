#pragma once
// Small things about text: spelling, and what fits on a terminal.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::cli {

// The candidate that was most likely meant: one that `word` begins, or the nearest by insertions, deletions,
// substitutions and swaps of neighbours, if it is near enough to be a typing slip.
std::optional<std::string> closest(std::string_view word, const std::vector<std::string>& candidates);

// Columns that UTF-8 text takes on a terminal: combining marks 0, East Asian wide and emoji 2.
std::size_t display_width(std::string_view text);
// Cut to `width` columns, the last of them an ellipsis when something was cut.
std::string fit(std::string_view text, std::size_t width);
// What others wrote, made safe to show: control characters (so no escape sequences) become '?' or a blank.
std::string printable(std::string_view text);
// For one cell of tab-separated output: backslash, tab, CR and LF are escaped.
std::string tsv_cell(std::string_view text);

std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::vector<std::string> split(std::string_view text, char separator);  // trims blanks, drops empty parts
std::string_view trim(std::string_view text);
// Broken between words into lines of at most `width` columns; a longer word has a line of its own.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);
std::string lower(std::string_view text);
// "Session-TTL" is session_ttl: how names of tables are written.
std::string underscored(std::string_view text);
// A word as a shell would have to be given it.
std::string shell_quoted(std::string_view text);

}  // namespace satsrail::cli
