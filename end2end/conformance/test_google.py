"""Google's Python clients against the simulator: google-auth-oauthlib and google-api-python-client."""

import os
import unittest

# The simulator is plain http on loopback, and Google renames scopes ("email") in its answers.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"

from google.auth.exceptions import RefreshError
from google_auth_oauthlib.flow import Flow
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError
from oauthlib.oauth2 import InvalidGrantError
from simulator import Simulator

EVENTS = "https://www.googleapis.com/auth/calendar.events"
CALLBACK = "http://127.0.0.1:3000/oauth/google/callback"
BODY = {
    "id": "0123456789abcdefghij",
    "summary": "Class",
    "start": {"dateTime": "2031-05-06T09:00:00-05:00", "timeZone": "America/Chicago"},
    "end": {"dateTime": "2031-05-06T10:30:00-05:00", "timeZone": "America/Chicago"},
    "extendedProperties": {"private": {"class_mirror": "m1"}},
}


class Google(unittest.TestCase):
    def setUp(self):
        self.simulator = Simulator()
        self.addCleanup(self.simulator.stop)

    def flow(self, ticked=True):
        google = f"{self.simulator.url}/google"
        config = {
            "client_id": "demo-client.apps.googleusercontent.example",
            "client_secret": "demo-client-secret",
            "auth_uri": f"{google}/o/oauth2/v2/auth",
            "token_uri": f"{google}/token",
        }
        flow = Flow.from_client_config({"web": config}, ["openid", "email", EVENTS], redirect_uri=CALLBACK)
        url, state = flow.authorization_url(access_type="offline", prompt="consent")
        wish = {"account": "staff@demo.example", "url": url, "grant_calendar": ticked}
        back = self.simulator.control("authorize", wish)["redirect"]
        self.assertIn(f"state={state}", back)
        return flow, back

    def connected(self, ticked=True):
        flow, back = self.flow(ticked)
        flow.fetch_token(authorization_response=back)
        return flow.credentials

    def events(self, credentials):
        options = {"api_endpoint": f"{self.simulator.url}/google/calendar/v3/"}
        api = build("calendar", "v3", credentials=credentials, client_options=options, static_discovery=True)
        self.addCleanup(api.close)
        return api.events()

    def refused(self, status, reason, call):
        with self.assertRaises(HttpError) as caught:
            call.execute(num_retries=0)
        self.assertEqual(caught.exception.status_code, status)
        self.assertEqual(caught.exception.error_details[0]["reason"], reason)

    def test_a_code_is_spent_once(self):
        flow, back = self.flow()
        flow.fetch_token(authorization_response=back)
        self.assertTrue(flow.credentials.refresh_token)
        with self.assertRaises(InvalidGrantError):
            flow.fetch_token(authorization_response=back)

    def test_an_event_lives(self):
        events = self.events(self.connected())
        made = events.insert(calendarId="primary", body=BODY, sendUpdates="none").execute()
        self.assertEqual(made["status"], "confirmed")
        the = {"calendarId": "primary", "eventId": made["id"]}
        found = events.list(calendarId="primary", privateExtendedProperty="class_mirror=m1").execute()
        self.assertEqual([event["id"] for event in found["items"]], [made["id"]])
        self.assertEqual(events.patch(**the, body={"summary": "Session"}).execute()["summary"], "Session")
        self.refused(409, "duplicate", events.insert(calendarId="primary", body=BODY))
        events.delete(**the).execute()
        self.assertEqual(events.get(**the).execute()["status"], "cancelled")
        self.refused(410, "deleted", events.delete(**the))

    def test_pages_follow_each_other(self):
        events = self.events(self.connected())
        for number in range(3):
            events.insert(calendarId="primary", body={**BODY, "id": f"number{number}"}).execute()
        seen, request = 0, events.list(calendarId="primary", maxResults=2)
        while request is not None:
            page = request.execute()
            seen += len(page["items"])
            request = events.list_next(request, page)
        self.assertEqual(seen, 3)

    def test_an_empty_box_is_a_good_token_without_the_calendar(self):
        events = self.events(self.connected(ticked=False))
        with self.assertRaises(HttpError) as caught:
            events.list(calendarId="primary").execute()
        self.assertEqual(caught.exception.status_code, 403)

    def test_a_refresh_keeps_the_token_until_access_is_withdrawn(self):
        from google.auth.transport.requests import Request

        credentials = self.connected()
        kept = credentials.refresh_token
        credentials.refresh(Request())
        self.assertEqual(credentials.refresh_token, kept)
        self.simulator.control("revoke", {"account": "staff@demo.example"})
        with self.assertRaises(RefreshError) as caught:
            credentials.refresh(Request())
        self.assertIn("invalid_grant", str(caught.exception))


if __name__ == "__main__":
    unittest.main()
