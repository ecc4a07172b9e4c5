#include "tests/bench/load.h"

#include "tests/support/process.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace satsrail::bench {

Sample run_load(const Load& load, int connections, std::chrono::seconds duration) {
  test::ProcessOptions wrk;
  wrk.argv = {"wrk",
              "-t1",
              "-c" + std::to_string(connections),
              "-d" + std::to_string(duration.count()) + "s",
              "--timeout",
              "10s",
              "-s",
              SATSRAIL_SOURCE_DIR "/tests/bench/load.lua",
              load.base_url + load.path};
  const auto set = [&wrk](const char* name, const auto& value) {
    if (value) {
      wrk.env.emplace_back(name, *value);
    } else {
      wrk.env.emplace_back(name, std::nullopt);
    }
  };
  set("BENCH_METHOD", std::optional<std::string>(load.body ? "POST" : "GET"));
  set("BENCH_KEY", load.key.empty() ? std::nullopt : std::optional(load.key));
  set("BENCH_BODY", load.body);
  set("BENCH_TARGETS", load.targets);
  set("BENCH_SAVE", load.save_tokens);

  const auto result = test::run_command(wrk, {}, duration + test::k_patience);
  const auto line = result.out.find("BENCH ");
  Sample sample;
  double micros = 0;
  double p50 = 0;
  double p99 = 0;
  if (result.exit_code != 0 || line == std::string::npos ||
      std::sscanf(result.out.c_str() + line, "BENCH %ld %lf %lf %lf %ld", &sample.requests, &micros, &p50, &p99,
                  &sample.errors) != 5) {
    throw std::runtime_error("wrk said: " + result.out + result.err);
  }
  if (sample.requests == 0 || sample.errors * 1000 > sample.requests) {
    throw std::runtime_error(load.base_url + load.path + ": " + std::to_string(sample.errors) + " errors in " +
                             std::to_string(sample.requests) + " requests\n" + result.out);
  }
  sample.per_second = static_cast<double>(sample.requests) * 1e6 / micros;
  sample.p50_ms = p50 / 1000;
  sample.p99_ms = p99 / 1000;
  return sample;
}

std::int64_t run_requests(const Load& load, int connections, std::int64_t requests) {
  std::int64_t answered = 0;
  while (answered < requests) {
    answered += run_load(load, connections, std::chrono::seconds(2)).requests;
  }
  return answered;
}

Sample median(std::vector<Sample> samples) {
  std::sort(samples.begin(), samples.end(),
            [](const Sample& a, const Sample& b) { return a.per_second < b.per_second; });
  return samples.at(samples.size() / 2);
}

double median(std::vector<double> values) {
  return percentile(std::move(values), 0.5);
}

double percentile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(values.size())));
  return values.at(std::clamp<std::size_t>(rank, 1, values.size()) - 1);
}

}  // namespace satsrail::bench
