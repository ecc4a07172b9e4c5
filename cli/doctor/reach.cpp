#include "cli/doctor/checks.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace satsrail::cli::doctor {

namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const std::string& host, const std::string& port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* list = nullptr;
  return ::getaddrinfo(host.c_str(), port.empty() ? nullptr : port.c_str(), &hints, &list) == 0 ? Addresses(list)
                                                                                                : Addresses();
}

std::string reason_of(int error) {
  std::string text = std::strerror(error);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

// The error of a connect that was begun: 0 once it is there.
int wait_for_connect(int descriptor) {
  pollfd waiting{descriptor, POLLOUT, 0};
  if (::poll(&waiting, 1, static_cast<int>(k_reach_timeout.count())) <= 0) {
    return ETIMEDOUT;
  }
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

std::vector<std::string> addresses_of(const std::string& host) {
  std::vector<std::string> list;
  const auto found = look_up(host, "", 0);
  for (const auto* each = found.get(); each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) == 0 &&
        std::find(list.begin(), list.end(), text.data()) == list.end()) {
      list.emplace_back(text.data());
    }
  }
  return list;
}

Reach connect_to(const std::string& address, int port) {
  const auto found = look_up(address, std::to_string(port), AI_NUMERICHOST | AI_NUMERICSERV);
  if (found == nullptr) {
    return {false, "no address"};
  }
  const int descriptor = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor < 0) {
    return {false, reason_of(errno)};
  }
  int error = ::connect(descriptor, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
  if (error == EINPROGRESS) {
    error = wait_for_connect(descriptor);
  }
  ::close(descriptor);
  return {error == 0, error == 0 ? "" : reason_of(error)};
}

}  // namespace satsrail::cli::doctor
