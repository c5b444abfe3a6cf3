"""Twilio's own client against a gateway: says in one line of JSON what it understood."""

import json
import sys

from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

_, port, account, token, sender = sys.argv


def client(secret):
    made = Client(account, secret)
    made.api.base_url = f"http://127.0.0.1:{port}"
    return made


def told(call):
    try:
        return call()
    except TwilioRestException as refused:
        return [refused.status, refused.code]


right = client(token)
send = lambda to, by=right: told(lambda: by.messages.create(to=to, from_=sender, body="¿Sí? 123456").sid)
sid = send("+15005550010")
fetched = right.messages(sid).fetch()
print(json.dumps({
    "sid": sid,
    "fetched": [fetched.sid, fetched.to, fetched.from_, fetched.body, fetched.status, fetched.date_created is not None],
    "listed": [message.sid for message in right.messages.list()] == [sid],
    "wrong_token": send("+15005550010", client("wrong")),
    "invalid": send("+15005550001"),
    "stopped": send("+15005550004"),
    "busy": [send("+15005550429") for _ in range(3)][:2],
    "down": send("+15005550500"),
    "absent": told(lambda: right.messages("SM" + "0" * 32).fetch()),
}))
