#pragma once

#include "daemon/api/app.h"

#include <string>
#include <vector>

namespace satsrail::api {

// {"object":"clock","now","mode":"running"|"frozen","offset_seconds"}, with "ran" when it was moved.
std::string clock_json(const App& app, const std::vector<RanJob>* ran = nullptr);

}  // namespace satsrail::api
