#pragma once

#include "core/ports/webhook_transport.h"

#include <string_view>

namespace satsrail::store {

// Headers as they are stored, {"name":"value"}, and as wire::headers_json writes them. What cannot be read is empty.
HeaderList parse_headers(std::string_view json);

}  // namespace satsrail::store
