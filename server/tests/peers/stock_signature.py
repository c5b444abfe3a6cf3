"""Twilio's own way of signing what it tells: prints the signature of an address and fields, given as JSON."""

import json
import sys

from twilio.request_validator import RequestValidator

_, token, url, fields = sys.argv
print(json.dumps(RequestValidator(token).compute_signature(url, json.loads(fields))))
