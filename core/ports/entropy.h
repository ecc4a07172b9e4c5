#pragma once
// Randomness is injected: the operating system's by default, seeded so that a run can be repeated exactly.

#include "core/time.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace satsrail {

class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills `out`. Safe to call from any thread. Failure of the source is an exception: nothing can go on without it.
  virtual void fill(std::span<std::uint8_t> out) = 0;

  template <std::size_t N>
  std::array<std::uint8_t, N> bytes() {
    std::array<std::uint8_t, N> out;
    fill(out);
    return out;
  }

  // The next place in this source's sequence of ids: 44 bits of milliseconds, then a 20-bit counter that starts
  // at random in the lower half of its range (RFC 9562, section 6.2, method 1). Strictly increasing over all
  // threads, also while the clock stands or steps back a little; a full counter borrows the next millisecond.
  // It belongs to the source and not to the process so that equal seeds give equal ids.
  std::uint64_t next_tick(Time now);

 protected:
  std::uint64_t last_tick() const { return m_last_tick.load(); }
  void set_last_tick(std::uint64_t tick) { m_last_tick.store(tick); }

 private:
  std::atomic<std::uint64_t> m_last_tick{0};
};

// The operating system's generator, through OpenSSL.
class OsEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

// A stream that depends on nothing but its seed: SHA-256 over (seed, counter). For tests and `--seed`; not secret.
class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : m_seed(seed) {}
  void fill(std::span<std::uint8_t> out) override;

  // Where the stream stands, as text. After go_to() it goes on from there: what follows repeats itself to the last bit.
  std::string position() const;
  // False, and nothing is changed: that is no position.
  bool go_to(std::string_view position);

 private:
  std::array<std::uint8_t, 32> block_at(std::uint64_t counter) const;

  mutable std::mutex m_mutex;
  std::uint64_t m_seed;
  std::uint64_t m_counter = 0;
  std::array<std::uint8_t, 32> m_block{};
  std::size_t m_used = 32;
};

}  // namespace satsrail
