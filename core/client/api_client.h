#pragma once
// The REST API of a sandbox: a key, a base URL, JSON in and out, and the error envelope as a value.

#include "core/client/transport.h"
#include "core/client/url.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace satsrail::client {

// What the envelope {"error":{…}} says. `json` is the whole error object as it came, for callers that pass it on.
struct ApiError {
  std::string code;     // "validation_error"; empty when the body is no envelope
  std::string message;  // "Validation failed"
  std::vector<std::string> details;
  std::string request_id;
  std::string json;
};

struct ApiRequest {
  std::string method = "GET";
  std::string path;  // "/api/v1/rates"; escaped where it holds what a user typed
  Query query;
  std::string body;  // JSON text, or empty for none
  Headers headers;   // added to, and winning over, what the client sends
};

struct ApiReply {
  HttpReply http;
  ApiError error;  // filled for every answer that is not 2xx

  bool answered() const { return http.status != 0; }
  bool ok() const { return http.status >= 200 && http.status < 300; }
  const std::string& body() const { return http.body; }
};

struct ApiClientOptions {
  BaseUrl base_url;
  std::string key;  // sent as Bearer; empty: no Authorization header
  std::chrono::milliseconds timeout{10'000};
};

// What goes over the wire for a request.
HttpRequest wire_request(const ApiClientOptions& options, const ApiRequest& request);

class ApiClient {
 public:
  explicit ApiClient(ApiClientOptions options);

  ApiReply call(const ApiRequest& request);
  ApiReply get(std::string path, Query query = {});
  ApiReply post(std::string path, std::string body = {});

  const ApiClientOptions& options() const { return m_options; }

 private:
  ApiClientOptions m_options;
  Transport m_transport;
};

// Reads an error envelope; tolerates {"error":"text"} and bodies that are no JSON.
ApiError parse_api_error(const std::string& body);

// The headers every call carries.
Headers standard_headers(const std::string& key);

}  // namespace satsrail::client
