#pragma once
// One row of the route table. The table drives routing, authentication, rate limits, CORS, OpenAPI and the test
// that walks every route.
//
// The table names a call once, with the space that it lives in; routes() spells it out: one row per path that serves
// it. What older clients call, or a base URL without /api/v1, are aliases of the same row.

#include "core/result.h"
#include "daemon/api/app.h"
#include "daemon/api/call.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace satsrail::api {

enum class Verb : std::uint8_t { get, post, patch, del };
std::string_view to_string(Verb verb);  // "GET"

enum class Auth : std::uint8_t {
  none,                        // the path itself is the capability, or there is nothing to protect
  secret,                      // sk_
  secret_or_publishable,       // sk_ or pk_
  secret_or_publishable_body,  // the same, or `publishable_key` in the JSON body
  secret_or_control,           // sk_ or ak_
  control,                     // ak_
  macaroon,                    // a payer's wallet: the header Grpc-Metadata-macaroon
  staff_session,               // the token of a staff login; the handler looks it up
};

// How failures look, and which rules of the front door apply.
enum class Surface : std::uint8_t {
  api,        // JSON; a wrong method on a known path is 404, as in a Rails application
  sandbox,    // JSON; a wrong method is 405
  page,       // HTML where a person looks; a wrong method is 405
  lnd,        // {"code","message","details"}, as LND's REST proxy answers
  lnd_lines,  // {"error":{"code","message","details"}}: its answers that come in lines
  lnurl,      // {"status":"ERROR","reason"} with 200, as LNURL documents demand
};

enum class Cors : bool { same_origin, any_origin };

using Handler = Result<Plan> (*)(const Call&, App&);

// What a list may be asked to leave out (list.h); its handler reads the same filters.
struct Filter;
using Filters = std::span<const Filter> (*)();

// May a client repeat the call under an Idempotency-Key?
enum class Repeats : std::uint8_t { as_new, by_key };

// Does a call count against the limit of its key?
enum class Limit : std::uint8_t { counted, exempt };

struct Route {
  Verb verb;
  std::string_view path;  // segments; {name} takes one segment
  Auth auth;
  Surface surface;
  Cors cors;
  Handler handler;
  int success;                       // the status of the plain case
  std::string_view request_schema;   // name in schema/api.json, or empty
  std::string_view response_schema;  // likewise; empty where the answer is no JSON object
  std::string_view summary;
  Repeats repeats = Repeats::as_new;
  // Where the call lives when `path` is only another spelling, which --strict-namespaces turns off; else `path`.
  std::string_view canonical = {};
  // What stands behind the row in the table.
  Filters filters = nullptr;  // of a list that has some
  Limit limit = Limit::counted;

  bool is_alias() const { return path != canonical; }
};

// Every path that is served, an alias behind the row that it is one of.
std::span<const Route> routes();

}  // namespace satsrail::api
