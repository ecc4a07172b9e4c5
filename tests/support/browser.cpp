#include "tests/support/browser.h"

#include "core/util/base64.h"
#include "tests/support/http_client.h"
#include "tests/support/process.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <stdexcept>

namespace satsrail::test {
namespace {

using nlohmann::json;

constexpr auto k_driver = "/usr/bin/chromedriver";
constexpr auto k_browser = "/usr/bin/chromium";
constexpr int k_look_again_ms = 250;  // how long the driver itself waits for an element, without asking us

std::string by_label(const std::string& label) {
  return "//button[normalize-space(.)=\"" + label + "\" and not(@hidden)]";
}

json capabilities(const std::filesystem::path& profile) {
  const json arguments{"--headless",
                       "--no-sandbox",
                       "--disable-gpu",
                       "--disable-quic",
                       "--disable-dev-shm-usage",
                       "--no-first-run",
                       "--no-default-browser-check",
                       "--disable-background-networking",
                       "--disable-component-update",
                       "--disable-sync",
                       "--disable-breakpad",
                       "--force-prefers-reduced-motion",  // what fades in is not seen as text yet
                       "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                       "--user-data-dir=" + profile.string()};
  return {{"browserName", "chrome"},
          {"timeouts", {{"implicit", k_look_again_ms}}},
          {"goog:loggingPrefs", {{"browser", "ALL"}}},
          {"goog:chromeOptions", {{"binary", k_browser}, {"args", arguments}}}};
}

}  // namespace

struct Browser::Impl {
  explicit Impl(const std::filesystem::path& profile)
      : driver({{k_driver, "--port=0"}, {{"HOME", profile.string()}, {"XDG_CONFIG_HOME", profile.string()}}}),
        http(driver_url(driver)) {
    session = "/session/" + command("POST", "/session", {{"capabilities", {{"alwaysMatch", capabilities(profile)}}}})
                                .at("sessionId")
                                .get<std::string>();
  }
  ~Impl() {
    try {
      http.send("DELETE", session, "");  // ends the browser too
    } catch (const std::exception&) {
      // The driver is gone, and it takes its browser along.
    }
  }

  // It chooses a free port and says which.
  static std::string driver_url(Process& driver) {
    const std::string says = "started successfully on port ";
    auto printed = driver.wait_for_stdout(says);
    const auto at = printed.find(says) + says.size();
    while (printed.find('\n', at) == std::string::npos) {
      printed = driver.stdout_text();
    }
    return "http://127.0.0.1:" + std::to_string(std::stoi(printed.substr(at)));
  }

  // The `value` of the answer; an error of the protocol is returned as such.
  json answer(const std::string& method, const std::string& path, const json& body) {
    return http.send(method, path, method == "GET" ? "" : body.dump()).json().at("value");
  }
  static bool is_error(const json& value) { return value.is_object() && value.contains("error"); }
  json command(const std::string& method, const std::string& path, const json& body = json::object()) {
    auto value = answer(method, path, body);
    if (is_error(value)) {
      throw std::runtime_error("webdriver " + path + ": " + value.at("message").get<std::string>());
    }
    return value;
  }

  json find(const std::string& strategy, const std::string& selector) {
    return answer("POST", session + "/element", {{"using", strategy}, {"value", selector}});
  }

  // Finds the element and does something with it, again from the start when it is not there yet, or was
  // replaced in between: the page renews itself.
  json with_element(const std::string& strategy, const std::string& selector, const std::string& method,
                    const std::string& action, const json& body = json::object()) {
    const auto deadline = std::chrono::steady_clock::now() + k_patience;
    for (;;) {
      auto value = find(strategy, selector);
      if (!is_error(value)) {
        const auto element = value.begin().value().get<std::string>();  // its one member names the element
        value = action.empty() ? json() : answer(method, session + "/element/" + element + action, body);
      }
      if (!is_error(value)) {
        return value;
      }
      const auto& error = value.at("error");
      const bool may_come = error == "no such element" || error == "stale element reference" ||
                            error == "element not interactable" || error == "element click intercepted";
      if (!may_come || std::chrono::steady_clock::now() > deadline) {
        throw std::runtime_error("webdriver " + selector + ": " + value.at("message").get<std::string>() +
                                 "\nthe page shows: " + shown());
      }
    }
  }

  std::string shown() {
    auto value = find("css selector", "body");
    if (!is_error(value)) {
      value = answer("GET", session + "/element/" + value.begin().value().get<std::string>() + "/text", {});
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
  }

  Process driver;
  HttpClient http;
  std::string session;
};

bool Browser::is_installed() {
  return std::filesystem::exists(k_driver) && std::filesystem::exists(k_browser);
}

Browser::Browser(Scripts scripts) : m_impl(std::make_unique<Impl>(m_profile.path())) {
  if (scripts == Scripts::blocked) {
    m_impl->command("POST", m_impl->session + "/goog/cdp/execute",
                    {{"cmd", "Emulation.setScriptExecutionDisabled"}, {"params", {{"value", true}}}});
  }
}

Browser::~Browser() = default;

void Browser::open(const std::string& url) {
  m_impl->command("POST", m_impl->session + "/url", {{"url", url}});
}

std::string Browser::url() const {
  return m_impl->command("GET", m_impl->session + "/url");
}

std::string Browser::title() const {
  return m_impl->command("GET", m_impl->session + "/title");
}

std::string Browser::text(const std::string& css) const {
  return m_impl->with_element("css selector", css, "GET", "/text");
}

std::string Browser::attribute(const std::string& css, const std::string& name) const {
  const auto value = m_impl->with_element("css selector", css, "GET", "/attribute/" + name);
  return value.is_string() ? value.get<std::string>() : "";
}

void Browser::click(const std::string& css) {
  m_impl->with_element("css selector", css, "POST", "/click");
}

void Browser::wait_for_text(const std::string& shown) const {
  m_impl->with_element("xpath", "//body//*[contains(normalize-space(.), \"" + shown + "\")]", "", "");
}

void Browser::wait_for_button(const std::string& label) const {
  m_impl->with_element("xpath", by_label(label), "", "");
}

void Browser::click_button(const std::string& label) {
  m_impl->with_element("xpath", by_label(label), "POST", "/click");
}

void Browser::type(const std::string& css, const std::string& text) {
  if (text != "\uE00C") {
    m_impl->with_element("css selector", css, "POST", "/clear");
  }
  m_impl->with_element("css selector", css, "POST", "/value", {{"text", text}});
}

void Browser::enter_frame(const std::string& css) {
  m_impl->with_element("css selector", css, "", "");
  const auto frame = m_impl->find("css selector", css);
  m_impl->command("POST", m_impl->session + "/frame", {{"id", frame}});
}

void Browser::leave_frame() {
  m_impl->command("POST", m_impl->session + "/frame", {{"id", nullptr}});
}

void Browser::go_to_newest_window() {
  const auto handles = m_impl->command("GET", m_impl->session + "/window/handles");
  m_impl->command("POST", m_impl->session + "/window", {{"handle", handles.back()}});
}

void Browser::go_to_first_window() {
  const auto handles = m_impl->command("GET", m_impl->session + "/window/handles");
  m_impl->command("POST", m_impl->session + "/window", {{"handle", handles.front()}});
}

std::size_t Browser::windows() const {
  return m_impl->command("GET", m_impl->session + "/window/handles").size();
}

void Browser::resize(int width, int height) {
  m_impl->command("POST", m_impl->session + "/window/rect", {{"width", width}, {"height", height}});
}

std::string Browser::screenshot() const {
  const std::string text = m_impl->command("GET", m_impl->session + "/screenshot");
  const auto bytes = from_base64(text).value();
  return {bytes.begin(), bytes.end()};
}

std::size_t Browser::count(const std::string& css) const {
  const auto timeouts = m_impl->session + "/timeouts";
  m_impl->command("POST", timeouts, {{"implicit", 0}});
  const auto found =
      m_impl->command("POST", m_impl->session + "/elements", {{"using", "css selector"}, {"value", css}});
  m_impl->command("POST", timeouts, {{"implicit", k_look_again_ms}});
  return found.size();
}

json Browser::run_script(const std::string& body) const {
  return m_impl->command("POST", m_impl->session + "/execute/sync", {{"script", body}, {"args", json::array()}});
}

std::vector<std::string> Browser::console() {
  std::vector<std::string> lines;
  for (const auto& entry : m_impl->command("POST", m_impl->session + "/se/log", {{"type", "browser"}})) {
    lines.push_back(entry.at("level").get<std::string>() + " " + entry.at("message").get<std::string>());
  }
  return lines;
}

}  // namespace satsrail::test
