"""A gateway for text messages that speaks Twilio's Messages API: sending, reading one, listing.

Says on which port it listens in one line of JSON, then one line for each request to send. What becomes of a message
depends on its number, as with the numbers that Twilio reserves for tests (+1500555….).
"""

import base64
import hmac
import http.server
import json
import re
import sys
import threading
import urllib.parse
import uuid
from email.utils import formatdate

ACCOUNT, TOKEN = "AC" + "0123456789abcdef" * 2, "a secret of the gateway"
SENDER = "+15005550006"
# Twilio's own numbers for tests and what they answer.
REFUSED = {
    "+15005550001": (400, 21211, "Invalid 'To' Phone Number"),
    "+15005550002": (400, 21612, "The 'To' phone number is not currently reachable"),
    "+15005550003": (400, 21408, "Permission to send an SMS has not been enabled for the region"),
    "+15005550004": (400, 21610, "Attempt to send to unsubscribed recipient"),
    "+15005550009": (400, 21614, "'To' number is not a valid mobile number"),
}
# Refused so often before it is taken; `None` is for ever.
BUSY = {
    "+15005550429": (429, 20429, 2),
    "+15005550503": (503, 20503, 1),
    "+15005550500": (500, 20500, None),
}
SILENT = "+15005550408"
tries, taken, lock = {}, {}, threading.Lock()


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class Gateway(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, value):
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, code, message):
        self.answer(status, {
            "code": code, "message": message, "more_info": f"https://www.twilio.com/docs/errors/{code}", "status": status,
        })

    def is_allowed(self):
        expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
        if hmac.compare_digest(self.headers.get("Authorization", ""), expected):
            return True
        self.refuse(401, 20003, "Authenticate")
        return False

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = {name: values[0] for name, values in urllib.parse.parse_qs(body, keep_blank_values=True).items()}
        if not self.is_allowed():
            return
        if self.path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return self.refuse(404, 20404, "The requested resource was not found")
        to = form.get("To", "")
        say({
            "to": to, "from": form.get("From"), "body": form.get("Body"), "callback": form.get("StatusCallback"),
            "type": self.headers.get("Content-Type"),
        })
        if to == SILENT:
            self.close_connection = True
            return
        if not re.fullmatch(r"\+[1-9]\d{6,14}", to):
            return self.refuse(400, 21211, "Invalid 'To' Phone Number")
        if form.get("From") != SENDER:
            return self.refuse(400, 21606, "The 'From' number is not a valid, message-capable number")
        if not form.get("Body"):
            return self.refuse(400, 21602, "Message body is required")
        if to in REFUSED:
            return self.refuse(*REFUSED[to])
        with lock:
            tries[to] = tries.get(to, 0) + 1
            if to in BUSY and (BUSY[to][2] is None or tries[to] <= BUSY[to][2]):
                return self.refuse(BUSY[to][0], BUSY[to][1], "Too many requests, or not now")
            sid = "SM" + uuid.uuid4().hex
            taken[sid] = {
                "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": form["Body"], "date_created": formatdate(),
                "date_sent": None, "date_updated": formatdate(), "direction": "outbound-api", "error_code": None,
                "error_message": None, "from": form["From"], "messaging_service_sid": None, "num_media": "0",
                "num_segments": "1", "price": None, "price_unit": "USD", "sid": sid, "status": "queued",
                "subresource_uris": {}, "to": to, "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
            }
        self.answer(201, taken[sid])

    def do_GET(self):
        if not self.is_allowed():
            return
        path = urllib.parse.urlsplit(self.path).path
        one = re.fullmatch(rf"/2010-04-01/Accounts/{ACCOUNT}/Messages/(\w+)\.json", path)
        if one and one[1] in taken:
            return self.answer(200, taken[one[1]])
        if path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return self.answer(200, {"messages": list(taken.values()), "next_page_uri": None, "page": 0})
        self.refuse(404, 20404, "The requested resource was not found")


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
threading.Thread(target=server.serve_forever, daemon=True).start()
say({"port": server.server_address[1], "account": ACCOUNT, "token": TOKEN, "sender": SENDER})
# Ends with whoever started it.
sys.stdin.read()
