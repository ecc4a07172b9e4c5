#pragma once
// HTML that cannot be broken by what a merchant or a customer typed.
//
//     html.put("<a class=\"button\" href=\"{}\">{}</a>", http_url(address), label);
//
// Markup is a literal of this program; every value is escaped on its way in, and the compiler refuses a literal
// where escaping would not be enough (a value in an unquoted attribute, in a tag's name) or whose placeholders
// are not as many as its values. What remains to the caller: a URL goes through http_url() first.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace satsrail::web {

// Inert as text and inside a quoted attribute: & < > " ' become references. Control characters other than tab
// and newline become U+FFFD: they mean nothing in HTML, and a zero byte is an error there.
std::string escape_html(std::string_view text);

class Html;

// A literal with `{}` for each value, checked while compiling. It ends outside of any tag.
template <class... Values>
class Template {
 public:
  template <std::size_t Size>
  consteval Template(const char (&markup)[Size]) : m_markup(markup, Size - 1) {  // NOLINT(google-explicit-constructor)
    constexpr std::array<bool, sizeof...(Values) + 1> is_markup{std::is_same_v<Values, Html>..., false};
    std::size_t placeholders = 0;
    bool in_tag = false;
    bool in_quotes = false;
    for (std::size_t i = 0; i < m_markup.size(); ++i) {
      const char c = m_markup[i];
      if (in_tag && c == '"') {
        in_quotes = !in_quotes;
      } else if (!in_quotes && c == '<') {
        in_tag = true;
      } else if (!in_quotes && c == '>') {
        in_tag = false;
      } else if (c == '{' && i + 1 < m_markup.size() && m_markup[i + 1] == '}') {
        const bool is_html = placeholders < sizeof...(Values) && is_markup[placeholders];
        refuse_if(in_tag && (!in_quotes || is_html), "a value inside a tag is text in double quotes");
        ++placeholders;
      }
    }
    refuse_if(in_tag, "markup ends outside of a tag");
    refuse_if(placeholders != sizeof...(Values), "as many {} as values");
  }
  std::string_view markup() const { return m_markup; }

 private:
  // Not constexpr, so that reaching it in the constructor is a compile error that quotes the reason.
  static void refuse(const char*) {}
  static consteval void refuse_if(bool wrong, const char* reason) {
    if (wrong) {
      refuse(reason);
    }
  }
  std::string_view m_markup;
};

// A piece of markup that is known to be well-behaved.
class Html {
 public:
  // Values: text (anything a string_view is made from), integers, and Html, which goes in as it is.
  template <class... Values>
  Html& put(std::type_identity_t<Template<Values...>> markup, const Values&... values) {
    const std::array<Fragment, sizeof...(Values) + 1> fragments{Fragment(values)..., Fragment(std::string_view())};
    fill(markup.markup(), fragments.data());
    return *this;
  }
  // Markup from a source of ours that is not a literal: an embedded icon, a QR code from our own encoder.
  static Html trusted(std::string markup) {
    Html html;
    html.m_markup = std::move(markup);
    return html;
  }

  bool empty() const { return m_markup.empty(); }
  const std::string& str() const& { return m_markup; }
  std::string str() && { return std::move(m_markup); }

 private:
  struct Fragment {
    explicit Fragment(std::string_view value) : text(escape_html(value)) {}
    explicit Fragment(std::int64_t value) : text(std::to_string(value)) {}
    explicit Fragment(const Html& value) : text(value.m_markup) {}
    std::string text;
  };
  void fill(std::string_view markup, const Fragment* fragments);

  std::string m_markup;
};

}  // namespace satsrail::web
