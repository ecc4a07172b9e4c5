#pragma once
// What no load generator measures: how soon, how small, how many at once.

#include "tests/bench/subjects.h"

#include <vector>

namespace satsrail::bench {

// Milliseconds, one value for each try.
struct WebhookLatency {
  std::vector<double> after_answer;   // from the answer to `pay` at the client to the webhook at the receiver.
                                      // The commit lies just before the answer; a webhook may overtake it: below 0
  std::vector<double> after_request;  // from `pay` being sent: the whole payment included
};
WebhookLatency measure_webhooks(int payments);

// From exec of satsraild, on a new folder, to its first answer over HTTP.
std::vector<double> measure_start(int tries);
// `satsrail version`, from exec to exit.
std::vector<double> measure_cli(int tries);

// Event streams that are open and read by nobody, as long as this object lives.
class IdleStreams {
 public:
  // Opens them one after the other, each until its first block has arrived.
  IdleStreams(const test::Ready& ready, int count);

 private:
  std::vector<test::Fd> m_sockets;
};

// This process and its children may open as many files as the system lets them.
void raise_open_files_limit();

}  // namespace satsrail::bench
