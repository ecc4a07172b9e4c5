#include "cli/browser.h"

#include <fcntl.h>
#include <unistd.h>

namespace satsrail::cli {

namespace {

// Detached, with nothing of the terminal: some openers talk, and some stay.
void open_in_browser(const std::string& url) {
  const pid_t pid = ::fork();
  if (pid != 0) {
    return;
  }
  ::setsid();
  const int null_fd = ::open("/dev/null", O_RDWR);
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    ::dup2(null_fd, fd);
  }
  ::execlp("xdg-open", "xdg-open", url.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

void open_if_on_terminal(Context& context, const std::string& url) {
  // Whatever the answer held: only a web address goes to the opener.
  if (context.out.options().terminal_out && (url.starts_with("http://") || url.starts_with("https://"))) {
    open_in_browser(url);
  }
}

}  // namespace satsrail::cli
