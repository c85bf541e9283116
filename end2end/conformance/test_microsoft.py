"""Microsoft's Python client, msal, against the simulator.

It takes https addresses of Microsoft's only: its requests for login.microsoftonline.com are sent to
the simulator, and the simulator's address in answers (the discovery document) is read as that one.
"""

import unittest
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import msal
import requests
from simulator import ROOT, Simulator

LOGIN = "https://login.microsoftonline.com/"
CLIENT = "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0"
SECRET = "demo-microsoft-secret"
CALLBACK = "http://127.0.0.1:3000/oauth/microsoft/callback"
SCOPES = ["User.Read", "Calendars.ReadWrite"]
WREN = "wren@open.example"


class Mapped(requests.Session):
    def __init__(self, url):
        super().__init__()
        self.there = f"{url}/microsoft/"

    def request(self, method, url, **more):
        answer = super().request(method, url.replace(LOGIN, self.there), **more)
        answer._content = answer.content.replace(self.there.encode(), LOGIN.encode())
        return answer


class Microsoft(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.stop)

    def application(self, credential=SECRET, tenant="common"):
        session = Mapped(self.simulator.url)
        self.addCleanup(session.close)
        return msal.ConfidentialClientApplication(
            CLIENT,
            client_credential=credential,
            authority=f"{LOGIN}{tenant}",
            instance_discovery=False,
            http_client=session,
        )

    def flow(self, app, account=WREN, **wish):
        # Makes a state, a nonce and a PKCE verifier, and checks all three at the end.
        flow = app.initiate_auth_code_flow(SCOPES, redirect_uri=CALLBACK, response_mode="query")
        url = flow["auth_uri"].replace(LOGIN, f"{self.simulator.url}/microsoft/")
        back = self.simulator.control("authorize", {"account": account, "url": url, **wish})
        return flow, dict(parse_qsl(urlsplit(back.get("redirect", "")).query))

    def signed_in(self, app, account=WREN):
        flow, back = self.flow(app, account)
        return app.acquire_token_by_auth_code_flow(flow, back)

    def test_work_and_personal_accounts_sign_in(self):
        for account in (WREN, "pat@outlook.example"):
            app = self.application()
            result = self.signed_in(app, account)
            self.assertNotIn("error", result)
            self.assertEqual(result["id_token_claims"]["preferred_username"], account)
            (known,) = app.get_accounts()
            again = app.acquire_token_silent_with_error(SCOPES, known, force_refresh=True)
            self.assertNotEqual(again["access_token"], result["access_token"])

    def test_a_code_is_spent_once(self):
        app = self.application()
        flow, back = self.flow(app)
        self.assertIn("access_token", app.acquire_token_by_auth_code_flow(dict(flow), back))
        again = app.acquire_token_by_auth_code_flow(flow, back)
        self.assertEqual((again["error"], again["error_codes"]), ("invalid_grant", [54005]))

    def test_a_person_who_cancels(self):
        app = self.application()
        flow, back = self.flow(app, deny=True)
        self.assertEqual((back["error"], back["error_subcode"]), ("access_denied", "cancel"))
        self.assertEqual(app.acquire_token_by_auth_code_flow(flow, back)["error"], "access_denied")

    def test_an_old_refresh_token_stays_good(self):
        app = self.application()
        old = self.signed_in(app)["refresh_token"]
        for _ in range(2):
            result = app.acquire_token_by_refresh_token(old, SCOPES)
            self.assertIn("access_token", result)
        self.simulator.control("revoke", {"account": WREN})
        refused = app.acquire_token_by_refresh_token(old, SCOPES)
        self.assertEqual((refused["error"], refused["suberror"]), ("invalid_grant", "consent_required"))

    def test_secrets_and_certificates(self):
        refused = self.signed_in(self.application("not-the-secret"))
        self.assertEqual((refused["error"], refused["error_codes"]), ("invalid_client", [7000215]))
        read = lambda path: (ROOT / "end2end" / Path(path)).read_text()
        certificate = read("simulator/src/certificate.pem")
        credential = {
            "private_key": read("simulator/src/signing-key.pem"),
            "public_certificate": certificate,
        }
        self.assertEqual(self.signed_in(self.application(credential))["error_codes"], [700027])
        client = {"client_id": CLIENT, "redirect_uris": [CALLBACK], "certificates": [certificate]}
        self.simulator.control("microsoft/clients", client)
        self.assertIn("access_token", self.signed_in(self.application(credential)))


if __name__ == "__main__":
    unittest.main()
