"""A real SMTP server (aiosmtpd) for the delivery tests; Python's own e-mail library reads what it gets.

Says on which ports it listens in one line of JSON, then one line for each message. An address `reply-550@…` is refused
with that code; `reply-550-5.7.1@…` with that code and that reason.
"""

import asyncio
import email
import email.policy
import json
import re
import ssl
import sys

import trustme
from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = b"portal", b"a secret with: signs/@?"


def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


class Handler:
    def __init__(self, way):
        self.way = way

    async def handle_RCPT(self, server, session, envelope, address, options):
        wish = re.fullmatch(r"reply-(\d{3})(?:-([\d.]+))?@.*", address)
        if wish:
            return f"{wish[1]} {wish[2] + ' ' if wish[2] else ''}as the address asks for"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.original_content
        message = email.message_from_bytes(raw, policy=email.policy.default)
        parts = [
            {"type": part.get_content_type(), "charset": part.get_content_charset(), "text": part.get_content()}
            for part in message.walk()
            if not part.is_multipart()
        ]
        defects = [str(defect) for part in message.walk() for defect in part.defects]
        defects += [str(defect) for value in message.values() for defect in getattr(value, "defects", [])]
        say({
            "way": self.way,
            "tls": session.ssl is not None or self.way == "implicit",
            "user": session.auth_data.decode() if session.auth_data else None,
            "greeted": session.host_name,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "names": [name.lower() for name in message.keys()],
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "sender": [[address.display_name, address.addr_spec] for address in message["from"].addresses],
            "type": message.get_content_type(),
            "parts": parts,
            "defects": defects,
            "is_ascii": raw.partition(b"\r\n\r\n")[0].isascii(),
            "longest_line": max(len(line) for line in raw.split(b"\r\n")),
            "bare_line_ends": len(re.findall(rb"(?<!\r)\n|\r(?!\n)", raw)),
        })
        return "250 taken"


def authenticator(server, session, envelope, mechanism, data):
    if (data.login, data.password) == (USER, PASSWORD):
        return AuthResult(success=True, auth_data=data.login)
    return AuthResult(success=False, handled=False)


async def main(folder, plain_port):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder + "/authority.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    loop = asyncio.get_running_loop()

    async def listen(way, port=0, tls=None, **options):
        made = lambda: SMTP(Handler(way), loop=loop, hostname="peer.example", enable_SMTPUTF8=True, **options)
        server = await loop.create_server(made, "127.0.0.1", port, ssl=tls)
        return server, server.sockets[0].getsockname()[1]

    guarded = {"authenticator": authenticator, "auth_required": True}
    plain = await listen("plain", port=plain_port)
    starttls = await listen("starttls", tls_context=context, require_starttls=True, **guarded)
    # aiosmtpd knows of TLS only what came by STARTTLS.
    implicit = await listen("implicit", tls=context, auth_require_tls=False, **guarded)
    say({"plain": plain[1], "starttls": starttls[1], "implicit": implicit[1]})
    # Ends with whoever started it.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(sys.argv[1], int(sys.argv[2])))
