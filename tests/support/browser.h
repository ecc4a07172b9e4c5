#pragma once
// A real browser: Chromium, moved by chromedriver over the W3C WebDriver protocol. Each one has a profile of its own
// that goes with it, and speaks to nobody but 127.0.0.1.

#include "tests/support/sandbox_fixture.h"

#include <nlohmann/json_fwd.hpp>

#include <memory>
#include <string>
#include <vector>

namespace satsrail::test {

class Browser {
 public:
  // Are Debian's chromium and chromium-driver there?
  static bool is_installed();

  enum class Scripts { run, blocked };
  // Throws std::runtime_error with what chromedriver said when no browser starts.
  explicit Browser(Scripts scripts = Scripts::run);
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  void open(const std::string& url);
  std::string url() const;
  std::string title() const;

  // The element that comes first is meant. These wait for it to appear, and throw std::runtime_error when it does
  // not within `k_patience`.
  std::string text(const std::string& css) const;  // as one sees it: nothing of what is hidden
  std::string attribute(const std::string& css, const std::string& name) const;
  void click(const std::string& css);
  // Waits until the page shows this text in one element; it must hold no double quotes.
  void wait_for_text(const std::string& shown) const;
  void wait_for_button(const std::string& label) const;
  void click_button(const std::string& label);

  // Puts the text in place of what stands in a field. With "\uE00C", WebDriver's name for it: presses Escape.
  void type(const std::string& css, const std::string& text);
  // What follows is meant of the page inside this frame, until left; of the window opened last; of the first one.
  void enter_frame(const std::string& css);
  void leave_frame();
  void go_to_newest_window();
  void go_to_first_window();
  std::size_t windows() const;
  void resize(int width, int height);
  std::string screenshot() const;  // a PNG file

  // How many elements there are now. Does not wait.
  std::size_t count(const std::string& css) const;
  // What a script of the page returns: "return document.title".
  nlohmann::json run_script(const std::string& body) const;
  // Lines of the browser's console since the last call, level first: "SEVERE …".
  std::vector<std::string> console();

 private:
  struct Impl;
  TempDir m_profile;
  std::unique_ptr<Impl> m_impl;
};

}  // namespace satsrail::test
