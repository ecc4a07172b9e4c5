#pragma once
// Every thread of the daemon starts here: an exception that reaches the top is logged and stops the daemon in
// order, instead of tearing the process down in the middle of a write.

#include <functional>
#include <string>
#include <thread>

namespace satsrail {

std::thread guarded_thread(std::string name, std::function<void()> body);
// True once a guarded thread has died of an exception: the process then ends with exit code 1.
bool a_thread_has_failed();

}  // namespace satsrail
