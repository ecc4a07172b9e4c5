#include "core/version.h"

namespace satsrail {

std::string_view version() {
  return SATSRAIL_VERSION;
}

}  // namespace satsrail
