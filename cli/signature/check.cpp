#include "cli/signature/check.h"

#include "cli/signature/signed_bytes.h"
#include "cli/text.h"
#include "core/limits.h"
#include "core/util/base64.h"
#include "core/util/crypto.h"
#include "core/util/hex.h"
#include "core/util/time_format.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <span>
#include <vector>

namespace satsrail::cli {

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t k_sha1_bytes = 20;
constexpr std::size_t k_sha256_bytes = 32;
constexpr std::size_t k_sha512_bytes = 64;
constexpr std::string_view k_prefix = "sha256=";

SignatureFinding wrong(std::string code, std::string why, std::string hint) {
  return {false, std::move(code), std::move(why), std::move(hint), {}, {}};
}

// A header's value taken apart.
struct Written {
  std::string prefix;  // "sha256=", as it stands there
  std::string digits;
  std::optional<std::string> timestamp;  // of Stripe's "t=…,v1=…"
  Bytes mac;                             // empty: neither hex nor base64
  bool hex = false;
  bool lower = false;
};

Written take_apart(std::string value) {
  Written out;
  if (value.starts_with("t=") && value.find(",v1=") != std::string::npos) {
    out.timestamp = value.substr(2, value.find(',') - 2);
    value.erase(0, value.find(",v1=") + 1);
    value = value.substr(0, value.find(','));
  }
  // A '=' in the middle ends a name; at the end it is base64's padding.
  const auto equals = value.find('=');
  const bool named = equals != std::string::npos && value.find_first_not_of('=', equals) != std::string::npos;
  out.prefix = named ? value.substr(0, equals + 1) : "";
  out.digits = value.substr(out.prefix.size());
  if (auto bytes = from_hex(out.digits)) {
    out.mac = *std::move(bytes);
    out.hex = true;
    out.lower = lower(out.digits) == out.digits;
  } else if (auto decoded = from_base64(out.digits)) {
    out.mac = *std::move(decoded);
  }
  return out;
}

Bytes bytes_of(const crypto::Digest& digest) {
  return {digest.begin(), digest.end()};
}

using Mac = std::function<Bytes(const std::string& secret, const std::string& body)>;

struct Hash {
  std::size_t bytes;
  std::string_view name;
  Mac mac;
};

const std::vector<Hash>& hashes() {
  static const std::vector<Hash> k_hashes{
      {k_sha256_bytes, "SHA-256",
       [](const auto& key, const auto& body) { return bytes_of(crypto::hmac_sha256(key, body)); }},
      {k_sha1_bytes, "SHA-1",
       [](const auto& key, const auto& body) { return crypto::other_hmac(crypto::OtherHash::sha1, key, body); }},
      {k_sha512_bytes, "SHA-512",
       [](const auto& key, const auto& body) { return crypto::other_hmac(crypto::OtherHash::sha512, key, body); }},
  };
  return k_hashes;
}

// A secret and a body that make this MAC: with as little changed as possible.
struct Match {
  const Variant* secret;
  const Variant* body;
  bool exact() const { return secret->says.empty() && body->says.empty(); }
};

std::optional<Match> find_match(const Mac& mac, const Bytes& wanted, const std::vector<Variant>& secrets,
                                const std::vector<Variant>& bodies) {
  for (const auto& secret : secrets) {
    if (mac(secret.bytes, bodies[0].bytes) == wanted) {
      return Match{&secret, &bodies[0]};
    }
  }
  const bool small = bodies[0].bytes.size() <= limits::signature_pairs_bytes_max;
  for (std::size_t s = 0; s < (small ? secrets.size() : 1); ++s) {
    for (std::size_t b = 1; b < bodies.size(); ++b) {
      if (mac(secrets[s].bytes, bodies[b].bytes) == wanted) {
        return Match{&secrets[s], &bodies[b]};
      }
    }
  }
  return std::nullopt;
}

SignatureFinding explain(const Match& match) {
  const auto& secret = *match.secret;
  const auto& body = *match.body;
  if (body.says.empty()) {
    return wrong("wrong_secret", "it matches if " + secret.says, secret.hint);
  }
  if (secret.says.empty()) {
    return wrong("changed_body", "it matches if " + body.says, body.hint);
  }
  return wrong("wrong_secret_and_body", "it matches if " + secret.says + ", and " + body.says,
               secret.hint + "; " + body.hint);
}

// Hashes that are made without HMAC.
std::optional<SignatureFinding> find_plain_hash(const SignatureQuestion& question, const Bytes& wanted) {
  const struct {
    std::string bytes;
    std::string_view says;
  } k_plain[]{
      {question.body, "the body alone, without any secret"},
      {question.secret + question.body, "secret and body in one"},
      {question.body + question.secret, "body and secret in one"},
  };
  for (const auto& [bytes, says] : k_plain) {
    if (bytes_of(crypto::sha256(bytes)) == wanted) {
      return wrong("no_hmac", "it is a plain SHA-256 of " + std::string(says),
                   "use HMAC-SHA256, with the secret as key");
    }
  }
  return std::nullopt;
}

SignatureFinding no_match(const SignatureQuestion& question, std::size_t tried) {
  for (const std::string_view kind : {"sk_", "pk_", "ak_"}) {
    if (question.secret.starts_with(kind)) {
      return wrong("wrong_secret", "the secret given is an API key; a webhook's begins with whsec_",
                   "take the endpoint's own: it was printed when the endpoint was made");
    }
  }
  return wrong("no_match",
               "another secret, or a body that was changed: " + std::to_string(tried) +
                   " usual mistakes were tried, and none makes this signature",
               "each endpoint has its own secret; is this the one, and are these the bytes as received?");
}

SignatureFinding malformed(const Written& written) {
  if (written.digits.empty()) {
    return wrong("missing_signature", "the header has no value",
                 "it is in X-SatsRail-Signature; frameworks may spell the name in lower case");
  }
  const bool digits = written.digits.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  return wrong("malformed_signature",
               digits ? "it has " + std::to_string(written.digits.size()) + " hex digits; an HMAC-SHA256 has 64"
                      : "it is neither hex nor base64 of an HMAC",
               "pass the header's value as it was received");
}

// The right MAC, but is it written as it has to be? Nothing when it is.
std::optional<SignatureFinding> find_wrong_form(const SignatureQuestion& question, const HeaderText& header,
                                                const Written& written) {
  if (!written.hex) {
    return wrong("base64", "it is the right HMAC, but in base64", "SatsRail writes it in lower-case hex");
  }
  if (!written.lower) {
    return wrong("upper_case_hex", "it is the right HMAC, but in upper-case hex",
                 "SatsRail writes it in lower case; compare bytes, or make both lower case");
  }
  if (!written.prefix.empty() && written.prefix != k_prefix) {
    return wrong("wrong_prefix", "it is the right HMAC, but begins with " + printable(written.prefix),
                 "SatsRail writes sha256= in front, or nothing");
  }
  const bool bare = header.name == "x-webhook-signature" || question.dialect == "stream" ||
                    (question.dialect == "docs" && header.name.empty());
  const bool prefixed = !bare && (question.dialect == "seed" || question.dialect == "docs");
  if (bare && !written.prefix.empty()) {
    return wrong("unexpected_prefix", "it is the right HMAC, but with sha256= in front, where bare hex belongs",
                 "the dialect decides: seed writes the prefix, docs (X-Webhook-Signature) and stream do not");
  }
  if (prefixed && written.prefix.empty()) {
    return wrong("missing_prefix", "it is the right HMAC, but without sha256= in front",
                 "the dialect decides: seed writes the prefix, docs (X-Webhook-Signature) and stream do not");
  }
  return std::nullopt;
}

std::string ago(Duration age) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(age);
  return format_duration(std::chrono::duration_cast<Duration>(seconds));
}

std::optional<Time> read_timestamp(const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error == std::errc() && end == text.data() + text.size()) {
    return seconds >= 0 && seconds <= limits::clock_millis_max / 1000 ? std::optional(from_millis(seconds * 1000))
                                                                      : std::nullopt;
  }
  const auto iso = parse_iso(text);
  return iso ? std::optional(iso->time) : std::nullopt;
}

SignatureFinding check_age(const SignatureQuestion& question, const std::string& text, SignatureFinding finding) {
  const auto time = read_timestamp(text);
  if (!time) {
    constexpr std::size_t k_millis_digits = 13;
    const bool millis = text.size() == k_millis_digits && text.find_first_not_of("0123456789") == std::string::npos;
    return wrong("invalid_timestamp",
                 millis ? "the signature is right, but the timestamp counts milliseconds"
                        : "the signature is right, but '" + printable(text) + "' is no timestamp",
                 "SatsRail's counts seconds since 1970, as in 1705312950");
  }
  const auto age = question.now - *time;
  finding.age_seconds = std::chrono::floor<std::chrono::seconds>(age).count();
  if (!question.tolerance || std::chrono::abs(age) <= *question.tolerance) {
    return finding;
  }
  const auto limit = format_duration(*question.tolerance);
  if (age < Duration{0}) {
    return wrong(
        "future_timestamp",
        "the signature is right, but its timestamp is " + ago(-age) + " in the future; " + limit + " are allowed",
        "are both clocks right? a sandbox shifts it on purpose with `satsrail node set webhook-skew`");
  }
  return wrong("stale_timestamp",
               "the signature is right, but its timestamp is " + ago(age) + " old; " + limit + " are allowed",
               "allow more with --tolerance, or none at all is checked with --tolerance off");
}

}  // namespace

std::string signature_hex(std::string_view secret, std::string_view body) {
  return to_hex(crypto::hmac_sha256(secret, body));
}

HeaderText split_header(std::string_view text) {
  const auto colon = text.find(':');
  const auto name = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const bool is_name = !name.empty() && name.find_first_of(" =,") == std::string_view::npos &&
                       name.find_first_not_of("0123456789-T") != std::string_view::npos;
  return {is_name ? lower(name) : "", std::string(trim(is_name ? text.substr(colon + 1) : text))};
}

SignatureFinding check_signature(const SignatureQuestion& question) {
  const auto header = split_header(question.header);
  const auto written = take_apart(header.value);
  const auto hash = std::find_if(hashes().begin(), hashes().end(),
                                 [&](const Hash& each) { return each.bytes == written.mac.size(); });
  if (hash == hashes().end()) {
    return malformed(written);
  }
  const auto timestamp = question.timestamp ? question.timestamp : written.timestamp;
  const auto secrets = secret_variants(question.secret);
  const auto bodies = body_variants(question.body, timestamp);
  const auto match = find_match(hash->mac, written.mac, secrets, bodies);
  if (hash->bytes != k_sha256_bytes) {
    const bool same = match && match->exact();
    return wrong("wrong_hash",
                 "it is an HMAC-" + std::string(hash->name) + (same ? " of this body with this secret" : "") +
                     (match && !same ? " (" + explain(*match).why + ")" : ""),
                 "SatsRail signs with HMAC-SHA256: 64 hex digits");
  }
  if (!match) {
    const auto plain = find_plain_hash(question, written.mac);
    return plain ? *plain : no_match(question, secrets.size() * bodies.size());
  }
  if (!match->exact()) {
    return explain(*match);
  }
  if (const auto form = find_wrong_form(question, header, written)) {
    return *form;
  }
  SignatureFinding valid{true, "valid", "", "", written.prefix.empty() ? "hex" : "sha256=hex", {}};
  return timestamp ? check_age(question, *timestamp, std::move(valid)) : valid;
}

}  // namespace satsrail::cli
