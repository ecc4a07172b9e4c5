#pragma once
// Finds the row of the route table that a path means. Segments are compared as they are, no patterns are run.

#include "daemon/api/route.h"
#include "daemon/http/message.h"

#include <map>
#include <span>
#include <string_view>
#include <vector>

namespace satsrail::http {

enum class Aliases : bool { left_out, served };

class Router {
 public:
  explicit Router(std::span<const api::Route> routes, Aliases aliases = Aliases::served);

  struct Match {
    const api::Route* route = nullptr;       // the row, if path and method fit
    const api::Route* other_verb = nullptr;  // a row of the same path under another method
    api::Params params;                      // the {placeholders}, percent-decoded
  };
  // A slash at the end makes no difference. `path` is as sent; a segment that is no valid percent-encoding of
  // UTF-8 matches nothing.
  Match find(Method method, std::string_view path) const;

 private:
  struct Entry {
    const api::Route* route;
    std::vector<std::string_view> segments;
  };
  std::map<std::size_t, std::vector<Entry>> m_by_length;  // by number of segments
};

}  // namespace satsrail::http
