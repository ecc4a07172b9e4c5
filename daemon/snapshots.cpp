#include "daemon/snapshots.h"

#include "core/limits.h"
#include "core/util/log.h"
#include "daemon/service/node_invoices.h"
#include "daemon/store/catalog_store.h"
#include "daemon/store/migrate.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace satsrail::daemon {

namespace fs = std::filesystem;
using store::snapshots::Label;

namespace {

constexpr std::string_view k_extension = ".db";
constexpr std::string_view k_saving = "saving.tmp";        // a copy that is being written
constexpr std::string_view k_restoring = "restoring.tmp";  // a copy that is about to take the database's place

store::ConnectionOptions whole_file(const fs::path& file, bool read_only = false) {
  return {.path = file.string(), .read_only = read_only, .full_sync = true, .wal = false};
}

// With what SQLite leaves beside a file when its process dies.
void remove_file(const fs::path& file) {
  std::error_code error;
  for (const auto* tail : {"", "-journal", "-wal", "-shm"}) {
    fs::remove(file.string() + tail, error);
  }
}

struct RemoveAtEnd {
  fs::path file;
  ~RemoveAtEnd() { remove_file(file); }
};

std::string system_reason() {
  return std::strerror(errno);
}

// An empty file that nobody else can read: it will hold the secrets of webhooks.
Status make_private_file(const fs::path& file) {
  remove_file(file);
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return Error(ErrorCode::conflict, "cannot write " + file.string() + ": " + system_reason());
  }
  ::close(descriptor);
  return Done{};
}

Status move_into_place(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return Error(ErrorCode::conflict, "cannot write " + to.string() + ": " + system_reason());
  }
  const int folder = ::open(to.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder >= 0) {
    ::fsync(folder);  // so that the name outlives a power cut as well
    ::close(folder);
  }
  return Done{};
}

// `read_only` on purpose: a look changes nothing, and leaves nothing behind.
std::optional<Label> label_in(const fs::path& file) {
  try {
    store::Connection connection(whole_file(file, true));
    store::Tx tx(connection, Time{}, false);
    return store::snapshots::find_label(tx);
  } catch (const store::StoreError&) {
    return std::nullopt;  // restoring it will say what is wrong
  }
}

api::Snapshot described(const fs::path& file) {
  api::Snapshot snapshot;
  snapshot.name = file.stem().string();
  std::error_code error;
  snapshot.size_bytes = fs::file_size(file, error);
  if (const auto label = label_in(file)) {
    snapshot.saved_at = label->saved_at;
    snapshot.clock = label->clock;
    snapshot.frozen = label->frozen;
    snapshot.counts = label->counts;
  }
  return snapshot;
}

}  // namespace

Snapshots::Snapshots(const std::string& dir, SnapshotParts parts)
    : m_folder(fs::path(dir) / "snapshots"), m_parts(std::move(parts)) {
  remove_file(m_folder / k_saving);
  remove_file(m_folder / k_restoring);
}

fs::path Snapshots::file_of(const std::string& name) const {
  return m_folder / (name + std::string(k_extension));
}

std::size_t Snapshots::count() const {
  std::size_t count = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(m_folder, error)) {
    count += entry.path().extension() == k_extension ? 1 : 0;
  }
  return count;
}

void Snapshots::write_copy(const fs::path& file) {
  {
    store::Connection copy(whole_file(file));
    m_parts.store.copy_to(copy);
  }
  // Opened anew: the copy is marked as what it was copied from, one with a log beside it, and that is undone by
  // opening.
  store::Connection copy(whole_file(file));
  Label label;
  label.saved_at = m_parts.real_clock.now();
  label.clock = m_parts.clock.now();
  label.frozen = m_parts.clock.state().frozen_at.has_value();
  label.chance = m_parts.chance != nullptr ? m_parts.chance->position() : "";
  store::snapshots::label_copy(copy, std::move(label));
}

Result<api::Snapshot> Snapshots::save(const std::string& name, bool replace) {
  const auto file = file_of(name);
  std::error_code error;
  const bool exists = fs::exists(file, error);
  if (exists && !replace) {
    return Error(ErrorCode::conflict, "There is a snapshot " + name + " already; \"replace\": true overwrites it");
  }
  if (!exists && count() >= limits::snapshots_max) {
    return Error(ErrorCode::conflict, "There are " + std::to_string(limits::snapshots_max) +
                                          " snapshots already; delete one that is no longer needed");
  }
  fs::create_directories(m_folder, error);
  if (!fs::is_directory(m_folder)) {
    return Error(ErrorCode::conflict, "cannot make the folder " + m_folder.string() + ": " + error.message());
  }
  ::chmod(m_folder.c_str(), 0700);
  const RemoveAtEnd copy{m_folder / k_saving};
  TRY(make_private_file(copy.file));
  try {
    write_copy(copy.file);
  } catch (const store::StoreError& failure) {
    log::error("saving a snapshot: {}", failure.what());
    return Error(ErrorCode::conflict, "The snapshot could not be written: " + std::string(failure.what()));
  }
  TRY(move_into_place(copy.file, file));
  return described(file);
}

// A copy of the snapshot that is sound, and of this version's schema.
Status Snapshots::prepare(const std::string& name, const fs::path& copy) const {
  TRY(make_private_file(copy));
  std::error_code error;
  if (!fs::copy_file(file_of(name), copy, fs::copy_options::overwrite_existing, error)) {
    const auto reason = error.message();
    const bool full = fs::space(m_folder, error).available < fs::file_size(file_of(name), error);
    return Error(ErrorCode::conflict, "cannot copy the snapshot " + name + ": " + (full ? "the disk is full" : reason));
  }
  ::chmod(copy.c_str(), 0600);
  const auto what = "The snapshot " + name;
  try {
    store::Connection connection(whole_file(copy));
    store::Tx tx(connection, m_parts.clock.now(), false);
    if (const auto damage = store::damage_of(tx); !damage.empty()) {
      return Error(ErrorCode::conflict, what + " is damaged (" + damage + "); nothing was changed");
    }
    TRY(store::check_origin(connection, what, "restore another one"));
    return store::migrate(connection, what);
  } catch (const store::StoreError& failure) {
    constexpr int k_primary = 0xff;
    constexpr int k_corrupt = 11;
    constexpr int k_not_a_database = 26;
    const int code = failure.sqlite_code() & k_primary;
    const bool damaged = code == k_corrupt || code == k_not_a_database;
    return Error(ErrorCode::conflict,
                 what + (damaged ? " is damaged (" : " cannot be read (") + failure.what() + "); nothing was changed");
  }
}

Status Snapshots::adjust(store::Tx& live, store::Tx& next, const std::string& name, const Label& label) const {
  store::snapshots::erase_label(next);
  store::snapshots::keep_counting(live, next);
  store::catalog::keep_counting(live, next);
  store::snapshots::put_mark(next, name);
  store::snapshots::take_over_listeners(live, next);
  jobs::save_clock(next, label.frozen ? SandboxClockState{Duration{0}, label.clock}
                                      : SandboxClockState{label.clock - m_parts.real_clock.now(), std::nullopt});
  const auto& context = m_parts.context;
  const service::Context for_keys{m_parts.key_entropy, context.node,   context.payer_node,     context.rates,
                                  context.node_book,   context.faults, context.public_base_url};
  complete(next, for_keys, m_parts.keys);
  return Done{};
}

// On the writer's thread, while the clock is held.
void Snapshots::take_up(store::Tx& tx, const Label& label) {
  m_parts.clock.resume();
  m_parts.clock.set(label.clock);
  if (label.frozen) {
    m_parts.clock.freeze();
  }
  if (m_parts.chance != nullptr && !label.chance.empty()) {
    m_parts.chance->go_to(label.chance);
  }
  reload(tx, m_parts.live);
}

Status Snapshots::exchange(const std::string& name, const fs::path& copy, const Label& label) {
  Status done = Done{};
  m_parts.scheduler.while_held([&] {
    m_parts.dispatcher.pause(m_parts.patience);
    done = m_parts.store.replace({copy.string(),
                                  [&](store::Tx& live, store::Tx& next) { return adjust(live, next, name, label); },
                                  [&](store::Tx& tx) { take_up(tx, label); }});
    m_parts.dispatcher.resume();
  });
  m_parts.parking.release_waiting();
  TRY(std::move(done));
  if (m_parts.restored) {
    m_parts.restored(name);
  }
  // Money that was accepted and not settled yet when the snapshot was saved settles now.
  return m_parts.store.write_and_wait([this](store::Tx& tx) -> Status {
    service::node_invoices::redrive(tx, m_parts.context);
    return Done{};
  });
}

Result<api::Snapshot> Snapshots::restore(const std::string& name) {
  const auto file = file_of(name);
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    return Error::not_found("Snapshot");
  }
  const RemoveAtEnd copy{m_folder / k_restoring};
  TRY(prepare(name, copy.file));
  const auto label = label_in(copy.file);
  if (!label) {
    return Error(ErrorCode::conflict,
                 "The snapshot " + name + " does not say when it was saved: it was not made by saving one");
  }
  TRY(exchange(name, copy.file, *label));
  return described(file);
}

std::vector<api::Snapshot> Snapshots::list() {
  std::vector<api::Snapshot> all;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(m_folder, error)) {
    if (entry.path().extension() == k_extension) {
      all.push_back(described(entry.path()));
    }
  }
  std::sort(all.begin(), all.end(), [](const api::Snapshot& a, const api::Snapshot& b) {
    return a.saved_at != b.saved_at ? a.saved_at > b.saved_at : a.name < b.name;
  });
  return all;
}

Status Snapshots::remove(const std::string& name) {
  const auto file = file_of(name);
  std::error_code error;
  if (!fs::remove(file, error)) {
    return error ? Error(ErrorCode::conflict, "cannot remove " + file.string() + ": " + error.message())
                 : Error::not_found("Snapshot");
  }
  return Done{};
}

}  // namespace satsrail::daemon
