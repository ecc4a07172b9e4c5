#pragma once
// The sandbox folder: who owns it, and the keys that are kept in it.

#include "core/result.h"
#include "daemon/service/key_ring.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace satsrail::daemon {

// An advisory lock on a file that names its owner's pid; let go when the process ends, however it ends.
class FolderLock {
 public:
  // Error conflict: another process holds it; the message names its pid. Or the file cannot be made.
  static Result<FolderLock> take(const std::string& path);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : m_descriptor(descriptor) {}
  int m_descriptor;
};

// Makes the folder (0700) if need be. Error conflict: it cannot be made or written.
Status prepare_folder(const std::string& dir);

// credentials.json, readable by its owner only.
struct Credentials {
  std::string base_url;
  int port = 0;
  int pid = 0;
  service::KeyTexts keys;
};
std::optional<Credentials> read_credentials(const std::string& dir);
// A `lasting` file outlives a power cut. That of a sandbox in memory need not, and a start does not wait for the disk.
Status write_credentials(const std::string& dir, const Credentials& credentials, bool lasting);

// The payer's macaroon for clients that want a file, in binary and readable by its owner only.
inline constexpr std::string_view k_payer_macaroon_file = "payer.macaroon";
Status write_payer_macaroon(const std::string& dir, std::span<const std::uint8_t> macaroon, bool lasting);

}  // namespace satsrail::daemon
