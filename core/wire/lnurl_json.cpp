#include "core/wire/lnurl_json.h"

#include "core/wire/json_writer.h"

namespace satsrail::wire {

std::string lnurl_metadata(std::string_view description, std::string_view identifier) {
  JsonWriter json;
  json.begin_array().begin_array().value("text/plain").value(description).end_array();
  json.begin_array().value("text/identifier").value(identifier).end_array().end_array();
  return json.take();
}

std::string lnurl_pay_json(const LnurlPay& pay) {
  JsonWriter json;
  json.begin_object()
      .field("tag", "payRequest")
      .field("callback", pay.callback)
      .field("minSendable", pay.min.value)
      .field("maxSendable", pay.max.value)
      .field("metadata", pay.metadata)
      .end_object();
  return json.take();
}

std::string lnurl_invoice_json(std::string_view bolt11, std::string_view verify_url) {
  JsonWriter json;
  json.begin_object()
      .field("pr", bolt11)
      .key("routes")
      .begin_array()
      .end_array()
      .field("verify", verify_url)
      .end_object();
  return json.take();
}

std::string lnurl_verify_json(std::string_view bolt11, const std::optional<std::string>& preimage_hex) {
  JsonWriter json;
  json.begin_object()
      .field("status", "OK")
      .field("settled", preimage_hex.has_value())
      .field("preimage", preimage_hex)
      .field("pr", bolt11)
      .end_object();
  return json.take();
}

std::string lnurl_error_json(std::string_view reason) {
  JsonWriter json;
  json.begin_object().field("status", "ERROR").field("reason", reason).end_object();
  return json.take();
}

}  // namespace satsrail::wire
