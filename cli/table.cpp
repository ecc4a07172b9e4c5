#include "cli/table.h"

#include "cli/json_text.h"
#include "cli/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace satsrail::cli {

using json = nlohmann::ordered_json;

namespace {

constexpr std::size_t k_gap = 2;
constexpr std::size_t k_text_width_min = 12;

struct Column {
  const Field* field;
  std::size_t width;
  std::vector<std::string> cells;
};

std::size_t total_width(const std::vector<Column>& columns) {
  std::size_t sum = columns.empty() ? 0 : k_gap * (columns.size() - 1);
  for (const auto& column : columns) {
    sum += column.width;
  }
  return sum;
}

std::vector<Column> filled_columns(const json& rows, const View& view) {
  std::vector<Column> columns;
  for (const auto& field : fields(view.columns)) {
    Column column{&field, display_width(field.label), {}};
    bool any = false;
    for (const auto& row : rows) {
      column.cells.push_back(printable(shown_text(row, field)));
      any = any || !column.cells.back().empty();
      column.width = std::max(column.width, display_width(column.cells.back()));
    }
    if (any) {
      columns.push_back(std::move(column));
    }
  }
  return columns;
}

// Takes one from the widest free text. False when no such column can give any more.
bool shrink(std::vector<Column>& columns) {
  Column* widest = nullptr;
  for (auto& column : columns) {
    const bool can = column.field->show == Show::text && column.width > k_text_width_min;
    if (can && (widest == nullptr || column.width > widest->width)) {
      widest = &column;
    }
  }
  if (widest != nullptr) {
    --widest->width;
  }
  return widest != nullptr;
}

std::vector<Column> fitted(const std::vector<Column>& natural, std::size_t width) {
  auto columns = natural;
  while (total_width(columns) > width && shrink(columns)) {
  }
  if (total_width(columns) <= width || columns.size() <= 1) {
    return columns;
  }
  return fitted({natural.begin(), natural.end() - 1}, width);
}

}  // namespace

Ink ink_of(const json& object, const Field& field, std::string_view shown) {
  if (field.show == Show::state) {
    return ink_of_state(shown);
  }
  if (field.show == Show::ok && !shown.empty()) {
    const auto* value = at_path(object, field.path);
    const bool good = value->is_number_integer() && value->get<int>() / 100 == 2;
    return good ? Ink::good : Ink::bad;
  }
  return Ink::plain;
}

void print_table(Output& out, const json& rows, const View& view) {
  const auto columns = fitted(filled_columns(rows, view), out.options().width);
  const auto print_row = [&](auto text_and_ink_of) {
    std::string line;
    for (const auto& column : columns) {
      const auto [text, ink] = text_and_ink_of(column);
      const auto shown = fit(text, column.width);
      line += out.paint(ink, shown);
      if (&column != &columns.back()) {
        line += std::string(column.width - display_width(shown) + k_gap, ' ');
      }
    }
    out.line(line);
  };
  print_row([](const Column& column) { return std::pair(std::string(column.field->label), Ink::dim); });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    print_row([&](const Column& column) {
      return std::pair(column.cells[i], ink_of(rows[i], *column.field, column.cells[i]));
    });
  }
}

}  // namespace satsrail::cli
