// Microsoft's own clients against the simulator: what they can work with is what our code is tested
// against. They speak to Microsoft's addresses over https only, so the last step of each is mapped:
// https://login.microsoftonline.com/… to the simulator's /microsoft/…, https://graph.microsoft.com/…
// to its /microsoft/graph/…, and Graph's links in answers back again. Nothing else is touched.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, test } from "node:test";
import { ConfidentialClientApplication, CryptoProvider, InteractionRequiredAuthError } from "@azure/msal-node";
import graph from "@microsoft/microsoft-graph-client";
import { startSimulator } from "./simulator.mjs";

const CLIENT = "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0";
const SECRET = "demo-microsoft-secret";
const CALLBACK = "http://127.0.0.1:3000/oauth/microsoft/callback";
const APPROVED = "http://127.0.0.1:3000/oauth/microsoft/adminconsent";
const WORK = "wren@open.example";
const PERSONAL = "pat@outlook.example";
const LOGIN = "https://login.microsoftonline.com/";
const GRAPH = "https://graph.microsoft.com/";
const scopes = ["User.Read", "Calendars.ReadWrite"];
const MARK = "String {66f5a359-4659-4830-9070-00047ec6ac6e} Name ClassMirror";
const marked = (value) =>
  `singleValueExtendedProperties/Any(ep: ep/id eq '${MARK}' and ep/value eq '${value}')`;

let simulator;
before(async () => (simulator = await startSimulator()));
after(() => simulator.stop());
beforeEach(() => simulator.control("reset", {}));

const here = (url) =>
  url.replace(LOGIN, `${simulator.url}/microsoft/`).replace(GRAPH, `${simulator.url}/microsoft/graph/`);

const networkClient = {
  async send(url, options = {}) {
    const answer = await fetch(here(url), options);
    return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.json() };
  },
  sendGetRequestAsync: (url, options) => networkClient.send(url, { ...options, method: "GET" }),
  sendPostRequestAsync: (url, options) => networkClient.send(url, { ...options, method: "POST" }),
};

const application = (auth = { clientSecret: SECRET }, tenant = "common") =>
  new ConfidentialClientApplication({
    auth: { clientId: CLIENT, authority: `${LOGIN}${tenant}`, ...auth },
    system: { networkClient },
  });

// What a person decides on Microsoft's pages, and what the application makes of it.
async function consent(app, account, wish = {}) {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
  const asked = await app.getAuthCodeUrl({
    scopes,
    redirectUri: CALLBACK,
    responseMode: "query",
    state: "a-state",
    nonce: "a-nonce",
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
  });
  const { redirect } = await simulator.control("authorize", { account, url: here(asked), ...wish });
  return { callback: redirect && new URL(redirect).searchParams, verifier };
}

// Also compares the nonce with the id token's.
const redeem = (app, code, codeVerifier) =>
  app.acquireTokenByCode({ code, scopes, redirectUri: CALLBACK, codeVerifier, nonce: "a-nonce" });

async function signedIn(app, account = WORK, codeVerifier) {
  const { callback, verifier } = await consent(app, account);
  assert.equal(callback.get("state"), "a-state");
  const code = callback.get("code");
  return redeem(app, code, codeVerifier ?? verifier);
}

const aadsts = (code, number) => (error) => {
  assert.equal(error.errorCode, code, error.message);
  assert.ok(error.errorMessage.includes(`AADSTS${number}:`), error.message);
  return true;
};

const refreshTokens = (app) =>
  Object.values(JSON.parse(app.getTokenCache().serialize()).RefreshToken).map(({ secret }) => secret);

for (const [account, personal] of [
  [WORK, false],
  [PERSONAL, true],
]) {
  test(`${account} signs in, and is who the id token says`, async () => {
    const result = await signedIn(application(), account);
    assert.equal(result.account.username, account);
    assert.equal(result.tenantId === "9188040d-6c67-4c5b-b112-36a304b66dad", personal);
    assert.equal(result.idTokenClaims.nonce, "a-nonce");
    assert.equal(result.idTokenClaims.iss, `${LOGIN}${result.tenantId}/v2.0`);
    assert.equal(result.uniqueId, result.idTokenClaims.oid);
    assert.ok(result.scopes.some((scope) => scope.endsWith("Calendars.ReadWrite")));
  });
}

test("a code goes with its verifier, once", async () => {
  const app = application();
  await assert.rejects(signedIn(app, WORK, "x".repeat(64)), aadsts("invalid_grant", 501481));
  const { callback, verifier } = await consent(app, WORK);
  await redeem(app, callback.get("code"), verifier);
  await assert.rejects(redeem(app, callback.get("code"), verifier), aadsts("invalid_grant", 54005));
});

test("each refresh brings a new refresh token, and the old one stays good", async () => {
  const app = application();
  const { account, accessToken } = await signedIn(app);
  const [old] = refreshTokens(app);
  const next = await app.acquireTokenSilent({ account, scopes, forceRefresh: true });
  assert.notEqual(next.accessToken, accessToken);
  assert.notDeepEqual(refreshTokens(app), [old]);
  assert.ok((await app.acquireTokenByRefreshToken({ refreshToken: old, scopes })).accessToken);
});

test("another secret is refused as invalid_client", async () => {
  const wrong = application({ clientSecret: "not-the-secret" });
  await assert.rejects(signedIn(wrong), aadsts("invalid_client", 7000215));
});

test("a certificate stands for a secret, once it is registered", async () => {
  const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
  const pem = read("../simulator/src/certificate.pem");
  const thumbprintSha256 = new X509Certificate(pem).fingerprint256.replaceAll(":", "");
  const clientCertificate = { thumbprintSha256, privateKey: read("../simulator/src/signing-key.pem") };
  await assert.rejects(signedIn(application({ clientCertificate })), aadsts("invalid_client", 700027));
  const client = { client_id: CLIENT, redirect_uris: [CALLBACK, APPROVED], secrets: [{ value: SECRET }] };
  await simulator.control("microsoft/clients", { ...client, certificates: [pem] });
  assert.ok((await signedIn(application({ clientCertificate }))).accessToken);
});

test("what ends access needs the person again, by MSAL's own rule", async () => {
  const app = application();
  const { account } = await signedIn(app);
  const silently = () => app.acquireTokenSilent({ account, scopes, forceRefresh: true });
  await simulator.control("tenants", { domain: "open.example", conditional_access: "mfa" });
  await assert.rejects(silently(), (error) => {
    assert.ok(error instanceof InteractionRequiredAuthError);
    assert.equal(error.subError, "basic_action");
    assert.ok(error.claims.includes("capolids"));
    return true;
  });
  await simulator.control("tenants", { domain: "open.example", conditional_access: "none" });
  assert.ok((await silently()).accessToken);
  await simulator.control("revoke", { account: WORK });
  await assert.rejects(silently(), (error) => error instanceof InteractionRequiredAuthError);
});

test("IT has to approve; then nobody is asked", async () => {
  const app = application();
  const noor = "noor@managed.example";
  assert.equal((await consent(app, noor)).callback, undefined);
  const query = new URLSearchParams({
    client_id: CLIENT,
    redirect_uri: APPROVED,
    scope: `${GRAPH}Calendars.ReadWrite ${GRAPH}User.Read openid profile offline_access`,
    state: "for-it",
  });
  const url = `${simulator.url}/microsoft/organizations/v2.0/adminconsent?${query}`;
  const { redirect } = await simulator.control("authorize", { account: "itadmin@managed.example", url });
  assert.equal(new URL(redirect).searchParams.get("admin_consent"), "True");
  assert.equal((await signedIn(app, noor)).account.username, noor);
});

// The client with its own retries, and the mapping at its end.
async function mailbox(account = WORK) {
  const app = application();
  const { accessToken } = await signedIn(app, account);
  const authentication = new graph.AuthenticationHandler({ getAccessToken: async () => accessToken });
  const retry = new graph.RetryHandler(new graph.RetryHandlerOptions(0.01, 3));
  authentication.setNext(retry);
  retry.setNext({
    async execute(context) {
      const url = typeof context.request === "string" ? context.request : context.request.url;
      const answer = await fetch(here(url), context.options);
      const text = (await answer.text()).replaceAll(`${simulator.url}/microsoft/graph/`, GRAPH);
      context.response = new Response([204, 304].includes(answer.status) ? null : text, answer);
    },
  });
  const client = graph.Client.initWithMiddleware({ middleware: authentication });
  return (path) => client.api(path).header("Prefer", 'IdType="ImmutableId"');
}

const meeting = (more = {}) => ({
  subject: "Class",
  body: { contentType: "text", content: "Booked in Product." },
  start: { dateTime: "2031-05-06T14:00:00", timeZone: "UTC" },
  end: { dateTime: "2031-05-06T15:30:00", timeZone: "UTC" },
  showAs: "busy",
  sensitivity: "private",
  singleValueExtendedProperties: [{ id: MARK, value: "m1" }],
  ...more,
});
const refused = (statusCode, code) => (error) => {
  assert.deepEqual([error.statusCode, error.code], [statusCode, code], error.message);
  return true;
};

for (const account of [WORK, PERSONAL]) {
  test(`an event of ${account} lives: create, get, find by its mark, change, delete`, async () => {
    const api = await mailbox(account);
    assert.equal((await api("/me").get()).userPrincipalName, account);
    const { id } = await api("/me/events").post(meeting());
    const the = `/me/events/${id}`;
    assert.equal((await api(the).get()).subject, "Class");
    const found = (value) => api("/me/events").filter(marked(value)).select("subject").get();
    assert.deepEqual((await found("m1")).value.map((event) => event.id), [id]);
    assert.deepEqual((await found("m2")).value, []);
    const patched = await api(the).patch({ subject: "Session" });
    assert.deepEqual([patched.subject, patched.sensitivity], ["Session", "private"]);
    await api(the).delete();
    assert.deepEqual((await found("m1")).value, []);
    // Deleted Items keeps it: another calendar by the same immutable id.
    assert.equal((await api(the).expand("calendar").get()).calendar.isDefaultCalendar, false);
    await assert.rejects(api(the).delete(), refused(403, "ErrorCannotDeleteObject"));
  });
}

test("the same transaction makes one event, another content none", async () => {
  const api = await mailbox();
  const once = meeting({ transactionId: "3f0b8a0e-0c1c-4f0e-8f5e-000000000001" });
  const first = await api("/me/events").post(once);
  assert.equal((await api("/me/events").post(once)).id, first.id);
  const other = { ...once, subject: "Other" };
  await assert.rejects(api("/me/events").post(other), refused(400, "ErrorDuplicateTransactionId"));
});

test("pages follow each other until all events are listed", async () => {
  const api = await mailbox();
  for (let n = 0; n < 5; n++) await api("/me/events").post(meeting({ subject: `Class ${n}` }));
  const seen = [];
  let page = await api("/me/events").top(2).get();
  for (; ; page = await api(page["@odata.nextLink"]).get()) {
    seen.push(...page.value.map((event) => event.subject));
    if (!page["@odata.nextLink"]) break;
  }
  assert.deepEqual(seen.sort(), [0, 1, 2, 3, 4].map((n) => `Class ${n}`));
});

test("a fractional Retry-After is waited for by the client", async () => {
  const api = await mailbox();
  await simulator.control("faults", { match: { path: "/me/events" }, status: 429, headers: { "retry-after": "0.02" } });
  assert.deepEqual((await api("/me/events").get()).value, []);
  const { requests } = await simulator.control("requests");
  const asked = requests.filter(({ path }) => path.includes("/me/events"));
  assert.deepEqual(asked.map(({ status }) => status), [429, 200]);
});

test("Graph's refusals have its codes", async () => {
  const api = await mailbox();
  await assert.rejects(api("/me/events/AAkALgNobody").get(), refused(404, "ErrorItemNotFound"));
  for (const wrong of [{ end: undefined }, { start: { dateTime: "2031-05-06T14:00:00Z", timeZone: "UTC" } }, { nothing: 1 }]) {
    await assert.rejects(api("/me/events").post(meeting(wrong)), (error) => error.statusCode === 400, JSON.stringify(wrong));
  }
  const onPremises = await mailbox("olga@open.example");
  await assert.rejects(onPremises("/me/events").get(), refused(404, "MailboxNotEnabledForRESTAPI"));
  await simulator.control("clock", { offset_ms: 2 * 3600 * 1000 });
  await assert.rejects(api("/me/events").get(), refused(401, "InvalidAuthenticationToken"));
});
