#pragma once
// Who listens on a port of this machine, as Linux tells it in /proc.

#include <optional>
#include <string>

namespace satsrail {

struct PortOwner {
  int pid = 0;
  std::string name;  // as the kernel keeps it: 15 characters at most
};

// The process that listens on the port, at 127.0.0.1, ::1 or everywhere. Nothing when nobody does, or when it is
// another user's and the system does not let us see it.
std::optional<PortOwner> find_port_owner(int port);

// The name of a running process; nothing when there is none of this id.
std::optional<std::string> process_name(int pid);

}  // namespace satsrail
