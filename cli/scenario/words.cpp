#include "cli/scenario/words.h"

#include <optional>

namespace satsrail::cli {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

class Splitter {
 public:
  explicit Splitter(std::string_view text) : m_text(text) {}

  Outcome<std::vector<std::string>> split() {
    while (m_at < m_text.size()) {
      const char c = m_text[m_at++];
      if (is_blank(c)) {
        end_word();
      } else if (c == '\'' || c == '"') {
        if (!quoted(c)) {
          return unfinished(c == '\'' ? "a ' has no other one" : "a \" has no other one");
        }
      } else if (c == '\\') {
        if (m_at == m_text.size()) {
          return unfinished("it ends in a backslash");
        }
        add(m_text[m_at++]);
      } else {
        add(c);
      }
    }
    end_word();
    return std::move(m_words);
  }

 private:
  static Failure unfinished(const std::string& why) {
    return usage_failure("invalid_words", "the command line does not end", why,
                         "or give the words as a list:  [\"checkout\", \"create\"]");
  }

  void add(char c) {
    if (!m_word) {
      m_word.emplace();
    }
    *m_word += c;
  }
  void end_word() {
    if (m_word) {
      m_words.push_back(std::move(*m_word));
      m_word.reset();
    }
  }
  bool quoted(char quote) {
    if (!m_word) {
      m_word.emplace();  // '' is a word, too
    }
    while (m_at < m_text.size()) {
      const char c = m_text[m_at++];
      if (c == quote) {
        return true;
      }
      const char next = m_at < m_text.size() ? m_text[m_at] : '\0';
      if (quote == '"' && c == '\\' && (next == '"' || next == '\\')) {
        *m_word += next;
        ++m_at;
      } else {
        *m_word += c;
      }
    }
    return false;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::optional<std::string> m_word;
  std::vector<std::string> m_words;
};

}  // namespace

Outcome<std::vector<std::string>> shell_words(std::string_view text) {
  return Splitter(text).split();
}

}  // namespace satsrail::cli
