#pragma once
// What the fuzz targets share. Each defines libFuzzer's entry point; a broken promise ends the process, and libFuzzer
// keeps the input that broke it.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace satsrail::fuzz {

inline std::string_view as_text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

inline void require(bool kept, std::string_view promise) {
  if (!kept) {
    std::fprintf(stderr, "broken promise: %.*s\n", static_cast<int>(promise.size()), promise.data());
    std::abort();
  }
}

// What the first byte of an input asks for. Random changes never meet a checksum and much less a signature, so most
// inputs are given theirs: then the change reaches what lies behind.
enum class Seal : std::uint8_t { none, checksum, signature };
inline Seal seal_of(std::uint8_t first) {
  return static_cast<Seal>(first % 3);
}

}  // namespace satsrail::fuzz
