#pragma once
// What the rows under /lnd share: requests as protobuf's JSON allows them, refusals as gRPC's proxy writes them.

#include "core/lightning/bolt11.h"
#include "core/lightning/payment_hash.h"
#include "core/result.h"
#include "core/wire/fields.h"
#include "daemon/api/app.h"
#include "daemon/api/call.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::api::lnd {

// Whose failures come as {"error":{…}}: the answers in lines.
enum class Shape : bool { object, line };
Reply refused(Shape shape, int grpc_code, std::string_view message);

// The decoded invoice, or the refusal. LND says of an invoice that it cannot read no more than that (code 2).
struct Readable {
  std::optional<Bolt11> invoice;
  std::string problem;
};
Readable read_invoice(std::string_view bolt11);

// A payment hash as 64 hex digits or as base64 of either alphabet.
std::optional<PaymentHash> read_hash(std::string_view text);

// An object's fields: 64-bit integers are numbers or their text, bytes are base64. Absent, empty and zero are nothing:
// protobuf knows no difference. What is wrong is noted.
class Body {
 public:
  static Result<Body> parse(std::string_view bytes);

  std::optional<std::int64_t> integer(std::string_view name);
  bool flag(std::string_view name);
  std::string text(std::string_view name, std::size_t chars_max);
  std::optional<std::vector<std::uint8_t>> bytes(std::string_view name);
  // The object that is the member `name`; empty when there is none.
  Result<Body> object(std::string_view name) const;
  Status finish() const { return m_fields.finish(); }

 private:
  Body(wire::JsonBody body, wire::Fields fields) : m_body(std::move(body)), m_fields(std::move(fields)) {}

  wire::JsonBody m_body;
  wire::Fields m_fields;
};

// A query value as a number of the sort above; `fallback` when it is absent or none.
std::int64_t query_number(const Call& call, std::string_view name, std::int64_t fallback);
bool query_flag(const Call& call, std::string_view name);

// {"result":…} lines that go on while `next` has more to tell. Refused (RESOURCE_EXHAUSTED) when too many go on
// already.
Reply lines(App& app, std::string so_far, std::function<bool(std::string& out)> next);

}  // namespace satsrail::api::lnd
