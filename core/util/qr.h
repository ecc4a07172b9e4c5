#pragma once
// QR codes, as SVG and as text for a terminal.

#include <string>
#include <string_view>
#include <vector>

namespace satsrail {

// A document that stands alone: no script, no references, crisp at any size, with the quiet zone of 4 modules that
// ISO/IEC 18004 asks for. Upper-case text makes a smaller code. Empty when the text does not fit the largest code
// (2,953 bytes, or 4,296 upper-case letters and digits) or holds a zero byte. Costs about 200 us: draw it lazily.
std::string qr_svg(std::string_view text);

// What a wallet scans: "LIGHTNING:" and the invoice, all upper case (BOLT11, "Encoding Overview").
std::string lightning_qr_svg(std::string_view bolt11);

// A code drawn with half blocks, two rows of modules a line, without line ends and with its quiet zone. What is light
// is drawn and what is dark is left blank: right as it stands on a dark terminal, and anywhere in white on black. Empty
// for an empty text, too.
std::vector<std::string> qr_lines(std::string_view text);
// The same of what a wallet scans.
std::vector<std::string> lightning_qr_lines(std::string_view bolt11);

}  // namespace satsrail
