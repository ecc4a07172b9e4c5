#include "daemon/api/example_text.h"

#include <nlohmann/json.hpp>

namespace satsrail::api {

namespace {

using json = nlohmann::ordered_json;

constexpr std::size_t k_columns_max = 112;

class ExampleWriter {
 public:
  std::string write(const json& value) {
    add(value, 0);
    return std::move(m_out);
  }

 private:
  std::size_t column() const {
    const auto line = m_out.rfind('\n');
    return m_out.size() - (line == std::string::npos ? 0 : line + 1);
  }

  void new_line(std::size_t indent) { m_out += "\n" + std::string(indent, ' '); }

  void add(const json& value, std::size_t indent) {
    if (value.is_object() && !value.empty()) {
      add_members(value, indent + 1);
    } else if (value.is_array() && !value.empty()) {
      add_items(value, indent + 1);
    } else {
      m_out += value.dump();
    }
  }

  void add_members(const json& object, std::size_t indent) {
    m_out.push_back('{');
    const char* between = "";
    for (const auto& [name, value] : object.items()) {
      m_out += between;
      between = ",";
      const auto member = json(name).dump() + ":";
      const auto whole = member.size() + value.dump().size();
      if (column() > indent && column() + whole > k_columns_max) {
        new_line(indent);
      }
      m_out += member;
      if (column() + value.dump().size() <= k_columns_max) {
        m_out += value.dump();
      } else {
        add(value, indent);
      }
    }
    m_out.push_back('}');
  }

  void add_items(const json& list, std::size_t indent) {
    m_out.push_back('[');
    const char* between = "";
    for (const auto& item : list) {
      m_out += between;
      between = ",";
      if (column() + item.dump().size() > k_columns_max || (item.is_object() && item.size() > 1)) {
        new_line(indent);
      }
      add(item, indent);
    }
    m_out.push_back(']');
  }

  std::string m_out;
};

}  // namespace

std::string example_text(const json& value) {
  return ExampleWriter().write(value);
}

}  // namespace satsrail::api
