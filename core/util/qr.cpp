#include "core/util/qr.h"

#include <qrencode.h>

#include <memory>

namespace satsrail {

namespace {

constexpr int k_quiet_zone = 4;
constexpr int k_pixels_per_module = 5;

struct FreeCode {
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Code = std::unique_ptr<QRcode, FreeCode>;

Code make_code(const std::string& text) {
  // Level M survives a smudge of 15 %; what does not fit it gets the level with the most room.
  for (const QRecLevel level : {QR_ECLEVEL_M, QR_ECLEVEL_L}) {
    // 8-bit is the mode of last resort: runs of upper-case letters and digits are packed closer.
    if (Code code(QRcode_encodeString(text.c_str(), 0, level, QR_MODE_8, 1)); code != nullptr) {
      return code;
    }
  }
  return nullptr;
}

// One filled bar for each run of dark modules, row by row. Bars, because simple renderers give strokes round ends;
// relative moves, to keep the document small: after a 'z' the pen is back where the bar began.
void append_bars(std::string& svg, const QRcode& code) {
  int pen_x = -k_quiet_zone;
  int pen_y = -k_quiet_zone;
  for (int y = 0; y < code.width; ++y) {
    const unsigned char* const row = code.data + y * code.width;
    for (int x = 0; x < code.width; ++x) {
      const int start = x;
      while (x < code.width && (row[x] & 1) != 0) {
        ++x;
      }
      if (x > start) {
        const std::string length = std::to_string(x - start);
        svg.append("m").append(std::to_string(start - pen_x)).append(" ").append(std::to_string(y - pen_y));
        svg.append("h").append(length).append("v1h-").append(length).append("z");
        pen_x = start;
        pen_y = y;
      }
    }
  }
}

// Outside the code lies the quiet zone.
bool is_dark(const QRcode& code, int x, int y) {
  const bool inside = x >= 0 && y >= 0 && x < code.width && y < code.width;
  return inside && (code.data[y * code.width + x] & 1) != 0;
}

std::string lightning_uri(std::string_view bolt11) {
  std::string uri = "LIGHTNING:";
  uri += bolt11;
  for (char& letter : uri) {
    if (letter >= 'a' && letter <= 'z') {
      letter = static_cast<char>(letter - ('a' - 'A'));
    }
  }
  return uri;
}

}  // namespace

std::string qr_svg(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    return {};
  }
  const Code code = make_code(std::string(text));
  if (code == nullptr) {
    return {};
  }
  const int modules = code->width + 2 * k_quiet_zone;
  const std::string side = std::to_string(modules);
  const std::string pixels = std::to_string(modules * k_pixels_per_module);
  std::string svg;
  svg.reserve(16 * 1024);
  svg.append(R"(<svg xmlns="http://www.w3.org/2000/svg" width=")").append(pixels);
  svg.append(R"(" height=")").append(pixels);
  svg.append(R"(" viewBox="0 0 )").append(side).append(" ").append(side);
  svg.append(R"(" shape-rendering="crispEdges"><rect width=")").append(side);
  svg.append(R"(" height=")").append(side);
  svg.append(R"(" fill="#fff"/><path d=")");
  append_bars(svg, *code);
  svg.append(R"("/></svg>)");
  return svg;
}

std::string lightning_qr_svg(std::string_view bolt11) {
  return qr_svg(lightning_uri(bolt11));
}

std::vector<std::string> lightning_qr_lines(std::string_view bolt11) {
  return bolt11.empty() ? std::vector<std::string>() : qr_lines(lightning_uri(bolt11));
}

std::vector<std::string> qr_lines(std::string_view text) {
  const bool drawable = !text.empty() && text.find('\0') == std::string_view::npos;
  const Code code = drawable ? make_code(std::string(text)) : nullptr;
  if (code == nullptr) {
    return {};
  }
  std::vector<std::string> lines;
  for (int y = -k_quiet_zone; y < code->width + k_quiet_zone; y += 2) {
    std::string line;
    for (int x = -k_quiet_zone; x < code->width + k_quiet_zone; ++x) {
      const bool above = !is_dark(*code, x, y);
      // Of an odd number of rows the last line has only an upper half.
      const bool below = y + 1 < code->width + k_quiet_zone && !is_dark(*code, x, y + 1);
      line += above && below ? "█" : above ? "▀" : below ? "▄" : " ";
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace satsrail
