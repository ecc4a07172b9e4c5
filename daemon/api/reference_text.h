#pragma once
// What people wrote about the API: schema/api.md, read. docs/api.md (reference.h) and /openapi.json join it with what
// the route table and the schemas know.
//
//   ## Products                                     a section; with a resource line it is a tag in /openapi.json
//   <!-- resource: products -->                     first segments of the paths that it tells of
//   Prose, in Markdown.
//   ### POST /api/v1/m/products/{id}/rotate_key     about one call
//   Prose.
//   - ?expand: A query parameter.
//   - 409 rotation_pending: An error of its own.
//   - !not_found: What a code of core/result.h means, in any section.

#include "daemon/api/route.h"

#include <string>
#include <string_view>
#include <vector>

namespace satsrail::api {

struct Note {
  std::string name;  // "expand", or an error's code
  std::string text;
  int status = 0;  // of an error
};

struct CallText {
  std::string call;  // "GET /api/v1/m/orders"
  std::string prose;
  std::vector<Note> queries;
  std::vector<Note> errors;
};

struct Section {
  std::string title;
  std::vector<std::string> resources;  // "orders"; outside /api with a slash: "/checkout"
  std::string prose;
  std::vector<CallText> calls;
};

struct ReferenceText {
  std::string title;
  std::string prose;
  std::vector<Section> sections;
  std::vector<Note> errors;
};

// Read once. Throws std::runtime_error for a page that does not follow the rules above.
const ReferenceText& reference_text();
ReferenceText parse_reference_text(std::string_view markdown);

// Every code that leaves the daemon, by status, with what was written about it.
std::vector<Note> error_texts();

// "GET /api/v1/m/orders"
std::string call_name(const Route& route);
// What the call is about: "orders" of /api/v1/m/orders/{id}, "/checkout" of /checkout/{token}.
std::string resource_of(std::string_view path);
// The title of the section that tells of the call. One that nobody wrote is called after its resource.
std::string tag_of(const Route& route);
// Null where nobody wrote about it.
const CallText* text_of(const Route& route);

// How the call may fail, by status: what follows from its row, and what was written about it. The error codes of one
// status are one entry.
struct Failure {
  int status;
  std::string codes;  // "bad_request, parameter_missing"
  std::string when;
  bool own;  // of this call, and not of every one that looks like it
};
std::vector<Failure> failures_of(const Route& route);

}  // namespace satsrail::api
