// The part of a worker that reads requests and sends answers.

#include "core/limits.h"
#include "daemon/http/worker.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <cstdio>
#include <exception>

namespace satsrail::http {
namespace {

// Answers to pipelined requests gather up to here before they are sent.
constexpr std::size_t k_out_batch = 64 * 1024;
// A buffer that grew for one large answer is not kept.
constexpr std::size_t k_spare_out_max = 256 * 1024;

}  // namespace

// Does all that the connection's socket allows now. May close the connection.
void Worker::advance(Iterator connection) {
  if (connection->phase == Phase::leaving) {
    discard(connection);
    return;
  }
  if (connection->out.empty() || connection->flush()) {
    read_requests(*connection);
  }
  settle(connection);
}

void Worker::read_requests(Connection& connection) {
  if (!connection.in.empty() && connection.takes_requests()) {
    std::string_view bytes = connection.in;
    serve(connection, bytes);
    connection.keep_rest(bytes.size());
  }
  while (connection.readable && connection.takes_requests() && connection.out.size() < k_out_batch) {
    const std::size_t size = connection.receive(m_input.data(), m_input.size());
    if (size == 0) {
      connection.last_answer = connection.ended;
      return;
    }
    std::string_view bytes(m_input.data(), size);
    if (connection.in.empty()) {
      serve(connection, bytes);
      connection.in.assign(bytes);
    } else {
      connection.in.append(bytes);
      bytes = connection.in;
      serve(connection, bytes);
      connection.keep_rest(bytes.size());
    }
  }
}

// Takes as many requests from the front of `bytes` as are whole and may be begun.
void Worker::serve(Connection& connection, std::string_view& bytes) {
  while (!bytes.empty() && connection.takes_requests() && (connection.out.size() < k_out_batch || connection.flush())) {
    switch (connection.reader.feed(bytes)) {
      case RequestReader::Step::need_more:
        return;
      case RequestReader::Step::send_continue:
        connection.out.append("HTTP/1.1 100 Continue\r\n\r\n");
        break;
      case RequestReader::Step::refused:
        refuse(connection, connection.reader.refusal());
        break;
      case RequestReader::Step::ready:
        dispatch(connection);
        break;
    }
  }
}

void Worker::dispatch(Connection& connection) {
  const RequestHead& head = connection.reader.head();
  connection.framing = {head.keep_alive, head.http_1_0, false};
  connection.new_request = true;
  connection.in_handler = true;
  Request request = connection.reader.take();
  connection.framing.head_only = request.method == Method::head;
  request.peer = connection.peer;
  DispatchScope scope(*m_mailbox, connection.id);
  try {
    // If the handler throws, the responder is dropped unanswered, which answers 500.
    m_front.handler(std::move(request), Responder(std::make_unique<AnswerTarget>(m_mailbox, connection.id)));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "http: handler failed: %s\n", error.what());
  } catch (...) {
    std::fprintf(stderr, "http: handler failed: unknown exception\n");
  }
  if (scope.answer()) {
    finish(connection, std::move(*scope.answer()));
  }
}

void Worker::refuse(Connection& connection, const Refusal& refusal) {
  connection.framing.keep_alive = false;
  connection.framing.head_only = false;
  connection.refused = true;
  append(connection, refusal_response(refusal));
}

// Queues the answer to the request that is with the handler; settle() sends it.
void Worker::finish(Connection& connection, Answer answer) {
  if (answer.unanswered) {
    if (*answer.unanswered == Unanswered::reset) {
      // Closing the socket now sends RST, whatever is still unread or unsent.
      const linger at_once{1, 0};
      ::setsockopt(connection.socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
      connection.broken = true;
    }
    connection.held = true;
    return;
  }
  connection.in_handler = false;
  if (answer.stream) {
    connection.upgrade = std::make_unique<Answer>(std::move(answer));
  } else {
    append(connection, answer.response);
  }
}

void Worker::append(Connection& connection, const Response& response) {
  // Not m_stopping: another worker may have begun the stop, and an answer must not promise what is over.
  const bool stopping = m_front.stop_at.load(std::memory_order_acquire) != 0;
  connection.framing.keep_alive = connection.framing.keep_alive && !stopping;
  connection.last_answer = !connection.framing.keep_alive;
  if (connection.out.empty()) {
    connection.out.swap(m_spare_out);
  }
  append_response(connection.out, response, connection.framing, m_date.value());
}

// Sends what is queued and decides what the connection waits for next. May close it.
void Worker::settle(Iterator connection) {
  if (connection->upgrade) {
    upgrade(connection);
    return;
  }
  const bool all_sent = connection->flush();
  if (all_sent && connection->out.capacity() > m_spare_out.capacity()) {
    m_spare_out.swap(connection->out);
    if (m_spare_out.capacity() > k_spare_out_max) {
      std::string().swap(m_spare_out);
    }
  }
  if (connection->broken || (connection->held && (connection->end_reported || m_stopping))) {
    close(connection);
  } else if (!all_sent) {
    if (connection->phase != Phase::sending || connection->out_sent != connection->out_seen) {
      connection->out_seen = connection->out_sent;
      enter(connection, Phase::sending);
    }
  } else if (connection->last_answer) {
    leave(connection);
  } else if (connection->held) {
    if (connection->phase != Phase::held) {
      enter(connection, Phase::held);
    }
  } else if (connection->in_handler) {
    enter(connection, Phase::answering);
  } else if (!connection->reader.in_body() && connection->in.empty()) {
    if (m_stopping) {
      close(connection);
      return;
    }
    enter(connection, Phase::idle);
  } else if (connection->phase != Phase::receiving || connection->new_request) {
    connection->new_request = false;
    enter(connection, Phase::receiving);
  }
}

// Gives the connection's socket to the hub, with whatever of earlier answers is still to be sent.
void Worker::upgrade(Iterator connection) {
  const auto answer = std::move(connection->upgrade);
  std::string out = connection->out.substr(connection->out_sent);
  if (connection->framing.head_only || !m_front.hub.reserve()) {
    const bool full = !connection->framing.head_only;
    m_front.hub.abandon(std::move(*answer->stream));
    connection->framing.keep_alive = false;
    append(*connection, full ? refusal_response({503, "unavailable", "Too many event streams are open"})
                             : std::move(answer->response));
    settle(connection);
    return;
  }
  append_stream_head(out, answer->response, m_date.value());
  ::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, connection->socket.get(), nullptr);
  auto socket = std::move(connection->socket);
  forget(connection);
  m_front.hub.adopt(std::move(socket), std::move(out), std::move(*answer->stream));
}

// The last answer is sent. Closing a socket with unread bytes resets the connection, and the client may lose the
// answer to that: so the rest is read and dropped, up to a limit.
void Worker::leave(Iterator connection) {
  if (connection->ended || !(connection->refused || connection->readable || !connection->in.empty())) {
    close(connection);
    return;
  }
  ::shutdown(connection->socket.get(), SHUT_WR);
  std::string().swap(connection->in);
  enter(connection, Phase::leaving);
  discard(connection);
}

void Worker::discard(Iterator connection) {
  while (connection->readable && connection->discarded < limits::discarded_bytes_max) {
    connection->discarded += connection->receive(m_input.data(), m_input.size());
  }
  if (connection->ended || connection->broken || connection->discarded >= limits::discarded_bytes_max) {
    close(connection);
  }
}

}  // namespace satsrail::http
