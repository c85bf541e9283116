// Our server's OAuth against an authorization server that nobody here wrote and that forgives
// nothing; see authority.mjs. Refusal, a narrowed grant, rotation, and a rotated token used again.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { startPair } from "../pair.mjs";
import { CLIENT, SECRET, listen } from "./authority.mjs";

const FLAVOURS = [
  {
    name: "google",
    provider: "google",
    account: "staff@demo.example",
    settings: ({ base, issuer }) => ({
      APP__GOOGLE__CLIENT_ID: CLIENT,
      APP__GOOGLE__CLIENT_SECRET: SECRET,
      APP__GOOGLE__AUTHORIZE_URL: `${base}/auth`,
      APP__GOOGLE__TOKEN_URL: `${base}/token`,
      APP__GOOGLE__REVOKE_URL: `${base}/token/revocation`,
      APP__GOOGLE__USERINFO_URL: `${base}/me`,
      APP__GOOGLE__API_ROOT: `${base}/calendar/v3`,
      APP__GOOGLE__ISSUER: issuer,
    }),
    simulated: {
      client_id: "demo-client.apps.googleusercontent.example",
      client_secret: "demo-client-secret",
      authorize: "/google/o/oauth2/v2/auth",
      token: "/google/token",
      scope: "https://www.googleapis.com/auth/calendar.events",
    },
    cancelled: "refused",
  },
  {
    name: "entra",
    provider: "microsoft",
    account: "wren@open.example",
    settings: ({ base, issuer, tenantIssuer }) => ({
      APP__MICROSOFT__CLIENT_ID: CLIENT,
      APP__MICROSOFT__CLIENT_SECRET: SECRET,
      APP__MICROSOFT__AUTHORIZE_URL: `${issuer}/auth`,
      APP__MICROSOFT__TOKEN_URL: `${issuer}/token`,
      APP__MICROSOFT__GRAPH_ROOT: `${base}/graph/v1.0`,
      APP__MICROSOFT__ISSUER: tenantIssuer,
    }),
    simulated: {
      client_id: "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0",
      client_secret: "demo-microsoft-secret",
      authorize: "/microsoft/common/oauth2/v2.0/authorize",
      token: "/microsoft/common/oauth2/v2.0/token",
      scope: "User.Read Calendars.ReadWrite",
    },
    // Microsoft does not tell a person who cancels from one who may not.
    cancelled: "refused_or_needs_approval",
  },
];

// A browser as far as servers can tell: cookies by origin (ports do not separate cookies, but each
// side here reads only its own), and nothing followed by itself.
class Browser {
  #cookies = new Map();

  async open(url, { form, headers } = {}) {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map();
    this.#cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      method: form ? "POST" : "GET",
      redirect: "manual",
      body: form && new URLSearchParams(form),
      headers: { cookie, origin, "sec-fetch-site": "same-origin", ...headers },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name, ...value] = line.split(";")[0].split("=");
      jar.set(name, value.join("="));
    }
    const to = answer.headers.get("location");
    return { status: answer.status, text: await answer.text(), to: to && new URL(to, url).href };
  }
}

async function eventually(what, read, good) {
  let seen;
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    seen = await read();
    if (good(seen)) return seen;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  assert.fail(`${what}: ${JSON.stringify(seen)}`);
}

// A token of the simulator's own, for the calendar behind the gateway.
async function bearer({ simulated: client, account, provider }, app, simulator) {
  const redirect_uri = `${app}/oauth/${provider}/callback`;
  const { client_id, client_secret, scope } = client;
  const query = new URLSearchParams({ client_id, redirect_uri, response_type: "code", scope });
  const wish = { account, url: `${simulator}${client.authorize}?${query}`, grant_calendar: true };
  const decided = await fetch(`${simulator}/control/authorize`, { method: "POST", body: JSON.stringify(wish) });
  const code = new URL((await decided.json()).redirect).searchParams.get("code");
  const form = { grant_type: "authorization_code", client_id, client_secret, redirect_uri, code };
  const answer = await fetch(`${simulator}${client.token}`, { method: "POST", body: new URLSearchParams(form) });
  return (await answer.json()).access_token;
}

for (const flavour of FLAVOURS) {
  test(`our server with a strict authorization server in ${flavour.name}'s clothes`, async (story) => {
    const authority = await listen(flavour.name);
    after(authority.close);
    // No browser bundle: nothing here runs a script.
    const environment = { LEPTOS_HASH_FILES: "false", ...flavour.settings(authority) };
    const { app, simulator, stop } = await startPair({ label: `-${flavour.name}`, environment });
    after(stop);
    const callback = `${app}/oauth/${flavour.provider}/callback`;
    authority.open({ callback, simulator, bearer: await bearer(flavour, app, simulator) });

    const call = async (browser, endpoint, form = {}) => {
      const answer = await browser.open(`${app}/api/${endpoint}`, { form, headers: { accept: "application/json" } });
      assert.equal(answer.status, 200, `${endpoint}: ${answer.text}`);
      return answer.text && JSON.parse(answer.text);
    };
    const signIn = async (email) => {
      const browser = new Browser();
      await call(browser, "sign_in", { email, password: "demo-demo" });
      return browser;
    };
    const staff = await signIn("staff@demo.example");
    const scheduler = await signIn("scheduler@demo.example");
    const events = async () => {
      const answer = await fetch(`${simulator}/control/events?account=${flavour.account}`);
      return (await answer.json()).events;
    };
    // From the button to the way back: the word the Profile is told.
    const connect = async (decision) => {
      authority.decision = decision;
      const page = await staff.open(`${app}/oauth/${flavour.provider}/start`, { form: {} });
      const link = page.text.match(/<a href="([^"]+)"/)?.[1].replaceAll("&amp;", "&");
      assert.ok(link, page.text);
      for (let at = { to: link }; ; ) {
        at = await staff.open(at.to);
        assert.ok(at.to, `${at.status}: ${at.text}`);
        const to = new URL(at.to);
        if (to.pathname === "/profile/external") return to.searchParams.get("outcome");
      }
    };
    // Next week's classes that Provider 1 offers and nobody is booked into.
    const date = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10);
    const list = await scheduler.open(`${app}/schedule?view=agenda&date=${date}`);
    const links = /href="\/classes\/([0-9a-f-]{36})[^"]*"((?:(?!<\/a>)[\s\S])*)<\/a>/g;
    const unbooked = [...list.text.matchAll(links)].filter(([, , words]) => /Provider 1\b[\s\S]*Open/.test(words));
    const classes = [...new Set(unbooked.map(([, id]) => id))];
    assert.ok(classes.length >= 3, `classes of Provider 1: ${classes.length}`);
    const book = (class_id) => call(scheduler, "book_case", { class_id, case: "LC-2026-1042" });

    await story.test("a person who cancels is told so, and nothing is kept", async () => {
      assert.equal(await connect("cancel"), flavour.cancelled);
      assert.deepEqual([authority.refreshTokens.length, (await events()).length], [0, 0]);
    });

    await story.test("a grant without the calendar does not connect", async () => {
      assert.equal(await connect("narrow"), "box_unticked");
      assert.deepEqual(await events(), []);
    });

    let handedOut;
    await story.test("a whole grant connects, with a test event written and removed", async () => {
      assert.equal(await connect("accept"), "connected");
      const asked = await (await fetch(`${simulator}/control/requests`)).json();
      const writes = asked.requests.filter(({ method, path }) => path.includes("/events") && method !== "GET");
      assert.deepEqual(writes.map(({ method }) => method), ["POST", "DELETE"]);
      handedOut = authority.refreshTokens.length;
    });

    await story.test("each refresh rotates, and only the newest token is ever used", async () => {
      for (const [number, id] of classes.slice(0, 2).entries()) {
        await book(id);
        await eventually("events", events, (all) => all.length === number + 1);
      }
      assert.ok(authority.refreshTokens.length > handedOut, "nothing was refreshed");
      // One old token used by us would have ended the grant with invalid_grant.
      assert.deepEqual(authority.grantErrors, []);
    });

    await story.test("a rotated token that a thief uses ends the grant, and the person is asked", async () => {
      const form = {
        grant_type: "refresh_token",
        refresh_token: authority.refreshTokens[handedOut - 1],
        client_id: CLIENT,
        client_secret: SECRET,
      };
      const stolen = await fetch(`${authority.issuer}/token`, { method: "POST", body: new URLSearchParams(form) });
      assert.equal((await stolen.json()).error, "invalid_grant");
      await book(classes[2]);
      await eventually(
        "reconnect",
        async () => JSON.stringify(await call(staff, "get_calendar_panel")),
        (panel) => /"needs_?reconnect"/i.test(panel),
      );
      assert.equal((await events()).length, 2);
    });
  });
}
