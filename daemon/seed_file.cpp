#include "daemon/seed_file.h"

#include "core/limits.h"
#include "daemon/service/seed.h"

#include <fmt/format.h>

#include <fstream>

namespace satsrail::daemon {

namespace {

Error refused(const Error& error) {
  std::string why = error.fields().empty() ? error.message() : std::string();
  for (const auto& field : error.fields()) {
    why += (why.empty() ? "" : ", ") + full_sentence(field);
  }
  return {ErrorCode::conflict, "the seed is refused\n  " + why + "\n  mend the file: nothing of it was kept"};
}

Result<std::string> read_whole(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    return Error(ErrorCode::conflict, "cannot read the seed " + path);
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > bytes_max) {
    return Error(ErrorCode::conflict, fmt::format("the seed {} is larger than {} bytes", path, bytes_max));
  }
  return text;
}

}  // namespace

Result<wire::SeedDocument> read_seed_file(const std::string& path) {
  TRY_ASSIGN(const auto text, read_whole(path, limits::seed_file_bytes_max));
  const auto body = wire::JsonBody::parse(text);
  if (!body) {
    return refused(body.error());
  }
  auto seed = wire::parse_seed(*body);
  return seed ? std::move(seed) : refused(seed.error());
}

Result<std::string> apply_seed(store::Tx& tx, const service::Context& context, const wire::SeedDocument& seed) {
  // Nobody is served yet, so slow passwords keep nobody waiting.
  const auto passwords = service::seed::hash_passwords(seed, service::seed::kept_passwords(tx, seed));
  const auto applied = service::seed::apply(tx, context, seed, passwords);
  if (!applied) {
    return refused(applied.error());
  }
  return wire::seed_applied_json(*applied);
}

}  // namespace satsrail::daemon
