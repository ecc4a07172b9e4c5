#pragma once
// Load on one HTTP route, by wrk on one thread with kept-alive connections.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace satsrail::bench {

struct Load {
  std::string base_url{};
  std::string path{};
  std::string key{};                                   // empty: no Authorization header
  std::optional<std::string> body{};                   // a POST with it; else a GET
  std::optional<std::filesystem::path> targets{};      // a file: each line once, for "%s" in the body
  std::optional<std::filesystem::path> save_tokens{};  // a file for the "token" of every answer
};

struct Sample {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  std::int64_t requests = 0;
  std::int64_t errors = 0;  // of the connection, and answers of 400 and above
};

// Throws when wrk fails or when more than one answer in a thousand is an error: such a figure means nothing.
Sample run_load(const Load& load, int connections, std::chrono::seconds duration);

// Loads until at least `requests` were answered, and returns how many were.
std::int64_t run_requests(const Load& load, int connections, std::int64_t requests);

// The sample with the median rate.
Sample median(std::vector<Sample> samples);
double median(std::vector<double> values);
// By nearest rank; `share` from 0 to 1.
double percentile(std::vector<double> values, double share);

}  // namespace satsrail::bench
