#include "daemon/http/mailbox.h"

#include <utility>

namespace satsrail::http {
namespace {

thread_local DispatchScope* t_dispatch = nullptr;

}  // namespace

void Mailbox::post(Answer answer) {
  bool wake = false;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_closed) {
      m_mail.answers.push_back(std::move(answer));
      wake = std::exchange(m_asleep, false);
      answer.stream.reset();
    }
  }
  if (wake) {
    m_wake.signal();
  }
  if (answer.stream && answer.stream->on_close) {
    answer.stream->on_close();
  }
}

void Mailbox::post(NewConnection connection) {
  bool wake = false;
  {
    const std::lock_guard lock(m_mutex);
    if (!m_closed) {
      m_mail.connections.push_back(std::move(connection));
      wake = std::exchange(m_asleep, false);
    }
  }
  if (wake) {
    m_wake.signal();
  }
}

void Mailbox::take(Mail& out) {
  const std::lock_guard lock(m_mutex);
  m_asleep = false;
  std::swap(out, m_mail);
}

bool Mailbox::may_sleep() {
  const std::lock_guard lock(m_mutex);
  m_asleep = m_mail.answers.empty() && m_mail.connections.empty();
  return m_asleep;
}

void Mailbox::close() {
  Mail late;
  {
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    std::swap(late, m_mail);
  }
  for (auto& answer : late.answers) {
    if (answer.stream && answer.stream->on_close) {
      answer.stream->on_close();
    }
  }
}

DispatchScope::DispatchScope(const Mailbox& mailbox, ConnectionId id) : m_mailbox(&mailbox), m_id(id) {
  t_dispatch = this;
}

DispatchScope::~DispatchScope() {
  t_dispatch = nullptr;
}

void AnswerTarget::deliver(Answer answer) {
  if (t_dispatch != nullptr && t_dispatch->m_mailbox == m_mailbox.get() && t_dispatch->m_id == m_id) {
    t_dispatch->m_answer = std::move(answer);
  } else {
    m_mailbox->post(std::move(answer));
  }
}

void AnswerTarget::respond(Response response) {
  deliver({m_id, std::move(response), nullptr});
}

void AnswerTarget::stream(Response head, StreamRequest stream) {
  deliver({m_id, std::move(head), std::make_unique<StreamRequest>(std::move(stream))});
}

void AnswerTarget::leave_unanswered(Unanswered how) {
  deliver({m_id, {}, nullptr, how});
}

}  // namespace satsrail::http
