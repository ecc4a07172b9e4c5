#include "cli/signature/signed_bytes.h"

#include "cli/text.h"
#include "core/limits.h"
#include "core/util/base64.h"
#include "core/util/hex.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace satsrail::cli {

using ordered = nlohmann::ordered_json;

namespace {

constexpr std::string_view k_prefix = "whsec_";
constexpr std::string_view k_raw_body = "verify the bytes as they were received, before any parser touches them";

std::string text_of(const std::vector<std::uint8_t>& bytes) {
  return {bytes.begin(), bytes.end()};
}

// Keeps what is different from everything before it.
class Variants {
 public:
  explicit Variants(std::string given) { m_all.push_back({std::move(given), {}, {}}); }
  void add(std::string bytes, std::string says, std::string_view hint) {
    const bool is_new =
        std::none_of(m_all.begin(), m_all.end(), [&](const Variant& each) { return each.bytes == bytes; });
    if (is_new) {
      m_all.push_back({std::move(bytes), std::move(says), std::string(hint)});
    }
  }
  std::vector<Variant> take() { return std::move(m_all); }

 private:
  std::vector<Variant> m_all;
};

void add_decoded_secrets(Variants& out, std::string_view tail) {
  constexpr std::string_view k_as_text = "use the whole secret as text, whsec_ included; nothing in it is decoded";
  if (const auto bytes = from_hex(tail)) {
    out.add(text_of(*bytes), "the secret is decoded from hex first", k_as_text);
  }
  if (const auto bytes = from_base64(tail)) {
    out.add(text_of(*bytes), "the secret is decoded from base64 first, as Svix and Standard Webhooks do", k_as_text);
  }
}

// JSON in one line, with what stands around commas and colons; the strings are those of `value`'s own dump.
void write_spaced(std::string& out, const ordered& value, bool ascii) {
  const auto text = [&](const ordered& leaf) { return leaf.dump(-1, ' ', ascii, ordered::error_handler_t::replace); };
  if (!value.is_structured() || value.empty()) {
    out += text(value);
    return;
  }
  out += value.is_object() ? '{' : '[';
  std::size_t count = 0;
  for (const auto& [key, item] : value.items()) {
    out += count++ == 0 ? "" : ", ";
    if (value.is_object()) {
      out += text(ordered(key)) + ": ";
    }
    write_spaced(out, item, ascii);
  }
  out += value.is_object() ? '}' : ']';
}

std::string spaced(const ordered& value, bool ascii) {
  std::string out;
  write_spaced(out, value, ascii);
  return out;
}

std::string compact(const ordered& value, bool ascii = false) {
  return value.dump(-1, ' ', ascii, ordered::error_handler_t::replace);
}

std::string pretty(const ordered& value, int indent) {
  return value.dump(indent, ' ', false, ordered::error_handler_t::replace);
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

ordered sorted(const ordered& value) {
  // The plain json keeps its keys in order.
  return ordered::parse(nlohmann::json::parse(compact(value)).dump());
}

// The fields of checkout.completed as SatsRail writes them. Nothing when these are others.
std::optional<ordered> in_published_order(const ordered& value) {
  constexpr std::array k_fields{"event",      "checkout_id", "payment_hash", "amount_sats",
                                "amount_usd", "metadata",    "timestamp"};
  ordered out = ordered::object();
  for (const auto* name : k_fields) {
    if (!value.is_object() || !value.contains(name)) {
      return std::nullopt;
    }
    out[name] = value[name];
  }
  return out.size() == value.size() ? std::optional(std::move(out)) : std::nullopt;
}

// Every way in which common libraries write the same value.
void add_writings(Variants& out, const ordered& value, const std::string& keys) {
  const auto add = [&](std::string bytes, const std::string& how) {
    out.add(bytes, "the body is written as " + how + keys, k_raw_body);
    out.add(bytes + "\n", "the body is written as " + how + keys + " and a newline at the end", k_raw_body);
  };
  const auto plain = compact(value);
  add(plain, "compact JSON");
  add(compact(value, true), "compact JSON with \\u escapes");
  add(spaced(value, true), "JSON with a blank after ',' and ':' (Python's json.dumps)");
  add(spaced(value, false), "JSON with a blank after ',' and ':' and no \\u escapes (Ruby, Python)");
  add(pretty(value, 2), "JSON indented by 2");
  add(pretty(value, 4), "JSON indented by 4");
  add(replaced(plain, "/", "\\/"), "compact JSON with \\/ for /");
  add(replaced(compact(value, true), "/", "\\/"), "compact JSON with \\/ for / and \\u escapes (PHP's json_encode)");
  add(replaced(replaced(replaced(plain, "&", "\\u0026"), "<", "\\u003c"), ">", "\\u003e"),
      "compact JSON with \\u0026 for & (Go's json.Marshal)");
}

void add_line_ends(Variants& out, const std::string& body) {
  auto without = body;
  while (without.ends_with('\n') || without.ends_with('\r')) {
    without.pop_back();
  }
  out.add(without, "the newline at the end of the body is taken off",
          "an editor or echo added it; save the body with printf %s or with what received it");
  out.add(body + "\n", "a newline is added to the body", k_raw_body);
  out.add(body + "\r\n", "CR and LF are added to the body", k_raw_body);
  out.add(replaced(body, "\r\n", "\n"), "the body's line ends are LF", k_raw_body);
  out.add(replaced(replaced(body, "\r\n", "\n"), "\n", "\r\n"), "the body's line ends are CR LF", k_raw_body);
  constexpr std::string_view k_mark = "\xEF\xBB\xBF";
  if (body.starts_with(k_mark)) {
    out.add(body.substr(k_mark.size()), "the byte order mark in front of the body is taken off", k_raw_body);
  }
}

void add_wrappings(Variants& out, const std::string& body, const std::optional<std::string>& timestamp) {
  if (timestamp) {
    constexpr std::string_view k_body_alone = "SatsRail signs the body alone; the timestamp is in a header beside it";
    out.add(*timestamp + "." + body, "what is signed is timestamp.body, as Stripe does", k_body_alone);
    out.add("v0:" + *timestamp + ":" + body, "what is signed is v0:timestamp:body, as Slack does", k_body_alone);
    out.add(*timestamp + body, "what is signed is the timestamp and the body in one", k_body_alone);
    out.add(body + *timestamp, "what is signed is the body and the timestamp in one", k_body_alone);
  }
  out.add({}, "the body is empty", "something read the request's body before it was verified; keep its bytes");
  out.add("[object Object]", "the body is \"[object Object]\", JavaScript's text of any object", k_raw_body);
  out.add(to_base64(std::span(reinterpret_cast<const std::uint8_t*>(body.data()), body.size())),
          "the body is in base64, as API gateways hand it over", "decode the body before it is verified");
}

// Brackets that are open at once, at most. Text that is no JSON may count as anything.
int depth_of(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] == '\\') {
        ++i;  // what is escaped ends nothing
      } else {
        quoted = text[i] != '"';
      }
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == '{' || text[i] == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (text[i] == '}' || text[i] == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

std::vector<Variant> secret_variants(const std::string& secret) {
  Variants out(secret);
  const auto bare = std::string(trim(secret));
  out.add(bare, "the blanks or line ends around the secret are taken off", "the secret was copied with too much");
  for (const char quote : {'"', '\''}) {
    if (bare.size() > 2 && bare.front() == quote && bare.back() == quote) {
      out.add(bare.substr(1, bare.size() - 2), "the quotes around the secret are taken off",
              "what reads your .env file keeps the quotes");
    }
    out.add(quote + bare + quote, "the secret is used with quotes around it",
            "what reads your .env file keeps the quotes");
  }
  constexpr std::string_view k_strip = "strip the secret where it is read; a file or .env line ends with a newline";
  out.add(bare + "\n", "the secret is used with a newline at its end", k_strip);
  out.add(bare + "\r\n", "the secret is used with CR and LF at its end", k_strip);
  out.add(bare + "\r", "the secret is used with a CR at its end", k_strip);
  out.add(bare + " ", "the secret is used with a blank at its end", k_strip);
  out.add(" " + bare, "the secret is used with a blank in front", k_strip);
  if (bare.starts_with(k_prefix)) {
    const auto tail = std::string_view(bare).substr(k_prefix.size());
    out.add(std::string(tail), "the secret is used without its whsec_ prefix", "use the whole secret, whsec_ included");
    add_decoded_secrets(out, tail);
  } else {
    out.add(std::string(k_prefix) + bare, "the secret has whsec_ in front", "use the whole secret, whsec_ included");
  }
  add_decoded_secrets(out, bare);
  out.add({}, "the secret is empty", "the variable with the secret is not set where the signature is made");
  for (const char* nothing : {"undefined", "null", "None", "nil"}) {
    out.add(nothing, std::string("the secret is the word \"") + nothing + "\"",
            "the variable with the secret is not set where the signature is made");
  }
  return out.take();
}

std::vector<Variant> body_variants(const std::string& body, const std::optional<std::string>& timestamp) {
  Variants out(body);
  add_line_ends(out, body);
  // What is deeper than any event is not written anew: writing goes down as many calls as there are levels.
  const auto value = depth_of(body) <= limits::json_depth_max ? ordered::parse(body, nullptr, false) : ordered();
  if (value.is_structured()) {
    add_writings(out, value, "");
    add_writings(out, sorted(value), " with its keys sorted");
    if (const auto published = in_published_order(value)) {
      add_writings(out, *published, " with its keys in SatsRail's order");
    }
  }
  add_wrappings(out, body, timestamp);
  return out.take();
}

}  // namespace satsrail::cli
