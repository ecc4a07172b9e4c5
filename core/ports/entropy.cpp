#include "core/ports/entropy.h"

#include "core/util/crypto.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace satsrail {

namespace {

constexpr int k_tick_counter_bits = 20;
constexpr std::uint64_t k_tick_millis_mask = (std::uint64_t{1} << 44) - 1;
constexpr std::uint64_t k_tick_start_mask = (std::uint64_t{1} << (k_tick_counter_bits - 1)) - 1;
// A clock further back than this was set back on purpose: ids follow it, instead of sticking to the later time.
constexpr std::uint64_t k_tick_backwards_millis_max = 60'000;

// The operating system is asked for this much at a time (0.7 us whatever the size); an id takes 8 to 16 bytes.
constexpr std::size_t k_pool_bytes = 512;

// Per thread, so no lock. Not to be used on both sides of a fork: parent and child would share what is left
// of the pool.
struct Pool {
  std::array<std::uint8_t, k_pool_bytes> bytes;
  std::size_t used = k_pool_bytes;
};

}  // namespace

std::uint64_t Entropy::next_tick(Time now) {
  const std::uint64_t millis = static_cast<std::uint64_t>(to_millis(now)) & k_tick_millis_mask;
  std::uint64_t last = m_last_tick.load(std::memory_order_relaxed);
  for (;;) {
    const std::uint64_t last_millis = last >> k_tick_counter_bits;
    std::uint64_t next = last + 1;
    if (millis > last_millis || last_millis - millis > k_tick_backwards_millis_max) {
      const auto start = bytes<3>();
      next = millis << k_tick_counter_bits |
             ((std::uint64_t{start[0]} << 16 | std::uint64_t{start[1]} << 8 | start[2]) & k_tick_start_mask);
    }
    if (m_last_tick.compare_exchange_weak(last, next, std::memory_order_relaxed)) {
      return next;
    }
  }
}

void OsEntropy::fill(std::span<std::uint8_t> out) {
  if (out.size() > k_pool_bytes / 4) {
    crypto::os_random(out);
    return;
  }
  thread_local Pool pool;
  if (k_pool_bytes - pool.used < out.size()) {
    crypto::os_random(pool.bytes);
    pool.used = 0;
  }
  std::uint8_t* const from = pool.bytes.data() + pool.used;
  std::copy_n(from, out.size(), out.data());
  std::memset(from, 0, out.size());  // what was handed out is a secret of its receiver
  pool.used += out.size();
}

std::array<std::uint8_t, 32> SeededEntropy::block_at(std::uint64_t counter) const {
  std::array<std::uint8_t, 16> input;
  for (std::size_t i = 0; i < 8; ++i) {
    input[i] = static_cast<std::uint8_t>(m_seed >> (8 * i));
    input[8 + i] = static_cast<std::uint8_t>(counter >> (8 * i));
  }
  return crypto::sha256(input);
}

std::string SeededEntropy::position() const {
  const std::lock_guard lock(m_mutex);
  return fmt::format("{}.{}.{}.{}", m_seed, m_counter, m_used, last_tick());
}

bool SeededEntropy::go_to(std::string_view position) {
  std::array<std::uint64_t, 4> numbers{};  // seed, counter, used, tick
  for (auto& number : numbers) {
    const auto [end, error] = std::from_chars(position.data(), position.data() + position.size(), number);
    if (error != std::errc()) {
      return false;
    }
    position.remove_prefix(static_cast<std::size_t>(end - position.data()));
    position.remove_prefix(position.starts_with('.') ? 1 : 0);
  }
  const auto [seed, counter, used, tick] = numbers;
  if (!position.empty() || used > m_block.size() || (counter == 0 && used < m_block.size())) {
    return false;
  }
  const std::lock_guard lock(m_mutex);
  m_seed = seed;
  m_counter = counter;
  m_used = used;
  m_block = counter > 0 ? block_at(counter - 1) : std::array<std::uint8_t, 32>{};
  set_last_tick(tick);
  return true;
}

void SeededEntropy::fill(std::span<std::uint8_t> out) {
  const std::lock_guard lock(m_mutex);
  for (std::uint8_t& byte : out) {
    if (m_used == m_block.size()) {
      m_block = block_at(m_counter++);
      m_used = 0;
    }
    byte = m_block[m_used++];
  }
}

}  // namespace satsrail
