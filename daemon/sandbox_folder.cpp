#include "daemon/sandbox_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace satsrail::daemon {

namespace {

std::string system_reason() {
  return std::strerror(errno);
}

std::string read_pid(int descriptor) {
  std::array<char, 32> text{};
  const auto size = ::pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string_view line(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return std::string(line.substr(0, line.find('\n')));
}

// Written beside and moved into place: a reader sees the old file or the new one, never half of it.
Status write_private_file(const std::string& path, std::string_view bytes, bool lasting) {
  const auto fresh = path + ".new";
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  const bool written = descriptor >= 0 &&
                       ::write(descriptor, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                       (!lasting || ::fsync(descriptor) == 0);
  const auto reason = system_reason();
  if (descriptor >= 0) {
    ::close(descriptor);
  }
  if (!written || ::rename(fresh.c_str(), path.c_str()) != 0) {
    return Error(ErrorCode::conflict, fmt::format("cannot write {}: {}", path, reason));
  }
  return Done{};
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error(ErrorCode::conflict, fmt::format("cannot write {}: {}", path, system_reason()));
  }
  FolderLock lock(descriptor);
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    const auto owner = read_pid(descriptor);
    return Error(ErrorCode::conflict,
                 fmt::format("another satsraild{} uses {}", owner.empty() ? "" : " (pid " + owner + ")",
                             std::filesystem::path(path).parent_path().string()));
  }
  const auto pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0) {
    return Error(ErrorCode::conflict, fmt::format("cannot write {}: {}", path, system_reason()));
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : m_descriptor(std::exchange(other.m_descriptor, -1)) {}

FolderLock::~FolderLock() {
  if (m_descriptor >= 0) {
    ::close(m_descriptor);
  }
}

Status prepare_folder(const std::string& dir) {
  std::error_code error;
  const bool made = std::filesystem::create_directories(dir, error);
  if (error) {
    return Error(ErrorCode::conflict, fmt::format("cannot make the sandbox folder {}: {}", dir, error.message()));
  }
  if (made) {
    ::chmod(dir.c_str(), 0700);
  }
  if (::access(dir.c_str(), W_OK | X_OK) != 0) {
    return Error(ErrorCode::conflict, fmt::format("cannot write to the sandbox folder {}: {}", dir, system_reason()));
  }
  return Done{};
}

std::optional<Credentials> read_credentials(const std::string& dir) {
  std::ifstream file(dir + "/credentials.json");
  const auto json = nlohmann::json::parse(file, nullptr, false);
  if (!json.is_object()) {
    return std::nullopt;
  }
  const auto text = [](const nlohmann::json& object, const char* name) {
    const auto found = object.find(name);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  Credentials credentials;
  credentials.base_url = text(json, "base_url");
  credentials.keys.control = text(json, "control_key");
  if (const auto keys = json.find("keys"); keys != json.end() && keys->is_object()) {
    credentials.keys.sk_test = text(*keys, "sk_test");
    credentials.keys.pk_test = text(*keys, "pk_test");
    credentials.keys.sk_live = text(*keys, "sk_live");
    credentials.keys.pk_live = text(*keys, "pk_live");
  }
  return credentials;
}

Status write_credentials(const std::string& dir, const Credentials& credentials, bool lasting) {
  const nlohmann::ordered_json json = {{"base_url", credentials.base_url},
                                       {"port", credentials.port},
                                       {"pid", credentials.pid},
                                       {"keys",
                                        {{"sk_test", credentials.keys.sk_test},
                                         {"pk_test", credentials.keys.pk_test},
                                         {"sk_live", credentials.keys.sk_live},
                                         {"pk_live", credentials.keys.pk_live}}},
                                       {"control_key", credentials.keys.control}};
  const auto text = json.dump(2) + "\n";
  return write_private_file(dir + "/credentials.json", text, lasting);
}

Status write_payer_macaroon(const std::string& dir, std::span<const std::uint8_t> macaroon, bool lasting) {
  return write_private_file(dir + "/" + std::string(k_payer_macaroon_file),
                            {reinterpret_cast<const char*>(macaroon.data()), macaroon.size()}, lasting);
}

}  // namespace satsrail::daemon
