"""A shop's tests with pytest, inside a throw-away sandbox:
satsrail exec -- pytest docs/examples/pytest
"""

import hashlib
import hmac
import json
import os
import threading
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

BASE = os.environ["SATSRAIL_BASE_URL"]
API_KEY = os.environ["SATSRAIL_API_KEY"]
CONTROL_KEY = os.environ["SATSRAIL_CONTROL_KEY"]


def call(method, path, body=None, key=API_KEY):
    request = urllib.request.Request(
        BASE + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def advance(duration):
    return call("POST", "/_sandbox/clock/advance", {"duration": duration}, key=CONTROL_KEY)


def open_checkout(cents):
    return call("POST", "/api/v1/checkout_sessions", {"checkout_session": {"amount_cents": cents, "currency": "usd"}})


def read_webhook(body, signature, secret):
    """What a shop has to do with a webhook: check the signature over the bytes as they came, then read them."""
    expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(signature, expected):
        raise ValueError("the signature is wrong")
    return json.loads(body)


class Shop(HTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Receiver)
        self.received = []
        url = f"http://127.0.0.1:{self.server_port}/webhooks"
        self.secret = call("POST", "/api/v1/m/webhooks", {"webhook": {"url": url}})["secret_key"]


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            self.server.received.append(
                read_webhook(body, self.headers.get("X-SatsRail-Signature", ""), self.server.secret)
            )
            self.send_response(200)
        except ValueError:
            self.send_response(400)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def shop():
    server = Shop()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_paid_checkout_is_completed_and_a_signed_webhook_says_so(shop):
    token = open_checkout(5000)["token"]
    call("POST", "/_sandbox/pay", {"target": token})
    assert call("GET", f"/api/v1/checkout_sessions/{token}")["status"] == "completed"

    # `advance` returns when every webhook that is due has been attempted: nothing to wait for, nothing flaky.
    advance("1s")
    assert [message["event"] for message in shop.received] == ["checkout.completed"]
    assert shop.received[0]["checkout_id"] == token


def test_an_unpaid_checkout_expires_after_a_quarter_of_an_hour():
    token = open_checkout(2000)["token"]
    advance("16m")
    with pytest.raises(urllib.error.HTTPError) as refusal:
        call("GET", f"/api/v1/checkout_sessions/{token}")
    assert refusal.value.code == 410
    assert json.load(refusal.value)["checkout_session"]["status"] == "expired"


def test_a_forged_webhook_is_refused():
    with pytest.raises(ValueError):
        read_webhook(b"{}", "sha256=" + "0" * 64, "whsec_any")
