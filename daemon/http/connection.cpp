#include "daemon/http/connection.h"

#include <sys/socket.h>

#include <cerrno>

namespace satsrail::http {

bool Connection::flush() {
  while (out_sent < out.size()) {
    const auto sent = ::send(socket.get(), out.data() + out_sent, out.size() - out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      out_sent += static_cast<std::size_t>(sent);
    } else if (errno != EINTR) {
      broken = broken || (errno != EAGAIN && errno != EWOULDBLOCK);
      return false;
    }
  }
  out.clear();
  out_sent = 0;
  return true;
}

void Connection::keep_rest(std::size_t size) {
  if (size == 0) {
    std::string().swap(in);
  } else {
    in.erase(0, in.size() - size);
  }
}

std::size_t Connection::receive(char* buffer, std::size_t size) {
  for (;;) {
    const auto received = ::recv(socket.get(), buffer, size, MSG_DONTWAIT);
    if (received > 0) {
      // A short read has drained the socket: the next byte is a new edge. The end of the stream is none when it
      // was reported already, so it has to be read.
      readable = end_reported || static_cast<std::size_t>(received) == size;
      return static_cast<std::size_t>(received);
    }
    if (received < 0 && errno == EINTR) {
      continue;
    }
    readable = false;
    ended = received == 0;
    broken = received < 0 && errno != EAGAIN && errno != EWOULDBLOCK;
    return 0;
  }
}

}  // namespace satsrail::http
