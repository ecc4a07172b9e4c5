#include "schema/schema.h"

#include "schema/embedded.h"

#include <stdexcept>
#include <string>

namespace satsrail::schema {

namespace embedded {
std::span<const EmbeddedFile> all();
}

std::string_view file(std::string_view name) {
  const auto* found = find_embedded(embedded::all(), name);
  if (found == nullptr) {
    throw std::out_of_range("no embedded file " + std::string(name));
  }
  return found->data;
}

std::vector<std::pair<std::string_view, std::string_view>> files_under(std::string_view prefix) {
  std::vector<std::pair<std::string_view, std::string_view>> files;
  for (const auto& embedded_file : embedded::all()) {
    if (embedded_file.name.starts_with(prefix)) {
      files.emplace_back(embedded_file.name, embedded_file.data);
    }
  }
  return files;
}

}  // namespace satsrail::schema
