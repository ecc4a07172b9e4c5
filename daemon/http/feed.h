#pragma once
// What event streams show: the event log and the log of delivery attempts, read from the database.

#include "daemon/api/stream.h"
#include "daemon/http/event_stream.h"
#include "daemon/store/store.h"

namespace satsrail::http {

class Feed final : public StreamSource {
 public:
  explicit Feed(store::Store& store) : m_store(store) {}
  std::vector<StreamFrame> frames_after(StreamCursor after, std::size_t limit) override;
  StreamCursor end() override;
  bool visible(const void* filter, const StreamFrame& frame) const override;

 private:
  store::Store& m_store;
};

}  // namespace satsrail::http
