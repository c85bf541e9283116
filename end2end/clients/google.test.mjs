// Google's own clients against the simulator: what they can work with is what our code is tested
// against. Not a word of ours stands between them.
import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { calendar as calendarApi } from "@googleapis/calendar";
import { CodeChallengeMethod, OAuth2Client } from "google-auth-library";
import { startSimulator } from "./simulator.mjs";

const EVENTS = "https://www.googleapis.com/auth/calendar.events";
const ACCOUNT = "staff@demo.example";
const CLIENT = "demo-client.apps.googleusercontent.example";
const SECRET = "demo-client-secret";

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator.stop());
beforeEach(() => simulator.control("reset", {}));

const oauth = (secret = SECRET) =>
  new OAuth2Client({
    clientId: CLIENT,
    clientSecret: secret,
    redirectUri: "http://127.0.0.1:3000/oauth/google/callback",
    endpoints: {
      oauth2AuthBaseUrl: `${simulator.url}/google/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${simulator.url}/google/token`,
      oauth2RevokeUrl: `${simulator.url}/google/revoke`,
      oauth2FederatedSignonPemCertsUrl: `${simulator.url}/google/oauth2/v1/certs`,
    },
  });

// The simulator's Google stands under a path, which the client takes only call by call.
const here = (resource) =>
  new Proxy(resource, {
    get: (target, method) => (parameters, options) =>
      target[method](parameters, { rootUrl: `${simulator.url}/google/`, retry: false, ...options }),
  });
const events = (auth) => here(calendarApi({ version: "v3", auth }).events);

// What the account's owner decides on the consent page: the query of the callback.
async function consent(auth, decision = { grant_calendar: true }, options = {}) {
  const url = auth.generateAuthUrl({
    access_type: "offline",
    prompt: "consent",
    scope: ["openid", "email", EVENTS],
    state: "a-state",
    ...options,
  });
  const { redirect } = await simulator.control("authorize", { account: ACCOUNT, url, ...decision });
  return new URL(redirect).searchParams;
}

async function connected() {
  const auth = oauth();
  const callback = await consent(auth);
  auth.setCredentials((await auth.getToken(callback.get("code"))).tokens);
  return auth;
}

const requestBody = (more = {}) => ({
  summary: "Class",
  start: { dateTime: "2031-05-06T09:00:00-05:00", timeZone: "America/Chicago" },
  end: { dateTime: "2031-05-06T10:30:00-05:00", timeZone: "America/Chicago" },
  ...more,
});
const primary = { calendarId: "primary" };

// Fails with this status, and Google's own reason where the body has one.
const refused = (status, reason) => (error) => {
  assert.equal(error.status ?? error.response?.status, status, error.message);
  if (reason) assert.equal(error.response.data.error.errors?.[0].reason ?? error.response.data.error, reason);
  return true;
};
const oauthError = (status, code) => (error) => {
  assert.equal(error.response.status, status);
  assert.equal(error.response.data.error, code);
  return true;
};

test("a code is exchanged with PKCE, once, and only with its verifier", async () => {
  const auth = oauth();
  const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync();
  const pkce = { code_challenge: codeChallenge, code_challenge_method: CodeChallengeMethod.S256 };

  const stolen = (await consent(auth, undefined, pkce)).get("code");
  const wrong = { code: stolen, codeVerifier: "x".repeat(64) };
  await assert.rejects(auth.getToken(wrong), oauthError(400, "invalid_grant"));

  const callback = await consent(auth, undefined, pkce);
  assert.equal(callback.get("state"), "a-state");
  assert.equal(callback.get("iss"), "https://accounts.google.com");
  const code = callback.get("code");
  const { tokens } = await auth.getToken({ code, codeVerifier });
  assert.ok(tokens.refresh_token && tokens.access_token);
  assert.ok(tokens.expiry_date > Date.now());
  assert.deepEqual(tokens.scope.split(" ").filter((scope) => scope === EVENTS), [EVENTS]);
  await assert.rejects(auth.getToken({ code, codeVerifier }), oauthError(400, "invalid_grant"));
});

test("the id token is signed, for us, and names the account", async () => {
  const auth = await connected();
  const { keys } = await (await fetch(`${simulator.url}/google/oauth2/v3/certs`)).json();
  const certificates = Object.fromEntries(
    keys.map((jwk) => [jwk.kid, createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" })]),
  );
  const verify = (audience) =>
    auth.verifySignedJwtWithCertsAsync(auth.credentials.id_token, certificates, audience, [
      "https://accounts.google.com",
    ]);
  const { email, sub } = (await verify(CLIENT)).getPayload();
  assert.equal(email, ACCOUNT);
  assert.ok(sub);
  await assert.rejects(verify("another-client"));
});

test("an unticked box gives a good token without the calendar", async () => {
  const auth = oauth();
  const callback = await consent(auth, { grant_calendar: false });
  const { tokens } = await auth.getToken(callback.get("code"));
  assert.ok(!tokens.scope.split(" ").includes(EVENTS));
  auth.setCredentials(tokens);
  await assert.rejects(events(auth).list(primary), refused(403, "insufficientPermissions"));
});

test("a person who cancels sends back access_denied", async () => {
  const callback = await consent(oauth(), { deny: true });
  assert.deepEqual([callback.get("error"), callback.get("state"), callback.get("code")], ["access_denied", "a-state", null]);
});

test("an expired token is refreshed by the client, and the refresh token stays", async () => {
  const auth = await connected();
  const { access_token, refresh_token } = auth.credentials;
  auth.setCredentials({ refresh_token, access_token, expiry_date: Date.now() - 1 });
  await events(auth).list(primary);
  assert.notEqual(auth.credentials.access_token, access_token);
  assert.equal(auth.credentials.refresh_token, refresh_token);
});

test("another secret is refused as invalid_client", async () => {
  const { refresh_token } = (await connected()).credentials;
  const stranger = oauth("not-the-secret");
  stranger.setCredentials({ refresh_token });
  await assert.rejects(stranger.getAccessToken(), oauthError(401, "invalid_client"));
});

test("an event lives: insert, get, list by its mark, patch, update, delete", async () => {
  const api = events(await connected());
  const id = "0123456789abcdefghijklmnopqrstuv";
  const marked = { extendedProperties: { private: { class_mirror: "m1" } }, colorId: "5" };
  const made = await api.insert({ ...primary, sendUpdates: "none", requestBody: requestBody({ id, ...marked }) });
  assert.deepEqual([made.status, made.data.id, made.data.status], [200, id, "confirmed"]);
  const the = { ...primary, eventId: id };

  assert.equal((await api.get(the)).data.summary, "Class");
  const found = await api.list({ ...primary, privateExtendedProperty: ["class_mirror=m1"] });
  assert.deepEqual(found.data.items.map((event) => event.id), [id]);
  const none = await api.list({ ...primary, privateExtendedProperty: ["class_mirror=m2"] });
  assert.deepEqual(none.data.items, []);

  const patched = await api.patch({ ...the, requestBody: { summary: "Session" } });
  assert.deepEqual([patched.data.summary, patched.data.colorId], ["Session", "5"]);
  const updated = await api.update({ ...the, requestBody: requestBody() });
  assert.deepEqual([updated.data.summary, updated.data.colorId], ["Class", undefined]);

  assert.equal((await api.delete(the)).status, 204);
  assert.equal((await api.get(the)).data.status, "cancelled");
  assert.deepEqual((await api.list(primary)).data.items, []);
  assert.equal((await api.list({ ...primary, showDeleted: true })).data.items.length, 1);
});

test("pages follow each other until all events are listed", async () => {
  const api = events(await connected());
  for (let n = 0; n < 5; n++) await api.insert({ ...primary, requestBody: requestBody({ summary: `Class ${n}` }) });
  const seen = [];
  for (let pageToken; ; ) {
    const { data } = await api.list({ ...primary, maxResults: 2, pageToken });
    seen.push(...data.items.map((event) => event.summary));
    if (!(pageToken = data.nextPageToken)) break;
  }
  assert.deepEqual(seen.sort(), [0, 1, 2, 3, 4].map((n) => `Class ${n}`));
});

test("an id is taken once and for ever: 409", async () => {
  const api = events(await connected());
  const insert = () => api.insert({ ...primary, requestBody: requestBody({ id: "taken00001" }) });
  await insert();
  await assert.rejects(insert(), refused(409, "duplicate"));
  await api.delete({ ...primary, eventId: "taken00001" });
  await assert.rejects(insert(), refused(409, "duplicate"));
});

test("what is not there: 404, deleted twice: 410", async () => {
  const api = events(await connected());
  const the = { ...primary, eventId: "neverthere" };
  await assert.rejects(api.get(the), refused(404, "notFound"));
  await assert.rejects(api.delete(the), refused(404, "notFound"));
  const { data } = await api.insert({ ...primary, requestBody: requestBody() });
  await api.delete({ ...primary, eventId: data.id });
  await assert.rejects(api.delete({ ...primary, eventId: data.id }), refused(410, "deleted"));
});

test("what is not an event is refused: 400", async () => {
  const api = events(await connected());
  for (const wrong of [
    { end: undefined },
    { id: "NOT-BASE32HEX" },
    { end: { dateTime: "2031-05-06T08:00:00-05:00" } },
    { start: { dateTime: "2031-05-06T09:00:00-05:00", timeZone: "Mars/Olympus" } },
  ]) {
    await assert.rejects(api.insert({ ...primary, requestBody: requestBody(wrong) }), refused(400), JSON.stringify(wrong));
  }
});

test("an etag that has moved on is 412", async () => {
  const api = events(await connected());
  const { data } = await api.insert({ ...primary, requestBody: requestBody() });
  const patch = (summary) =>
    api.patch({ ...primary, eventId: data.id, requestBody: { summary } }, { headers: { "If-Match": data.etag } });
  await patch("first");
  await assert.rejects(patch("second"), refused(412, "conditionNotMet"));
});

let minutes = 0;
for (const [settings, status, reason] of [
  [{ user_quota_per_minute: 1 }, 403, "userRateLimitExceeded"],
  [{ project_quota_per_minute: 1 }, 403, "rateLimitExceeded"],
  [{ project_quota_per_minute: 1, project_quota_status: 429 }, 429, "rateLimitExceeded"],
]) {
  test(`more than ${JSON.stringify(settings)} is ${status}`, async () => {
    const api = events(await connected());
    await simulator.control("settings", settings);
    // A minute in which nothing was called yet.
    const { offset_ms } = await simulator.control("clock");
    await simulator.control("clock", { offset_ms: offset_ms + (minutes += 2) * 60_000 });
    await api.list(primary);
    await assert.rejects(api.list(primary), refused(status, reason));
  });
}
test("Google's own limits stop writing, not reading", async () => {
  const api = events(await connected());
  await simulator.control("settings", { usage_limits_reached: true });
  await api.list(primary);
  await assert.rejects(api.insert({ ...primary, requestBody: requestBody() }), refused(403, "quotaExceeded"));
});

test("an id token is verified with the certificates, as the client does by itself", async () => {
  const auth = await connected();
  const ticket = await auth.verifyIdToken({ idToken: auth.credentials.id_token, audience: CLIENT });
  assert.equal(ticket.getPayload().email, ACCOUNT);
});

test("access for a time says when it ends, and ends", async () => {
  await simulator.control("settings", { refresh_token_expires_in: 600 });
  const auth = await connected();
  assert.ok(auth.credentials.refresh_token_expires_in <= 600);
  await simulator.control("clock", { offset_ms: 601_000 });
  await assert.rejects(auth.refreshAccessToken(), oauthError(400, "invalid_grant"));
});

test("calendars cannot be listed with the events scope: 403", async () => {
  const auth = await connected();
  const lists = here(calendarApi({ version: "v3", auth }).calendarList);
  await assert.rejects(lists.list({}), refused(403, "insufficientPermissions"));
});

for (const [who, end] of [
  ["revoking a token", (auth) => auth.revokeToken(auth.credentials.refresh_token)],
  ["the account's owner", () => simulator.control("revoke", { account: ACCOUNT })],
]) {
  test(`after ${who} the whole grant is over`, async () => {
    const auth = await connected();
    const { refresh_token, access_token, expiry_date } = auth.credentials;
    await end(auth);
    const token = oauth();
    token.setCredentials({ access_token, expiry_date });
    await assert.rejects(events(token).list(primary), refused(401, "authError"));
    const refresh = oauth();
    refresh.setCredentials({ refresh_token });
    await assert.rejects(refresh.getAccessToken(), oauthError(400, "invalid_grant"));
    await assert.rejects(auth.revokeToken(refresh_token), refused(400));
  });
}
