# Speaks as the gem satsrail-ruby does: its headers, its paths, what it makes of answers and errors. With
# SATSRAIL_CLIENT_PATHS=0.1 it speaks as the gem's first version, which knew no namespaces and no SVG.

require "json"
require "net/http"
require "securerandom"
require "uri"

OLD = ENV["SATSRAIL_CLIENT_PATHS"] == "0.1"
VERSION = OLD ? "0.1.0" : "0.2.0"

class ApiError < StandardError
  attr_reader :status, :code, :details, :request_id

  def initialize(status, body)
    error = body.is_a?(Hash) ? (body["error"] || body) : {}
    raise "the error is no object: #{error.inspect}" unless error.is_a?(Hash)

    super(error["message"] || "API error (#{status})")
    @status = status
    @code = error["code"]
    @details = error["details"]
    @request_id = error["request_id"]
  end
end

class Client
  VERBS = { get: Net::HTTP::Get, post: Net::HTTP::Post, patch: Net::HTTP::Patch, delete: Net::HTTP::Delete }.freeze
  attr_reader :last

  def initialize(base_url, key)
    @base_url = base_url.chomp("/")
    @key = key
  end

  def call(verb, path, body: nil, query: {}, idempotency_key: nil)
    uri = URI("#{@base_url}/#{path}")
    uri.query = URI.encode_www_form(query) unless query.empty?
    request = VERBS.fetch(verb).new(uri)
    request["Authorization"] = "Bearer #{@key}"
    request["Content-Type"] = "application/json"
    request["Accept"] = "application/json"
    request["User-Agent"] = "satsrail-ruby/#{VERSION}"
    request["Idempotency-Key"] = idempotency_key if idempotency_key
    request.body = JSON.generate(body) if body
    @last = Net::HTTP.start(uri.host, uri.port, open_timeout: 30, read_timeout: 30) { |http| http.request(request) }
    read(@last)
  end

  private

  def read(answer)
    return nil if answer.code == "204"

    type = answer["Content-Type"].to_s
    return answer.body if !OLD && answer.is_a?(Net::HTTPSuccess) && type.include?("image/svg+xml")

    parsed = JSON.parse(answer.body)
    raise ApiError.new(answer.code.to_i, parsed) unless answer.is_a?(Net::HTTPSuccess)

    parsed
  end
end

API = Client.new(ENV.fetch("SATSRAIL_API_URL"), ENV.fetch("SATSRAIL_API_KEY"))
SANDBOX = Client.new(ENV.fetch("SATSRAIL_BASE_URL"), ENV.fetch("SATSRAIL_API_KEY"))
FAILURES = []

# One call with what is expected of its answer. A failure is told, and the story goes on as far as it can.
def expect(verb, path, wanted, client: API, status: nil, **options)
  name = "#{verb.to_s.upcase} /#{path}"
  answer = client.call(verb, path, **options)
  got = client.last.code.to_i
  fail "status #{got}, expected #{status}" if status && got != status
  fail "got #{answer.to_json[0, 300]}" unless wanted.call(answer)

  puts "ok      #{name}"
  answer
rescue StandardError => e
  FAILURES << name
  puts "NOT OK  #{name}: #{e.class == ApiError ? "#{e.status} #{e.code} #{e.message} #{e.details}" : e.message}"
  nil
end

def refused(verb, path, status, code, client: API, details: nil, **options)
  name = "#{verb.to_s.upcase} /#{path} (#{status})"
  client.call(verb, path, **options)
  FAILURES << name
  puts "NOT OK  #{name}: it was not refused"
rescue ApiError => e
  right = e.status == status && e.code == code && e.request_id.to_s.start_with?("req_") && e.details.is_a?(Array)
  right &&= e.details.include?(details) if details
  FAILURES << name unless right
  puts "#{right ? "ok     " : "NOT OK "} #{name}: #{e.status} #{e.code} #{e.details} #{e.request_id}"
rescue StandardError => e
  FAILURES << name
  puts "NOT OK  #{name}: #{e.message}"
end

def object(name) = ->(answer) { answer.is_a?(Hash) && answer["object"] == name && answer.key?("id") }
def list_of(name)
  lambda do |answer|
    answer["object"] == "list" && answer["data"].all? { |item| item["object"] == name } &&
      %w[current_page total_pages total_count].all? { |key| answer["meta"][key].is_a?(Integer) }
  end
end

NOTHING = ->(answer) { answer.nil? }
def m(path) = OLD ? path : "m/#{path}"
def pub(path) = OLD ? path : "pub/#{path}"
def id_of(thing) = thing ? thing["id"] : "nothing"
def pay(target) = SANDBOX.call(:post, "_sandbox/pay", body: { target: target })

# -- orders and invoices

key = SecureRandom.uuid
body = { order: { total_amount_cents: 5000, currency: "usd", metadata: { ref: "A-1" },
                  items: [{ name: "Tea", price_cents: 2500, qty: 2 }] },
         generate_invoice: true, payment_method: "lightning" }
order = expect(:post, m("orders"), ->(o) { object("order").call(o) && o["invoice"]["bolt11"].start_with?("ln") },
               status: 201, body: body, idempotency_key: key)
unless OLD
  expect(:post, m("orders"), ->(again) { again["id"] == id_of(order) && API.last["Idempotent-Replayed"] == "true" },
         status: 201, body: body, idempotency_key: key)
end
expect(:get, m("orders"), list_of("order"), query: { status: "invoice_generated", page: 1, per_page: 10 })
expect(:get, m("orders/#{id_of(order)}"),
       ->(o) { o["invoice"].is_a?(Hash) && o.key?("payment") && o["total_amount_cents"] == 5000 },
       query: { expand: "invoice,payment" })

plain = expect(:post, m("orders"), ->(o) { o["status"] == "pending" },
               status: 201, body: { order: { total_amount_cents: 1200 } })
expect(:patch, m("orders/#{id_of(plain)}"),
       ->(o) { o["total_amount_cents"] == 1300 && o["metadata"] == { "a" => "b" } },
       status: 200, body: { order: { total_amount_cents: 1300, metadata: { a: "b" } } })
invoice = if OLD
            expect(:post, "orders/#{id_of(plain)}/invoices", object("invoice"),
                   status: 201, body: { payment_method: "lightning" })
          else
            expect(:post, m("invoices/generate"), object("invoice"),
                   status: 201, body: { order_id: id_of(plain) }, idempotency_key: SecureRandom.uuid)
          end
expect(:get, m("invoices/#{id_of(invoice)}"), ->(i) { i["bolt11"].start_with?("ln") })
expect(:get, m("invoices/#{id_of(invoice)}/status"), ->(s) { s["status"] == "pending" })
if OLD
  expect(:get, "invoices/#{id_of(invoice)}/qr", ->(qr) { qr["svg"].include?("<svg") })
else
  expect(:get, m("invoices/#{id_of(invoice)}/qr"), ->(qr) { qr.is_a?(String) && qr.include?("<svg") })
end
other = expect(:post, m("orders"), object("order"), status: 201, body: { order: { total_amount_cents: 700 } })
expect(:delete, m("orders/#{id_of(other)}"), NOTHING, status: 204)
expect(:get, m("orders/#{id_of(other)}"), ->(o) { o["status"] == "cancelled" })
cash = expect(:post, m("orders"), ->(o) { o["status"] == "paid" },
              status: 201, body: { order: { total_amount_cents: 900, tender_type: "cash" }, mark_as_paid: true })
expect(:patch, m("orders/#{id_of(cash)}"), ->(o) { o["status"] == "shipped" }, body: { order: { status: "shipped" } })

# -- what was paid

pay(id_of(invoice)) if invoice
expect(:get, m("invoices/#{id_of(invoice)}/status"), ->(s) { s["status"] == "paid" })
today = Time.now.utc.strftime("%Y-%m-%d")
payments = expect(:get, m("payments"), ->(l) { list_of("payment").call(l) && l["data"].size == 1 },
                  query: { start_date: today, end_date: today })
payment = payments && payments["data"].first
expect(:get, m("payments/#{id_of(payment)}"), ->(p) { p["status"] == "completed" && p["confirmed_at"] })
asked = expect(:post, m("payment_requests"), object("payment_request"), status: 201, body: {
                 payment_request: { amount_cents: 250, currency: "usd", description: "Coffee" }
               }, idempotency_key: SecureRandom.uuid)
expect(:get, m("payment_requests/#{id_of(asked)}"), object("payment_request"))
expect(:get, m("payment_requests/#{id_of(asked)}/status"), ->(s) { s["status"] == "pending" })

# -- a checkout, and the access that it buys

unless OLD
  product = expect(:post, m("products"), object("product"), status: 201, body: {
                     product: { name: "Backup pack", price_cents: 1999, sku: "BP-1", external_ref: "bp-1",
                                access_duration_seconds: 86_400, metadata: { shelf: "3" } }
                   })
  refused(:post, m("products"), 422, "validation_error",
          details: "External ref has already been taken",
          body: { product: { name: "Twin", price_cents: 1, external_ref: "bp-1" } })
  expect(:get, m("products"), list_of("product"), query: { page: 1 })
  expect(:get, m("products/#{id_of(product)}"), object("product"))
  expect(:patch, m("products/#{id_of(product)}"), ->(p) { p["price_cents"] == 2099 },
         body: { product: { price_cents: 2099 } })
  first = expect(:get, m("products/#{id_of(product)}/key"), ->(k) { k["key"].size == 43 })
  expect(:post, m("products/#{id_of(product)}/rotate_key"),
         ->(k) { k["old_key"] == first["key"] && k["new_key"] != first["key"] }, status: 200, body: {})
  refused(:post, m("products/#{id_of(product)}/rotate_key"), 409, "rotation_pending", body: {})
  expect(:post, m("products/#{id_of(product)}/clear_old_key"), ->(k) { k["cleared"] == true }, status: 200, body: {})
end
session = expect(:post, m("checkout_sessions"),
                 ->(s) { s["checkout_url"] && s["token"].start_with?("cs_") && s["expires_at"] },
                 status: 201,
                 body: { checkout_session: OLD ? { amount_cents: 5000 } : { product_id: product && product["slug"] } })
unless OLD
  expect(:get, m("checkout_sessions"), list_of("checkout_session"))
  expect(:get, m("checkout_sessions/#{id_of(session)}"), object("checkout_session"))
  pay(session["token"]) if session
  status = expect(:get, "checkout/#{session && session["token"]}/status",
                  ->(s) { s["status"] == "completed" && s["access_token"] }, client: SANDBOX)
  expect(:post, m("access/verify"),
         ->(a) { a["valid"] == true && a["remaining_seconds"].positive? && a["encryption_key"] == a["key"] },
         status: 200, body: { access_token: status && status["access_token"] })
  refused(:post, m("access/verify"), 402, "access_expired", body: { access_token: "no--token" })
  unsold = expect(:post, m("products"), object("product"),
                  status: 201, body: { product: { name: "Unsold", price_cents: 1 } })
  expect(:delete, m("products/#{id_of(unsold)}"), NOTHING, status: 204)

  type = expect(:post, m("product_types"), object("product_type"),
                status: 201, body: { product_type: { name: "Books" } })
  expect(:get, m("product_types"), list_of("product_type"))
  expect(:get, m("product_types/#{id_of(type)}"), object("product_type"))
  expect(:patch, m("product_types/#{id_of(type)}"), ->(t) { t["name"] == "Films" },
         body: { product_type: { name: "Films" } })
  expect(:delete, m("product_types/#{id_of(type)}"), NOTHING, status: 204)
  documents = expect(:get, m("merchant_documents"), list_of("merchant_document"))
  (documents ? documents["data"] : []).each do |document|
    expect(:get, m("merchant_documents/#{document["id"]}"), object("merchant_document"))
  end
  token = SANDBOX.call(:get, "_sandbox/keys")["data"].find do |shown|
    ENV["SATSRAIL_API_KEY"].start_with?(shown["prefix"].delete_suffix("…"))
  end
  expect(:get, m("api_tokens/#{id_of(token)}/usage"),
         ->(u) { %w[rpm_limit current_rpm monthly_request_count].all? { |name| u[name].is_a?(Integer) } })
end

# -- the merchant and its surroundings

expect(:get, m("catalog"), ->(c) { c["object"] == "catalog" && c["products"].is_a?(Array) })
expect(:get, m("catalog/version"), ->(c) { !c["version"].to_s.empty? })
expect(:get, m("merchant"), object("merchant"))
if OLD
  expect(:get, "merchant/orders", list_of("order"))
  expect(:get, "merchant/payments", list_of("payment"))
end
wallets = expect(:get, m("wallets"), ->(l) { list_of("wallet").call(l) && !l["data"].empty? })
expect(:get, m("wallets/#{wallets && id_of(wallets["data"].first)}"), object("wallet"))
expect(:get, pub("subscription_plans"), list_of("subscription_plan"), query: { page: 1 })

hook = expect(:post, m("webhooks"), ->(w) { object("webhook").call(w) && w["secret_key"].start_with?("whsec_") },
              status: 201, body: { webhook: { url: "http://127.0.0.1:9/hooks", events: ["payment.confirmed"] } })
expect(:get, m("webhooks"), ->(l) { list_of("webhook").call(l) && l["available_events"].size == 11 })
expect(:get, m("webhooks/#{id_of(hook)}"), ->(w) { !w.key?("secret_key") })
expect(:patch, m("webhooks/#{id_of(hook)}"), ->(w) { w["active"] == false }, body: { webhook: { active: false } })
expect(:delete, m("webhooks/#{id_of(hook)}"), NOTHING, status: 204)

# -- errors, as the gem reads them

stranger = Client.new(ENV.fetch("SATSRAIL_API_URL"), "sk_test_unknown")
refused(:get, m("orders"), 401, "unauthorized", client: stranger)
refused(:get, m("orders/#{SecureRandom.uuid}"), 404, "not_found")
refused(:post, m("orders"), 422, "validation_error",
        details: "Total amount cents must be greater than 0", body: { order: { total_amount_cents: 0 } })
refused(:post, m("orders"), 400, "parameter_missing", body: {})

unless FAILURES.empty?
  abort "#{FAILURES.size} calls are not as satsrail-ruby #{VERSION} needs them: #{FAILURES.join(", ")}"
end
