#include "core/result.h"

#include <array>
#include <cctype>

namespace satsrail {

ErrorInfo error_info(ErrorCode code) {
  switch (code) {
    case ErrorCode::bad_request:
      return {"bad_request", 400};
    case ErrorCode::parameter_missing:
      return {"parameter_missing", 400};
    case ErrorCode::unauthorized:
      return {"unauthorized", 401};
    case ErrorCode::access_expired:
      return {"access_expired", 402};
    case ErrorCode::payment_failed:
      return {"payment_failed", 402};
    case ErrorCode::forbidden:
      return {"forbidden", 403};
    case ErrorCode::merchant_inactive:
      return {"merchant_inactive", 403};
    case ErrorCode::not_found:
      return {"not_found", 404};
    case ErrorCode::method_not_allowed:
      return {"method_not_allowed", 405};
    case ErrorCode::conflict:
      return {"conflict", 409};
    case ErrorCode::rotation_pending:
      return {"rotation_pending", 409};
    case ErrorCode::product_type_in_use:
      return {"product_type_in_use", 409};
    case ErrorCode::checkout_session_expired:
      return {"checkout_session_expired", 410};
    case ErrorCode::checkout_session_cancelled:
      return {"checkout_session_cancelled", 410};
    case ErrorCode::payload_too_large:
      return {"payload_too_large", 413};
    case ErrorCode::misdirected_request:
      return {"misdirected_request", 421};
    case ErrorCode::validation_error:
      return {"validation_error", 422};
    case ErrorCode::idempotency_key_reused:
      return {"idempotency_key_reused", 422};
    case ErrorCode::rate_limited:
      return {"rate_limited", 429};
    case ErrorCode::wallet_unavailable:
      return {"wallet_unavailable", 503};
    case ErrorCode::rate_unavailable:
      return {"rate_unavailable", 503};
    case ErrorCode::unavailable:
      return {"unavailable", 503};
    case ErrorCode::internal:
    case ErrorCode::needs_write:
      break;
  }
  return {"internal", 500};
}

Error Error::validation(std::vector<FieldError> fields) {
  Error error(ErrorCode::validation_error, "Validation failed");
  More more;
  more.fields = std::move(fields);
  error.m_more = std::make_shared<const More>(std::move(more));
  return error;
}

Error Error::validation(std::string field, std::string message) {
  return validation(std::vector<FieldError>{{std::move(field), std::move(message)}});
}

Error Error::not_found(std::string_view noun) {
  return {ErrorCode::not_found, std::string(noun) + " not found"};
}

Error Error::rate_limited(int retry_after_seconds) {
  // Importers in the field read the seconds from this sentence, so its wording is part of the contract.
  Error error(ErrorCode::rate_limited,
              "Rate limit exceeded. Retry after " + std::to_string(retry_after_seconds) + " seconds.");
  More more;
  more.retry_after_seconds = retry_after_seconds;
  error.m_more = std::make_shared<const More>(std::move(more));
  return error;
}

Error Error::with(ErrorCode code, std::string message, std::string_view name, std::string json) {
  Error error(code, std::move(message));
  More more;
  more.attached_name = name;
  more.attached_json = std::move(json);
  error.m_more = std::make_shared<const More>(std::move(more));
  return error;
}

const std::vector<FieldError>& Error::fields() const {
  static const std::vector<FieldError> k_none;
  return m_more ? m_more->fields : k_none;
}

const std::string& Error::attached_json() const {
  static const std::string k_none;
  return m_more ? m_more->attached_json : k_none;
}

std::string humanize(std::string_view field) {
  std::string words(field);
  if (field.find('[') != std::string_view::npos) {
    return words;  // a path into a document is told as it is: products[2].price_cents
  }
  for (char& letter : words) {
    if (letter == '_') {
      letter = ' ';
    }
  }
  if (!words.empty()) {
    words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
  }
  return words;
}

std::string full_sentence(const FieldError& field) {
  return field.field == "base" ? field.message : humanize(field.field) + " " + field.message;
}

}  // namespace satsrail
