#pragma once
// Help, drawn from the command table.

#include "cli/commands.h"
#include "cli/output.h"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace satsrail::cli {

struct Topic {
  std::string_view name;
  std::string_view summary;
  std::string_view text;  // what stands below the heading; some topics have a generated part as well
};
std::span<const Topic> topics();
const Topic* find_topic(std::string_view name);

// What a topic says beyond its text, drawn from the tables of core/domain; empty for most. Ends without a line end.
std::string generated_text(const Topic& topic, std::size_t width);
enum class OutcomeText { payer, both };
// One entry per row of the table: what the payer sees, and with `both` what the merchant sees.
std::string outcomes_text(std::size_t width, OutcomeText what);
std::string settings_text(std::size_t width);

// Variables that are no flag's twin, with what they are for.
std::span<const std::pair<std::string_view, std::string_view>> other_variables();

void print_overview(Output& out);
void print_noun(Output& out, const Noun& noun);
void print_command(Output& out, const Command& command);
void print_topic(Output& out, const Topic& topic);
void print_tree(Output& out);
std::string help_json();  // the table as JSON

// "satsrail checkout get ID", with flags where there are any.
std::string usage_line(const Command& command);
// "--amount 50.00", "-d, --data K=V"
std::string flag_label(const Flag& flag);
// The group headings of a command's flags, in the order of its row.
std::vector<std::string_view> flag_groups(const Command& command);

// docs/cli.md, whole.
std::string reference_markdown();
// The completion script of a shell: "bash", "zsh" or "fish".
std::string completion_script(std::string_view shell);

// A manual page, for man: "" is satsrail(1), a noun or bare verb has satsrail-NAME(1), "satsraild" is the daemon's.
// Empty when there is none of that name.
std::string man_page(std::string_view name);
// All of them, by the name of their file without ".1": "satsrail-node-payments".
struct ManPage {
  std::string file;
  std::string name;  // what man_page takes
};
std::vector<ManPage> man_pages();

}  // namespace satsrail::cli
