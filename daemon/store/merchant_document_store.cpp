#include "daemon/store/merchant_document_store.h"

#include <stdexcept>

namespace satsrail::store::merchant_documents {

namespace {

#define SELECT_DOCUMENTS                                                                                   \
  "SELECT seq, id, merchant_seq, livemode, document_type, name, status, url, created_at, updated_at FROM " \
  "merchant_documents "

MerchantDocument read(const Query& row) {
  MerchantDocument document;
  document.seq = row.integer(0);
  document.id = MerchantDocumentId::parse(row.text(1)).value();
  document.scope = {row.integer(2), row.boolean(3)};
  document.content = {row.str(4), row.str(5), row.str(6), row.optional_str(7)};
  document.created_at = row.time(8);
  document.updated_at = row.time(9);
  return document;
}

}  // namespace

std::int64_t insert(Tx& tx, const MerchantDocument& document) {
  const auto& content = document.content;
  return tx.run(
      "INSERT INTO merchant_documents (id, merchant_seq, livemode, document_type, name, status, url, created_at,"
      " updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      document.id.view(), document.scope.merchant_seq, document.scope.livemode, content.document_type, content.name,
      content.status, content.url, document.created_at, document.updated_at);
}

MerchantDocument get(Tx& tx, std::int64_t seq) {
  auto row = tx.query(SELECT_DOCUMENTS "WHERE seq = ?1", seq);
  if (!row.step()) {
    throw std::runtime_error("a document vanished within a transaction");
  }
  return read(row);
}

std::optional<MerchantDocument> find(Tx& tx, const Scope& scope, std::string_view id) {
  const auto parsed = MerchantDocumentId::parse(id);
  if (!parsed) {
    return std::nullopt;
  }
  auto row = tx.query(SELECT_DOCUMENTS "WHERE id = ?1 AND merchant_seq = ?2 AND livemode = ?3", parsed->view(),
                      scope.merchant_seq, scope.livemode);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::optional<MerchantDocument> find_by_name(Tx& tx, const Scope& scope, std::string_view name) {
  auto row = tx.query(SELECT_DOCUMENTS "WHERE merchant_seq = ?1 AND livemode = ?2 AND name = ?3 ORDER BY seq LIMIT 1",
                      scope.merchant_seq, scope.livemode, name);
  return row.step() ? std::optional(read(row)) : std::nullopt;
}

std::int64_t count(Tx& tx, const Scope& scope) {
  auto row = tx.query("SELECT count(*) FROM merchant_documents WHERE merchant_seq = ?1 AND livemode = ?2",
                      scope.merchant_seq, scope.livemode);
  row.step();
  return row.integer(0);
}

void update(Tx& tx, const MerchantDocument& document) {
  const auto& content = document.content;
  tx.run(
      "UPDATE merchant_documents SET document_type = ?2, name = ?3, status = ?4, url = ?5, updated_at = ?6"
      " WHERE seq = ?1",
      document.seq, content.document_type, content.name, content.status, content.url, document.updated_at);
}

void remove(Tx& tx, std::int64_t seq) {
  tx.run("DELETE FROM merchant_documents WHERE seq = ?1", seq);
}

}  // namespace satsrail::store::merchant_documents
