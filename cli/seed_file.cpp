#include "cli/seed_file.h"

#include "cli/context.h"
#include "cli/document.h"
#include "cli/json_text.h"
#include "cli/scenario/json_file.h"
#include "cli/toml.h"
#include "core/limits.h"
#include "core/result.h"

#include <nlohmann/json.hpp>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace satsrail::cli {

namespace {

bool looks_like_json(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{';
}

Outcome<Document> parse(const std::string& text, const std::string& name, bool is_json) {
  return is_json ? parse_json_document(text, name) : parse_toml(text, name);
}

Outcome<Document> read_document(const std::string& path) {
  if (path == "-") {
    TRY_ASSIGN(const auto text, read_text(path));
    return parse(text, "stdin", looks_like_json(text));
  }
  TRY_ASSIGN(const auto text, read_file(path, limits::seed_file_bytes_max));
  return parse(text, path, path.ends_with(".json"));
}

}  // namespace

Outcome<std::string> read_seed(const std::string& path) {
  TRY_ASSIGN(const auto document, read_document(path));
  return dump(*document.root);
}

Outcome<std::string> as_file_of_children(const std::string& text) {
  const int fd = ::memfd_create("satsrail-seed", 0);  // kept open: it is for whoever is started next
  std::size_t written = 0;
  while (fd >= 0 && written < text.size()) {
    const auto count = ::write(fd, text.data() + written, text.size() - written);
    if (count < 0 && errno != EINTR) {
      break;
    }
    written += count > 0 ? static_cast<std::size_t>(count) : 0;
  }
  if (fd < 0 || written < text.size()) {
    return Failure{ExitCode::refused,
                   "no_file",
                   "cannot hand the seed on to the sandbox",
                   std::strerror(errno),
                   "start it without one, then:  satsrail seed FILE",
                   {}};
  }
  return "/proc/self/fd/" + std::to_string(fd);
}

}  // namespace satsrail::cli
