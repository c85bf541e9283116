"""An SMTP server for the tests of e-mail: aiosmtpd, which keeps nothing and prints what it takes.

Arguments as one JSON object: port, answers (one per recipient named, then 250), cert, key, user,
password. Prints one JSON object per line: first {"port": …}, then each message.
"""

import email
import email.policy
import json
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

options = json.loads(sys.argv[1])
answers = list(options.get("answers", []))


def say(what):
    print(json.dumps(what), flush=True)


class Keeper:
    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if answers:
            answer = answers.pop(0)
            if not answer.startswith("250"):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        say({
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "body": message.get_content().replace("\r\n", "\n"),
            "tls": session.ssl is not None,
            "user": session.auth_data,
        })
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    user, password = data.login.decode(), data.password.decode()
    if (user, password) == (options.get("user"), options.get("password")):
        return AuthResult(success=True, auth_data=user)
    return AuthResult(success=False, handled=False)


more = {}
if "cert" in options:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["cert"], options["key"])
    more = {
        "tls_context": context,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": authenticate,
    }
controller = Controller(Keeper(), hostname="127.0.0.1", port=options["port"], **more)
controller.start()
say({"port": controller.server.sockets[0].getsockname()[1]})
while True:
    time.sleep(3600)
