#include "daemon/web/html.h"

#include <catch2/catch.hpp>

using namespace satsrail::web;

TEST_CASE("html: text loses every character that could begin or end something") {
  CHECK(escape_html("<b>\"x\" & 'y'</b>") == "&lt;b&gt;&quot;x&quot; &amp; &#39;y&#39;&lt;/b&gt;");
  CHECK(escape_html("&lt;") == "&amp;lt;");
  CHECK(escape_html("قهوة ☕ 日本") == "قهوة ☕ 日本");
  CHECK(escape_html("two\nlines\tand a tab") == "two\nlines\tand a tab");
}

TEST_CASE("html: control characters are shown as what they are, not sent") {
  CHECK(escape_html(std::string_view("a\0b", 3)) ==
        "a\xef\xbf\xbd"
        "b");
  CHECK(escape_html("\x1b[31m\x7f") == "\xef\xbf\xbd[31m\xef\xbf\xbd");
}

TEST_CASE("html: values are escaped, pieces of markup are not, numbers are written") {
  const Html bold = std::move(Html().put("<b>{}</b>", "a<b"));
  const Html html = std::move(Html().put("<p title=\"{}\">{} {} {}</p>", "\" onclick=\"x", bold, 42, std::string("&")));
  CHECK(html.str() == "<p title=\"&quot; onclick=&quot;x\"><b>a&lt;b</b> 42 &amp;</p>");
}

TEST_CASE("html: a value that looks like a placeholder is text") {
  CHECK(Html().put("<i>{}</i><i>{}</i>", "{}", "last").str() == "<i>{}</i><i>last</i>");
}
