#pragma once
// The one place where an exception that nobody expected ends on a thread of the HTTP front: it is logged and
// reported, and the thread returns. What the process does then is the owner's decision (ServerOptions::on_fatal).

#include <pthread.h>

#include <cstdio>
#include <exception>
#include <functional>
#include <string>

namespace satsrail::http {

using OnFatal = std::function<void(const std::string& what)>;

// `name` has at most 15 characters, the kernel's limit for a thread's name.
template <class Body>
void run_guarded(const char* name, const OnFatal& on_fatal, Body&& body) {
  ::pthread_setname_np(::pthread_self(), name);
  std::string what;
  try {
    body();
    return;
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
    what = "unknown exception";
  }
  std::fprintf(stderr, "%s: fatal: %s\n", name, what.c_str());
  if (on_fatal) {
    on_fatal(std::string(name) + ": " + what);
  }
}

}  // namespace satsrail::http
