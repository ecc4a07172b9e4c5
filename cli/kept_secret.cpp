#include "cli/kept_secret.h"

#include "core/id.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace satsrail::cli {

namespace {

constexpr std::size_t k_secret_length = 32;

std::string path_in(const std::string& dir, bool live) {
  return dir + "/listen-" + (live ? "live" : "test") + ".secret";
}

Failure unusable(const std::string& path, const std::string& why) {
  return {ExitCode::refused, "secret_unusable", "cannot use " + path, why, "remove it, and a new one is made", {}};
}

}  // namespace

Outcome<Done> keep_secret(const std::string& dir, bool live, const std::string& secret) {
  const auto path = path_in(dir, live);
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) {
    return errno == EEXIST ? Outcome<Done>(Done{}) : Outcome<Done>(unusable(path, std::strerror(errno)));
  }
  const auto line = secret + "\n";
  const bool written = ::write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  const int reason = errno;
  ::close(fd);
  if (!written) {
    ::unlink(path.c_str());
    return unusable(path, std::strerror(reason));
  }
  return Done{};
}

Outcome<std::string> kept_secret(const std::string& dir, bool live) {
  OsEntropy entropy;
  TRY(keep_secret(dir, live, make_secret("whsec_", k_secret_length, entropy)));
  const auto path = path_in(dir, live);
  std::ifstream file(path);
  std::string secret;
  if (!std::getline(file, secret) || !secret.starts_with("whsec_") || secret.size() < 16) {
    return unusable(path, "it holds no whsec_… secret");
  }
  return secret;
}

}  // namespace satsrail::cli
