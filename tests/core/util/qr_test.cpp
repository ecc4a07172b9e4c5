#include "core/util/qr.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <vector>

using namespace satsrail;

namespace {

std::string attribute(const std::string& svg, const std::string& name) {
  const auto before = svg.find(" " + name + "=\"");
  REQUIRE(before != std::string::npos);
  const auto start = before + name.size() + 3;
  return svg.substr(start, svg.find('"', start) - start);
}

// The drawing, read back: which modules of the whole picture are dark.
class Picture {
 public:
  explicit Picture(const std::string& svg) {
    std::istringstream view_box(attribute(svg, "viewBox"));
    int left = -1;
    int top = -1;
    int height = -1;
    REQUIRE(view_box >> left >> top >> m_side >> height);
    REQUIRE((left == 0 && top == 0 && height == m_side));
    m_dark.assign(static_cast<std::size_t>(m_side * m_side), false);
    fill_bars(attribute(svg, "d"));
  }
  int side() const { return m_side; }
  bool dark(int x, int y) const { return m_dark.at(static_cast<std::size_t>(y * m_side + x)); }

 private:
  // Bars one module high: "m<dx> <dy>h<length>v1h-<length>z", each move from where the last bar began.
  void fill_bars(const std::string& path) {
    std::istringstream in(path);
    int x = 0;
    int y = 0;
    char command = 0;
    while (in >> command) {
      int dx = 0;
      int dy = 0;
      int length = 0;
      int height = 0;
      int back = 0;
      REQUIRE(command == 'm');
      REQUIRE((in >> dx >> dy >> command && command == 'h'));
      REQUIRE((in >> length >> command && command == 'v'));
      REQUIRE((in >> height >> command && command == 'h'));
      REQUIRE((in >> back >> command && command == 'z'));
      REQUIRE((length > 0 && height == 1 && back == -length));
      x += dx;
      y += dy;
      for (int i = 0; i < length; ++i) {
        m_dark.at(static_cast<std::size_t>(y * m_side + x + i)) = true;
      }
    }
  }

  int m_side = 0;
  std::vector<bool> m_dark;
};

// Is the 7 by 7 finder pattern at this corner, with its light border inside?
bool has_finder(const Picture& picture, int left, int top) {
  for (int y = 0; y < 7; ++y) {
    for (int x = 0; x < 7; ++x) {
      const int ring = std::max(std::abs(x - 3), std::abs(y - 3));
      if (picture.dark(left + x, top + y) != (ring != 2)) {
        return false;
      }
    }
  }
  return true;
}

const std::string k_invoice = "lnbcrt500u1" + std::string(254, 'q');

}  // namespace

TEST_CASE("qr: the drawing has the structure of a QR code") {
  const Picture picture(lightning_qr_svg(k_invoice));
  const int modules = picture.side() - 8;
  CHECK((modules - 17) % 4 == 0);

  for (int i = 0; i < picture.side(); ++i) {
    for (int edge = 0; edge < 4; ++edge) {
      const bool touched = picture.dark(i, edge) || picture.dark(edge, i) ||
                           picture.dark(i, picture.side() - 1 - edge) || picture.dark(picture.side() - 1 - edge, i);
      REQUIRE_FALSE(touched);  // the quiet zone
    }
  }
  CHECK(has_finder(picture, 4, 4));
  CHECK(has_finder(picture, 4 + modules - 7, 4));
  CHECK(has_finder(picture, 4, 4 + modules - 7));
  for (int i = 8; i < modules - 8; ++i) {
    REQUIRE(picture.dark(4 + i, 4 + 6) == (i % 2 == 0));  // timing patterns
    REQUIRE(picture.dark(4 + 6, 4 + i) == (i % 2 == 0));
  }
  CHECK(picture.dark(4 + 8, 4 + modules - 8));  // the module that is always dark
}

TEST_CASE("qr: upper case makes an invoice's code smaller") {
  CHECK(Picture(lightning_qr_svg(k_invoice)).side() == 57 + 8);
  CHECK(Picture(qr_svg("lightning:" + k_invoice)).side() > 57 + 8);
}

TEST_CASE("qr: the document stands alone") {
  const auto svg = lightning_qr_svg(k_invoice);
  CHECK(
      svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"325\" height=\"325\" viewBox=\"0 0 65 65\""));
  CHECK(svg.ends_with("</svg>"));
  CHECK_THAT(svg, Catch::Contains("shape-rendering=\"crispEdges\""));
  CHECK_THAT(svg, !Catch::Contains("script") && !Catch::Contains("href"));
  CHECK(svg.find("<path") == svg.rfind("<path"));
  CHECK(svg.size() < 16 * 1024);
}

TEST_CASE("qr: a terminal shows the same modules as the page, two rows a line") {
  const Picture picture(lightning_qr_svg(k_invoice));
  const auto lines = lightning_qr_lines(k_invoice);
  REQUIRE(lines.size() == static_cast<std::size_t>((picture.side() + 1) / 2));
  for (int line = 0; line < static_cast<int>(lines.size()); ++line) {
    std::string expected;
    for (int x = 0; x < picture.side(); ++x) {
      const bool above = !picture.dark(x, 2 * line);
      const bool below = 2 * line + 1 < picture.side() && !picture.dark(x, 2 * line + 1);
      expected += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
    }
    REQUIRE(lines[static_cast<std::size_t>(line)] == expected);
  }
  const auto link = qr_lines("http://127.0.0.1:7287/pay/coffee");
  CHECK(link.size() == static_cast<std::size_t>((Picture(qr_svg("http://127.0.0.1:7287/pay/coffee")).side() + 1) / 2));
  CHECK(qr_lines("").empty());
  CHECK(qr_lines(std::string_view("a\0b", 3)).empty());
  CHECK(lightning_qr_lines("").empty());
  CHECK(lightning_qr_lines(std::string(5'000, 'q')).empty());
}

TEST_CASE("qr: what does not fit draws nothing") {
  CHECK_FALSE(qr_svg(std::string(2'953, 'x')).empty());
  CHECK(qr_svg(std::string(2'954, 'x')).empty());
  CHECK_FALSE(qr_svg(std::string(4'296, 'X')).empty());
  CHECK(qr_svg(std::string_view("a\0b", 3)).empty());
  CHECK(qr_svg("").empty());
}
