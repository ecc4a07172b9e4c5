#include "cli/doctor/checks.h"
#include "cli/text.h"
#include "core/util/port_owner.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace satsrail::cli::doctor {

namespace fs = std::filesystem;

namespace {

std::string shown(const Patient& patient, const std::string& path) {
  return display_path(path, patient.context.env);
}

std::string octal(unsigned mode) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%04o", mode);
  return text.data();
}

std::string megabytes(std::uintmax_t bytes) {
  constexpr std::uintmax_t k_megabyte = 1024 * 1024;
  return std::to_string(bytes / k_megabyte) + " MiB";
}

// Who holds an flock on the file, from /proc/locks: to look is not to touch. "1: FLOCK ADVISORY WRITE 42 08:01:77 0
// EOF".
std::optional<int> lock_holder(ino_t inode) {
  std::ifstream table("/proc/locks");
  const auto tail = ":" + std::to_string(inode);
  std::string line;
  while (std::getline(table, line)) {
    std::istringstream fields(line);
    std::string number, kind, advisory, mode, file;
    int pid = 0;
    fields >> number >> kind >> advisory >> mode >> pid >> file;
    if (kind == "FLOCK" && file.ends_with(tail)) {
      return pid;
    }
  }
  return std::nullopt;
}

// The end of a file, whole lines.
std::vector<std::string> last_lines(const std::string& path) {
  constexpr std::streamoff k_bytes = 64 * 1024;
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  const auto size = file ? static_cast<std::streamoff>(file.tellg()) : 0;
  file.seekg(std::max<std::streamoff>(0, size - k_bytes));
  std::vector<std::string> lines;
  std::string line;
  while (std::getline(file, line)) {
    lines.push_back(line);
  }
  if (size > k_bytes && !lines.empty()) {
    lines.erase(lines.begin());  // cut in its middle
  }
  return lines;
}

}  // namespace

Check check_folder(const Patient& patient) {
  const auto where = shown(patient, patient.dir);
  struct stat info {};
  if (::stat(patient.dir.c_str(), &info) != 0) {
    return errno == ENOENT ? Check{"folder", Verdict::notable, where + " is not there yet",
                                   "start a sandbox:  satsrail start" + patient.at}
                           : Check{"folder", Verdict::wrong, where + " cannot be reached: " + std::strerror(errno),
                                   "choose another one:  --dir PATH, or SATSRAIL_DIR"};
  }
  if (!S_ISDIR(info.st_mode)) {
    return {"folder", Verdict::wrong, where + " is no folder", "move it away, or choose another one:  --dir PATH"};
  }
  if (::access(patient.dir.c_str(), W_OK | X_OK) != 0) {
    return {"folder", Verdict::wrong, where + " cannot be written: " + std::strerror(errno),
            "make it yours:  sudo chown -R \"$USER\" " + shell_quoted(patient.dir)};
  }
  constexpr unsigned k_others_write = 0022;
  if ((info.st_mode & k_others_write) != 0) {
    return {"folder", Verdict::notable, where + " can be written by other users (" + octal(info.st_mode & 07777) + ")",
            "chmod 700 " + shell_quoted(patient.dir)};
  }
  return {"folder", Verdict::fine, where + " can be written", ""};
}

Check check_credentials(const Patient& patient, const Outcome<std::optional<Credentials>>& loaded) {
  const auto path = patient.dir + "/credentials.json";
  if (!loaded.ok()) {
    return {"credentials", Verdict::wrong, loaded.error().what + ": " + loaded.error().why,
            "make a new one:  satsrail stop" + patient.at + "; satsrail start" + patient.at};
  }
  if (!*loaded) {
    return {"credentials", Verdict::notable, "there are none: no sandbox was started in this folder",
            "satsrail start" + patient.at};
  }
  struct stat info {};
  constexpr unsigned k_others = 0077;
  if (::stat(path.c_str(), &info) == 0 && (info.st_mode & k_others) != 0) {
    return {"credentials", Verdict::wrong,
            "the keys in " + shown(patient, path) + " can be read by other users (" + octal(info.st_mode & 07777) + ")",
            "chmod 600 " + shell_quoted(path)};
  }
  return {"credentials", Verdict::fine, "the keys are in " + shown(patient, path) + ", for you alone", ""};
}

Check check_lock(const Patient& patient) {
  struct stat info {};
  if (::stat((patient.dir + "/satsraild.lock").c_str(), &info) != 0) {
    return {"lock", Verdict::fine, "nobody holds the folder", ""};
  }
  const auto pid = lock_holder(info.st_ino);
  if (!pid) {
    return {"lock", Verdict::fine, "nobody holds the folder", ""};
  }
  const auto who = process_name(*pid).value_or("a process") + " (pid " + std::to_string(*pid) + ")";
  if (patient.status.empty()) {
    return {"lock", Verdict::wrong, who + " holds the folder, but does not answer",
            "give it a moment; if it hangs:  kill " + std::to_string(*pid)};
  }
  return {"lock", Verdict::fine, who + " holds the folder", ""};
}

Check check_disk(const Patient& patient) {
  auto folder = fs::path(patient.dir);
  std::error_code error;
  while (!fs::exists(folder, error) && folder.has_relative_path()) {
    folder = folder.parent_path();
  }
  const auto space = fs::space(folder, error);
  if (error) {
    return {"disk", Verdict::notable, "how much space there is cannot be told: " + error.message(), ""};
  }
  constexpr std::uintmax_t k_wrong = 20ULL * 1024 * 1024;     // a few thousand checkouts
  constexpr std::uintmax_t k_notable = 200ULL * 1024 * 1024;  // a day of load tests
  const auto left = megabytes(space.available) + " are free where the sandbox lives";
  if (space.available >= k_notable) {
    return {"disk", Verdict::fine, left, ""};
  }
  return {"disk", space.available < k_wrong ? Verdict::wrong : Verdict::notable, left,
          "make room, or keep the sandbox elsewhere:  --dir PATH; old snapshots:  satsrail snapshot list" + patient.at};
}

Check check_log(const Patient& patient) {
  const auto path = patient.dir + "/daemon.log";
  std::string last;
  std::size_t errors = 0;
  for (const auto& line : last_lines(path)) {
    if (line.find(" error ") != std::string::npos) {
      last = line;
      ++errors;
    }
  }
  if (errors == 0) {
    return {"log", Verdict::fine, "no errors in " + shown(patient, path), ""};
  }
  constexpr std::size_t k_shown = 200;
  return {"log", Verdict::notable,
          std::to_string(errors) + (errors == 1 ? " error" : " errors") +
              " of late, the last one: " + fit(printable(last), k_shown),
          "read on:  tail -50 " + shell_quoted(path)};
}

}  // namespace satsrail::cli::doctor
