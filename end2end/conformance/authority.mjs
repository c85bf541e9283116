// A strict authorization server that nobody here wrote (npm oidc-provider), dressed as Google or as
// Microsoft Entra as far as our server can tell, and behind its tokens the simulator's calendar.
//
// What oidc-provider insists on and the real ones do not: PKCE, exact redirect addresses, an issuer in
// the callback, a code and a rotated refresh token that end the whole grant when they are used again.
import { createServer } from "node:http";
import Provider, { interactionPolicy } from "oidc-provider";

export const CLIENT = "conformance-client";
export const SECRET = "conformance-secret-of-some-length";
const TENANT = "0f0e0d0c-0b0a-4908-8706-050403020100";

const FLAVOURS = {
  google: {
    path: "",
    permission: "https://www.googleapis.com/auth/calendar.events",
    claims: { openid: ["sub"], email: ["email", "email_verified"] },
    scopes: ["openid", "email", "offline_access"],
    calendar: { from: "/calendar/v3/", to: "/google/calendar/v3/" },
    identity: { email: "staff@demo.example", email_verified: true },
  },
  entra: {
    path: `/${TENANT}/v2.0`,
    permission: "Calendars.ReadWrite",
    claims: { openid: ["sub", "tid", "oid"], email: ["email"], profile: ["name", "preferred_username"] },
    scopes: ["openid", "email", "profile", "offline_access", "User.Read"],
    calendar: { from: "/graph/v1.0/", to: "/microsoft/graph/v1.0/" },
    identity: {
      tid: TENANT,
      oid: "11111111-2222-4333-8444-555555555555",
      name: "Wren",
      preferred_username: "wren@open.example",
      email: "wren@open.example",
    },
  },
};

// Listens at once, so that the app can be told its addresses; `open` lets it serve.
export async function listen(name) {
  const flavour = FLAVOURS[name];
  let serve = (_, answer) => answer.writeHead(503).end();
  const server = createServer((request, answer) => serve(request, answer));
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const base = `http://127.0.0.1:${server.address().port}`;
  const issuer = `${base}${flavour.path}`;
  const authority = {
    base,
    issuer,
    tenantIssuer: issuer.replace(TENANT, "{tenantid}"),
    // What the person decides next: "accept", "cancel", "narrow".
    decision: "accept",
    // Every refresh token ever handed out, the newest last, and the errors of the token endpoint.
    refreshTokens: [],
    grantErrors: [],
    open({ callback, simulator, bearer }) {
      const provider = strict(flavour, authority, callback);
      const answer = provider.callback();
      serve = (request, response) => {
        if (request.url.startsWith(flavour.calendar.from)) {
          return gateway(provider, flavour, { simulator, bearer }, request, response);
        }
        if (request.url.startsWith("/interaction/")) return decide(provider, flavour, authority, request, response);
        // Mounted under the issuer's path, as its documentation says.
        request.originalUrl = request.url;
        if (flavour.path && request.url.startsWith(flavour.path)) request.url = request.url.slice(flavour.path.length);
        // OpenID Connect gives offline access only with prompt=consent; Entra does without.
        if (name === "entra") request.url = request.url.replace("prompt=select_account", "prompt=consent%20select_account");
        return answer(request, response);
      };
    },
    close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))),
  };
  return authority;
}

function strict(flavour, authority, callback) {
  const policy = interactionPolicy.base();
  // Choosing an account is OpenID Connect's, but not part of the base policy.
  policy.add(new interactionPolicy.Prompt({ name: "select_account", requestable: true }), 0);
  const provider = new Provider(authority.issuer, {
    clients: [
      {
        client_id: CLIENT,
        client_secret: SECRET,
        redirect_uris: [callback],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        token_endpoint_auth_method: "client_secret_post",
      },
    ],
    scopes: [...flavour.scopes, flavour.permission],
    claims: flavour.claims,
    conformIdTokenClaims: false,
    // Google's own parameter. Whoever asks for offline access, in either way, gets a refresh token.
    extraParams: ["access_type"],
    issueRefreshToken: (_, client) => client.grantTypeAllowed("refresh_token"),
    rotateRefreshToken: true,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
    interactions: { policy, url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...flavour.identity }) }),
    // Shorter than any margin our server keeps: each piece of work needs a refresh.
    ttl: { AccessToken: 30, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 600, RefreshToken: 3600, Session: 600 },
    cookies: { keys: ["of no consequence"] },
  });
  provider.on("refresh_token.saved", (token) => authority.refreshTokens.push(token.jti));
  provider.on("grant.error", (_, error) => authority.grantErrors.push(error.error));
  return provider;
}

// The person at the consent page.
async function decide(provider, flavour, authority, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  if (authority.decision === "cancel") {
    const refusal = { error: "access_denied", error_description: "The person pressed Cancel." };
    return provider.interactionFinished(request, response, refusal);
  }
  const grant = new provider.Grant({ accountId: "a-person", clientId: CLIENT });
  const asked = params.scope.split(" ");
  const given = asked.filter((scope) => authority.decision === "accept" || scope !== flavour.permission);
  grant.addOIDCScope(given.join(" "));
  const refused = asked.filter((scope) => !given.includes(scope));
  if (refused.length) grant.rejectOIDCScope(refused.join(" "));
  const result = { select_account: {}, login: { accountId: "a-person" }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
}

// The calendar takes this server's tokens only, and only with the permission; then the simulator is
// asked with one of its own.
async function gateway(provider, flavour, { simulator, bearer }, request, response) {
  const [, presented] = (request.headers.authorization ?? "").split(" ");
  const token = presented && (await provider.AccessToken.find(presented));
  if (!token || token.isExpired) return response.writeHead(401).end();
  if (!token.scope.split(" ").includes(flavour.permission)) return response.writeHead(403).end();
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const headers = { authorization: `Bearer ${bearer}` };
  for (const name of ["content-type", "prefer", "if-match", "client-request-id"]) {
    if (request.headers[name]) headers[name] = request.headers[name];
  }
  const target = `${simulator}${request.url.replace(flavour.calendar.from, flavour.calendar.to)}`;
  const body = chunks.length ? Buffer.concat(chunks) : undefined;
  const answer = await fetch(target, { method: request.method, headers, body });
  const kept = answer.headers.get("content-type");
  response.writeHead(answer.status, kept ? { "content-type": kept } : {});
  response.end(Buffer.from(await answer.arrayBuffer()));
}
