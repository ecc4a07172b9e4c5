#include "core/util/port_owner.h"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <vector>

namespace satsrail {

namespace {

// The sockets that listen on the port, from /proc/net/tcp and tcp6.
std::vector<std::string> listening_inodes(int port) {
  std::vector<std::string> inodes;
  const auto wanted = fmt::format(":{:04X}", port);
  for (const auto* name : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    std::ifstream table(name);
    std::string line;
    while (std::getline(table, line)) {
      std::istringstream fields(line);
      std::string slot, local, remote, state, queues, timer, retransmits, uid, timeout, inode;
      fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> uid >> timeout >> inode;
      constexpr std::string_view k_listening = "0A";
      if (state == k_listening && local.ends_with(wanted)) {
        inodes.push_back("socket:[" + inode + "]");
      }
    }
  }
  return inodes;
}

bool holds_any(const std::filesystem::path& process, const std::vector<std::string>& sockets) {
  std::error_code closed;  // other users' processes and ones that end meanwhile
  for (const auto& descriptor : std::filesystem::directory_iterator(process / "fd", closed)) {
    const auto target = std::filesystem::read_symlink(descriptor, closed).string();
    for (const auto& socket : sockets) {
      if (target == socket) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

std::optional<std::string> process_name(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  return std::getline(file, name) ? std::optional(std::move(name)) : std::nullopt;
}

std::optional<PortOwner> find_port_owner(int port) {
  const auto sockets = listening_inodes(port);
  if (sockets.empty()) {
    return std::nullopt;
  }
  std::error_code error;
  for (const auto& process : std::filesystem::directory_iterator("/proc", error)) {
    int pid = 0;
    const auto name = process.path().filename().string();
    if (std::from_chars(name.data(), name.data() + name.size(), pid).ptr == name.data() + name.size() &&
        holds_any(process.path(), sockets)) {
      return PortOwner{pid, process_name(pid).value_or("")};
    }
  }
  return std::nullopt;
}

}  // namespace satsrail
