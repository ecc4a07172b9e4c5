#include "daemon/http/stream_client.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace satsrail::http {
namespace {

constexpr std::size_t k_blocks_per_call = 64;

bool is_full(int error) {
  return error == EAGAIN || error == EWOULDBLOCK;
}

}  // namespace

bool StreamClient::flush(TimePoint now, std::uint64_t log_bytes) {
  while (pending_sent < pending.size()) {
    const auto sent =
        ::send(socket.get(), pending.data() + pending_sent, pending.size() - pending_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (errno == EINTR) {
        continue;
      }
      return is_full(errno);
    }
    pending_sent += static_cast<std::size_t>(sent);
    blocked_since = now;
    blocked_mark = log_bytes;
  }
  // Thousands of idle clients must not keep the memory of their last slow moment.
  std::string().swap(pending);
  pending_sent = 0;
  return true;
}

std::optional<std::size_t> StreamClient::send(std::span<const std::string* const> blocks, TimePoint now,
                                              std::uint64_t log_bytes) {
  std::size_t taken = 0;
  while (taken < blocks.size() && !blocked()) {
    std::array<iovec, k_blocks_per_call> parts;
    const auto count = std::min(blocks.size() - taken, parts.size());
    for (std::size_t i = 0; i < count; ++i) {
      const std::string& block = *blocks[taken + i];
      parts[i] = {const_cast<char*>(block.data()), block.size()};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const auto result = ::sendmsg(socket.get(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (result < 0 && errno == EINTR) {
      continue;
    }
    if (result < 0 && !is_full(errno)) {
      return std::nullopt;
    }
    auto sent = static_cast<std::size_t>(std::max<ssize_t>(result, 0));
    const auto end = taken + count;
    while (taken < end && sent >= blocks[taken]->size()) {
      sent -= blocks[taken++]->size();
    }
    if (taken < end) {
      pending.assign(*blocks[taken++], sent);
      blocked_since = now;
      blocked_mark = log_bytes;
      // Only a refused send makes the kernel report when there is room again.
      if (!flush(now, log_bytes)) {
        return std::nullopt;
      }
    }
  }
  return taken;
}

}  // namespace satsrail::http
