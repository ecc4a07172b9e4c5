#pragma once
// What the table of examples in routes_test.cpp is made of.

#include "tests/support/sandbox_world.h"

#include <functional>
#include <map>
#include <string>

namespace satsrail::test {

// A request that the route answers with its plain success. Prepares what it needs.
using Example = std::function<http::Request(SandboxWorld&)>;

inline http::Request with_body(http::Request request, const json& body) {
  request.body = body.dump();
  return request;
}

// GET path, or POST path without a body.
inline Example plain(const std::string& method, const std::string& path) {
  return [=](SandboxWorld& world) { return world.request(method, path); };
}

}  // namespace satsrail::test
