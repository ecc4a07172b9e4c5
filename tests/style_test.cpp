// The rules of the house that no compiler checks, held by reading the tree.

#include <catch2/catch.hpp>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct SourceLine {
  int number;
  std::string text;
};

struct SourceFile {
  std::string path;  // from the root of the tree, with '/'
  std::vector<SourceLine> lines;
};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

bool is_cpp(std::string_view path) {
  return ends_with(path, ".h") || ends_with(path, ".cpp");
}

// A place is a file ("daemon/main.cpp") or a folder with all below it ("core/ports/").
bool is_in(std::string_view path, std::string_view place) {
  return ends_with(place, "/") ? starts_with(path, place) : path == place;
}

bool is_in_any(std::string_view path, const std::vector<std::string_view>& places) {
  return std::any_of(places.begin(), places.end(), [&](std::string_view place) { return is_in(path, place); });
}

SourceFile read(const fs::path& root, const fs::path& path) {
  SourceFile file{fs::relative(path, root).generic_string(), {}};
  std::ifstream stream(path);
  std::string line;
  while (std::getline(stream, line)) {
    file.lines.push_back({static_cast<int>(file.lines.size()) + 1, line});
  }
  return file;
}

// Every text of the project; not what it is built into, and not what others put beside it.
const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = [] {
    const fs::path root = SATSRAIL_SOURCE_DIR;
    std::vector<SourceFile> found;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
      const auto name = entry->path().filename().string();
      const bool top = entry.depth() == 0;
      if (entry->is_directory() &&
          ((top && (name == "build" || name == ".ci")) || name == ".git" || name == "node_modules")) {
        entry.disable_recursion_pending();
      } else if (entry->is_regular_file() && entry->path().extension() != ".png") {
        found.push_back(read(root, entry->path()));
      }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return found;
  }();
  return files;
}

std::string at(const SourceFile& file, const SourceLine& line) {
  return file.path + ":" + std::to_string(line.number) + ": " + line.text;
}

std::string without_comment(const std::string& text) {
  return text.substr(0, text.find("//"));
}

// The included name, and empty for a line that includes nothing.
std::string included(const std::string& text) {
  if (!starts_with(text, "#include ")) {
    return "";
  }
  const auto begin = text.find_first_of("<\"") + 1;
  return text.substr(begin, text.find_first_of(">\"", begin) - begin);
}

// Is `word` in the text, and not as a piece of a longer name?
bool has_word(std::string_view text, std::string_view word) {
  const auto is_name = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  for (auto found = text.find(word); found != std::string_view::npos; found = text.find(word, found + 1)) {
    const auto end = found + word.size();
    if ((found == 0 || !is_name(text[found - 1])) && (end == text.size() || !is_name(text[end]))) {
      return true;
    }
  }
  return false;
}

template <class Wrong>
std::vector<std::string> includes_where(Wrong wrong) {
  std::vector<std::string> found;
  for (const auto& file : tree()) {
    if (!is_cpp(file.path)) {
      continue;
    }
    for (const auto& line : file.lines) {
      const auto name = included(line.text);
      if (!name.empty() && wrong(file.path, name)) {
        found.push_back(at(file, line));
      }
    }
  }
  return found;
}

// Lines of C++ outside `homes` whose code, comments aside, says one of these words.
std::vector<std::string> said_outside(const std::vector<std::string_view>& homes,
                                      const std::vector<std::string_view>& words) {
  std::vector<std::string> found;
  for (const auto& file : tree()) {
    if (!is_cpp(file.path) || is_in_any(file.path, homes)) {
      continue;
    }
    for (const auto& line : file.lines) {
      const auto code = without_comment(line.text);
      if (std::any_of(words.begin(), words.end(), [&](std::string_view word) { return has_word(code, word); })) {
        found.push_back(at(file, line));
      }
    }
  }
  return found;
}

std::string listed(const std::vector<std::string>& problems) {
  std::ostringstream text;
  for (const auto& problem : problems) {
    text << problem << '\n';
  }
  return text.str();
}

// What the files of one room may include of the project. Everything else of the project is upstairs.
struct Room {
  std::string_view place;
  std::vector<std::string_view> may_include;
};

const std::vector<Room>& rooms() {
  static const std::vector<Room> table{
      {"core/", {"core/"}},
      {"schema/", {"schema/", "core/"}},
      {"cli/", {"cli/", "core/", "schema/"}},
      {"daemon/lightning/", {"daemon/lightning/", "core/"}},
      {"daemon/rates/", {"daemon/rates/", "core/"}},
      {"daemon/runtime/", {"daemon/runtime/", "core/"}},
      {"daemon/store/", {"daemon/store/", "daemon/runtime/", "core/", "schema/"}},
      {"daemon/service/", {"daemon/service/", "daemon/store/", "core/", "schema/"}},
      {"daemon/webhook/",
       {"daemon/webhook/", "daemon/service/", "daemon/store/", "daemon/runtime/", "core/", "schema/"}},
      {"daemon/jobs/", {"daemon/jobs/", "daemon/service/", "daemon/store/", "daemon/runtime/", "core/", "schema/"}},
      {"daemon/web/", {"daemon/web/", "core/", "schema/"}},
      {"daemon/api/",
       {"daemon/api/", "daemon/service/", "daemon/store/", "daemon/rates/", "daemon/web/", "core/", "schema/"}},
      {"daemon/", {"daemon/", "core/", "schema/"}},
      {"tests/", {"tests/", "daemon/", "cli/", "core/", "schema/"}},
  };
  return table;
}

const std::vector<std::string_view> k_top_rooms{"core/", "schema/", "daemon/", "cli/", "tests/"};

// One heavy library, one door.
struct Door {
  std::string_view library;
  std::string_view prefix;  // of what is included
  std::vector<std::string_view> homes;
};

const std::vector<Door>& doors() {
  static const std::vector<Door> table{
      {"CLI11", "CLI/", {"cli/parser.cpp"}},
      {"cpp-httplib", "httplib.h", {"daemon/http/server.cpp", "core/client/", "tests/"}},
      {"OpenSSL", "openssl/", {"core/util/crypto.cpp"}},
      {"libsecp256k1", "secp256k1", {"core/util/crypto.cpp"}},
      {"libqrencode", "qrencode.h", {"core/util/qr.cpp"}},
      {"libcurl", "curl/", {"daemon/webhook/http_transport.cpp"}},
      {"toml++", "toml++/", {"cli/toml.cpp"}},
      {"SQLite", "sqlite3.h", {"daemon/store/database.cpp", "tests/bench/"}},
  };
  return table;
}

}  // namespace

TEST_CASE("style: the tree is found") {
  const auto has = [](std::string_view path) {
    return std::any_of(tree().begin(), tree().end(), [&](const auto& file) { return file.path == path; });
  };
  CHECK(has("CMakeLists.txt"));
  CHECK(has("core/limits.h"));
  CHECK(has("daemon/main.cpp"));
  CHECK(has("tests/style_test.cpp"));
}

TEST_CASE("style: a room includes only itself and what lies below it") {
  const auto wrong = [](const std::string& path, const std::string& name) {
    if (!is_in_any(name, k_top_rooms)) {
      return false;
    }
    // The first row is the most particular one.
    const auto room =
        std::find_if(rooms().begin(), rooms().end(), [&](const Room& each) { return is_in(path, each.place); });
    return room != rooms().end() && !is_in_any(name, room->may_include);
  };
  const auto problems = includes_where(wrong);
  INFO(listed(problems));
  CHECK(problems.empty());
}

TEST_CASE("style: what a payment is knows no sockets, no threads, no SQL and no client") {
  const std::vector<std::string_view> sockets{"sys/socket.h", "sys/epoll.h", "sys/un.h", "netinet/",
                                              "arpa/",        "netdb.h",     "poll.h"};
  const std::vector<std::string_view> threads{"thread", "future"};
  const auto problems = includes_where([&](const std::string& path, const std::string& name) {
    const bool client = starts_with(path, "core/client/");
    const bool pure = is_in_any(path, {"core/domain/", "core/lightning/", "core/wire/"});
    return starts_with(path, "core/") && !client &&
           (is_in_any(name, sockets) || name == "sqlite3.h" || starts_with(name, "core/client/") ||
            (pure && is_in_any(name, threads)));
  });
  INFO(listed(problems));
  CHECK(problems.empty());
}

TEST_CASE("style: each heavy library is included through its one door") {
  for (const auto& door : doors()) {
    const auto problems = includes_where([&](const std::string& path, const std::string& name) {
      return starts_with(name, door.prefix) && !is_in_any(path, door.homes);
    });
    INFO(door.library << '\n' << listed(problems));
    CHECK(problems.empty());
  }
}

TEST_CASE("style: headers forward-declare JSON, they do not parse it") {
  const auto problems = includes_where([](const std::string& path, const std::string& name) {
    return ends_with(path, ".h") && name == "nlohmann/json.hpp" && !starts_with(path, "tests/");
  });
  INFO(listed(problems));
  CHECK(problems.empty());
}

TEST_CASE("style: time, chance and the environment come in through their adapters") {
  const std::vector<std::string_view> adapters{"core/ports/", "cli/config.cpp", "daemon/config.cpp", "tests/"};
  const auto problems =
      said_outside(adapters, {"system_clock::now", "random_device", "getenv", "sleep_for", "sleep_until"});
  INFO(listed(problems));
  CHECK(problems.empty());
}

TEST_CASE("style: tests never sleep and no thread is detached") {
  const auto sleeps = said_outside({"tests/style_test.cpp"}, {"sleep_for", "sleep_until", "usleep"});
  INFO(listed(sleeps));
  CHECK(sleeps.empty());
  const auto detached = said_outside({"tests/style_test.cpp"}, {"detach"});
  INFO(listed(detached));
  CHECK(detached.empty());
}

TEST_CASE("style: the name of a test holds no semicolon, at which ctest would cut it") {
  for (const auto& file : tree()) {
    for (const auto& line : file.lines) {
      if (starts_with(line.text, "TEST_CASE(") && line.text.find(';') != std::string::npos) {
        FAIL_CHECK(at(file, line));
      }
    }
  }
}

TEST_CASE("style: no file grows past 500 lines") {
  for (const auto& file : tree()) {
    if (is_cpp(file.path)) {
      INFO(file.path);
      CHECK(file.lines.size() <= 500);
    }
  }
}

TEST_CASE("style: every header guards itself in its first line") {
  for (const auto& file : tree()) {
    if (ends_with(file.path, ".h")) {
      INFO(file.path);
      CHECK((!file.lines.empty() && file.lines.front().text == "#pragma once"));
    }
  }
}

TEST_CASE("style: the project names no path of the machine it stands on") {
  // The folders of this machine's root that not every machine has.
  const std::set<std::string> usual{"bin",    "boot",       "dev",   "etc", "home", "lib",  "lib32", "lib64",
                                    "libx32", "lost+found", "media", "mnt", "opt",  "proc", "root",  "run",
                                    "sbin",   "srv",        "sys",   "tmp", "usr",  "var"};
  std::vector<std::string> places;
  for (const auto& entry : fs::directory_iterator("/")) {
    if (entry.is_directory() && usual.count(entry.path().filename().string()) == 0) {
      places.push_back(entry.path().string() + "/");
    }
  }
  const auto is_foreign = [&places](std::string_view text) {
    for (const auto& place : places) {
      for (auto found = text.find(place); found != std::string_view::npos; found = text.find(place, found + 1)) {
        // Within a longer path it is a relative one of somebody's; only one that begins here is meant.
        if (found == 0 || std::strchr(" \t\"'`=(:", text[found - 1]) != nullptr) {
          return true;
        }
      }
    }
    // Nor what lies beside the tree.
    for (auto found = text.find("../"); found != std::string_view::npos; found = text.find("../", found + 1)) {
      const auto name = text.substr(found + 3, text.find_first_of("/ \"'`)", found + 3) - found - 3);
      if (!name.empty() && fs::is_directory(fs::path(SATSRAIL_SOURCE_DIR).parent_path() / std::string(name))) {
        return true;
      }
    }
    return false;
  };
  for (const auto& file : tree()) {
    for (const auto& line : file.lines) {
      if (is_foreign(line.text)) {
        FAIL_CHECK(at(file, line));
      }
    }
  }
}
