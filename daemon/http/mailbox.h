#pragma once
// How answers reach the worker that owns their connection, from whatever thread makes them.
//
// A writer that commits a group of requests leaves hundreds of answers here in one go: it moves each into a
// vector and wakes the worker at most once; building bytes and sending them is the worker's work.

#include "daemon/http/file_descriptor.h"
#include "daemon/http/message.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::http {

// A place in a worker's table, and who sits there now: an id outlives its connection without harm.
struct ConnectionId {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  friend bool operator==(const ConnectionId&, const ConnectionId&) = default;
};

struct Answer {
  ConnectionId to;
  Response response;
  std::unique_ptr<StreamRequest> stream;      // null: an ordinary answer
  std::optional<Unanswered> unanswered = {};  // set: there is no answer
};

struct NewConnection {
  FileDescriptor socket;
  std::string peer;
};

struct Mail {
  std::vector<Answer> answers;
  std::vector<NewConnection> connections;
};

class Mailbox {
 public:
  // From any thread. An answer that comes after close() is dropped; the on_close of its stream is called here.
  void post(Answer answer);
  void post(NewConnection connection);
  void wake() { m_wake.signal(); }

  // From the worker: everything that was posted so far. `out` must be empty and is swapped in.
  void take(Mail& out);
  // True, and the next post() wakes the worker; false when there is mail already.
  bool may_sleep();
  void close();
  int wake_fd() const { return m_wake.fd(); }

 private:
  WakeUp m_wake;
  std::mutex m_mutex;
  Mail m_mail;
  bool m_asleep = false;
  bool m_closed = false;
};

// While a worker runs the handler for one request, the answer to that very request need not go by mail.
class DispatchScope {
 public:
  DispatchScope(const Mailbox& mailbox, ConnectionId id);
  ~DispatchScope();
  DispatchScope(const DispatchScope&) = delete;
  DispatchScope& operator=(const DispatchScope&) = delete;
  // What the handler answered before it returned.
  std::optional<Answer>& answer() { return m_answer; }

 private:
  friend class AnswerTarget;
  const Mailbox* m_mailbox;
  ConnectionId m_id;
  std::optional<Answer> m_answer;
};

class AnswerTarget final : public Responder::Target {
 public:
  AnswerTarget(std::shared_ptr<Mailbox> mailbox, ConnectionId id) : m_mailbox(std::move(mailbox)), m_id(id) {}
  void respond(Response response) override;
  void stream(Response head, StreamRequest stream) override;
  void leave_unanswered(Unanswered how) override;

 private:
  void deliver(Answer answer);

  std::shared_ptr<Mailbox> m_mailbox;
  ConnectionId m_id;
};

}  // namespace satsrail::http
