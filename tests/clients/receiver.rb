# A shop's receiver in Ruby, for each of the three dialects; the same story as receiver.mjs.

require "json"
require "net/http"
require "openssl"
require "socket"
require "uri"

BASE = ENV.fetch("SATSRAIL_BASE_URL")

def hmac(secret, body) = OpenSSL::HMAC.hexdigest("SHA256", secret, body)

def same?(given, expected)
  given.to_s.bytesize == expected.bytesize && OpenSSL.fixed_length_secure_compare(given, expected)
end

def recent?(seconds) = (Time.now.to_i - seconds.to_i).abs <= 300

GENUINE = {
  "seed" => ->(secret, body, headers) { same?(headers["x-satsrail-signature"], "sha256=#{hmac(secret, body)}") },
  "docs" => lambda do |secret, body, headers|
    recent?(headers["x-webhook-timestamp"]) && same?(headers["x-webhook-signature"], hmac(secret, body))
  end,
  "stream" => lambda do |secret, body, headers|
    recent?(headers["x-satsrail-timestamp"]) && same?(headers["x-satsrail-signature"], hmac(secret, body))
  end
}.freeze
HEADERS = { "seed" => "X-SatsRail-Signature", "docs" => "X-Webhook-Signature", "stream" => "X-SatsRail-Signature" }.freeze

# Takes one request after the other, as few lines as HTTP needs.
class Shop
  attr_reader :secrets, :taken

  def initialize
    @secrets = {}
    @taken = Hash.new { |events, dialect| events[dialect] = [] }
    @server = TCPServer.new("127.0.0.1", 0)
    Thread.new { loop { serve(@server.accept) } }
  end

  def origin = "http://127.0.0.1:#{@server.addr[1]}"

  private

  def serve(socket)
    dialect = socket.gets.split[1].delete_prefix("/")
    headers = {}
    while (line = socket.gets.chomp) != ""
      name, value = line.split(": ", 2)
      headers[name.downcase] = value
    end
    body = socket.read(headers["content-length"].to_i)
    genuine = GENUINE.fetch(dialect).call(@secrets[dialect], body, headers)
    @taken[dialect] << JSON.parse(body) if genuine
    socket.write("HTTP/1.1 #{genuine ? "200 OK" : "401 Unauthorized"}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
  ensure
    socket.close
  end
end

def call(verb, path, body = {})
  uri = URI(BASE + path)
  request = { post: Net::HTTP::Post, patch: Net::HTTP::Patch }.fetch(verb).new(uri)
  request["Authorization"] = "Bearer #{ENV.fetch("SATSRAIL_API_KEY")}"
  request["Content-Type"] = "application/json"
  request.body = JSON.generate(body)
  answer = Net::HTTP.start(uri.host, uri.port) { |http| http.request(request) }
  raise "#{verb} #{path}: #{answer.code} #{answer.body}" unless answer.is_a?(Net::HTTPSuccess)

  JSON.parse(answer.body)
end

def check(what, right)
  abort "NOT OK  #{what}" unless right
  puts "ok      #{what}"
end

shop = Shop.new
call(:patch, "/_sandbox/delivery_mode", { mode: "sync" }) # a call answers when its webhooks have been attempted
events = { "seed" => "checkout.completed", "docs" => "payment.confirmed", "stream" => "product.key_rotated" }
events.each do |dialect, event|
  endpoint = call(:post, "/api/v1/m/webhooks", {
                    webhook: { url: "#{shop.origin}/#{dialect}", events: [event], metadata: { dialect: dialect } }
                  })
  shop.secrets[dialect] = endpoint["secret_key"]
end

session = call(:post, "/api/v1/checkout_sessions", { checkout_session: { amount_cents: 5000 } })
call(:post, "/_sandbox/pay", { target: session["token"] })
product = call(:post, "/api/v1/m/products", { product: { name: "Film", price_cents: 100 } })
call(:post, "/api/v1/m/products/#{product["id"]}/rotate_key")

check("seed: checkout.completed of this session", shop.taken["seed"].map { |e| e["checkout_id"] } == [session["token"]])
check("docs: payment.confirmed", shop.taken["docs"].map { |e| e["data"]["object"]["amount_cents"] } == [5000])
check("stream: product.key_rotated", shop.taken["stream"].map { |e| e["payload"]["product_id"] } == [product["id"]])

events.each_key do |dialect|
  body = JSON.generate(shop.taken[dialect].first)
  post = lambda do |signature, text|
    now = Time.now.to_i.to_s
    Net::HTTP.post(URI("#{shop.origin}/#{dialect}"), text, { HEADERS[dialect] => signature, "X-Webhook-Timestamp" => now,
                                                             "X-SatsRail-Timestamp" => now }).code
  end
  sign = ->(secret) { (dialect == "seed" ? "sha256=" : "") + hmac(secret, body) }
  right = sign.call(shop.secrets[dialect])
  check("#{dialect}: what is genuine is taken", post.call(right, body) == "200")
  check("#{dialect}: a changed body is refused", post.call(right, body.sub("{", "{ ")) == "401")
  check("#{dialect}: another secret is refused", post.call(sign.call("whsec_other"), body) == "401")
end
