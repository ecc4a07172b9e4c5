#pragma once
// Small things of Markdown.

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::api::markdown {

// A cell of a table: a bar would end it.
std::string cell(std::string_view text);
std::string code(std::string_view text);  // `text`
std::string joined(const std::vector<std::string>& parts, std::string_view between);
std::string sentence(std::string text);        // with its full stop
std::string anchor(std::string_view heading);  // what GitHub makes of a heading

}  // namespace satsrail::api::markdown
