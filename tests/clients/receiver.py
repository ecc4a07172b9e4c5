# A shop's receiver in Python, for each of the three dialects; the same story as receiver.mjs.

import hashlib
import hmac
import json
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

BASE = os.environ["SATSRAIL_BASE_URL"]
SIGNATURES = {"seed": "X-SatsRail-Signature", "docs": "X-Webhook-Signature", "stream": "X-SatsRail-Signature"}
TIMESTAMPS = {"docs": "X-Webhook-Timestamp", "stream": "X-SatsRail-Timestamp"}
EVENTS = {"seed": "checkout.completed", "docs": "payment.confirmed", "stream": "product.key_rotated"}

secrets = {}
taken = {dialect: [] for dialect in EVENTS}


def sign(dialect, secret, body):
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return ("sha256=" if dialect == "seed" else "") + digest


def is_genuine(dialect, body, headers):
    if dialect in TIMESTAMPS and abs(time.time() - int(headers.get(TIMESTAMPS[dialect], "0"))) > 300:
        return False
    given = headers.get(SIGNATURES[dialect], "")
    return hmac.compare_digest(given.encode(), sign(dialect, secrets[dialect], body).encode())


class Shop(BaseHTTPRequestHandler):
    def do_POST(self):
        dialect = self.path[1:]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        genuine = is_genuine(dialect, body, self.headers)
        if genuine:
            taken[dialect].append(json.loads(body))
        self.send_response(200 if genuine else 401)
        self.end_headers()

    def log_message(self, *arguments):
        pass


def send(url, body, headers, method="POST"):
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def call(path, body, method="POST"):
    headers = {"Authorization": "Bearer " + os.environ["SATSRAIL_API_KEY"], "Content-Type": "application/json"}
    status, answer = send(BASE + path, json.dumps(body).encode(), headers, method)
    if not 200 <= status < 300:
        sys.exit(f"{method} {path}: {status} {answer.decode()}")
    return json.loads(answer)


def check(what, right):
    if not right:
        sys.exit(f"NOT OK  {what}")
    print(f"ok      {what}")


server = HTTPServer(("127.0.0.1", 0), Shop)
threading.Thread(target=server.serve_forever, daemon=True).start()
origin = f"http://127.0.0.1:{server.server_port}"

call("/_sandbox/delivery_mode", {"mode": "sync"}, "PATCH")  # a call answers when its webhooks have been attempted
for dialect, event in EVENTS.items():
    webhook = {"url": f"{origin}/{dialect}", "events": [event], "metadata": {"dialect": dialect}}
    secrets[dialect] = call("/api/v1/m/webhooks", {"webhook": webhook})["secret_key"]

session = call("/api/v1/checkout_sessions", {"checkout_session": {"amount_cents": 5000}})
call("/_sandbox/pay", {"target": session["token"]})
product = call("/api/v1/m/products", {"product": {"name": "Film", "price_cents": 100}})
call(f"/api/v1/m/products/{product['id']}/rotate_key", {})

check("seed: checkout.completed of this session", [event["checkout_id"] for event in taken["seed"]] == [session["token"]])
check("docs: payment.confirmed", [event["data"]["object"]["amount_cents"] for event in taken["docs"]] == [5000])
check("stream: product.key_rotated", [event["payload"]["product_id"] for event in taken["stream"]] == [product["id"]])

for dialect in EVENTS:
    body = json.dumps(taken[dialect][0]).encode()
    right = sign(dialect, secrets[dialect], body)
    now = str(int(time.time()))

    def post(signature, text):
        headers = {SIGNATURES[dialect]: signature, "X-Webhook-Timestamp": now, "X-SatsRail-Timestamp": now}
        return send(f"{origin}/{dialect}", text, headers)[0]

    check(f"{dialect}: what is genuine is taken", post(right, body) == 200)
    check(f"{dialect}: a changed body is refused", post(right, body.replace(b"{", b"{ ", 1)) == 401)
    check(f"{dialect}: another secret is refused", post(sign(dialect, "whsec_other", body), body) == 401)
