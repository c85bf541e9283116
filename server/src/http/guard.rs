//! Who is let in at all: calls for our own host, and writes from our own pages.
//!
//! Also tells where a request really comes from: forwarding headers count only from the proxies the
//! operator named.

use std::net::{IpAddr, SocketAddr};

use anyhow::Context;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State as Extracted};
use axum::middleware::Next;
use axum::response::Response;
use http::header::{HOST, USER_AGENT};
use http::{HeaderMap, StatusCode};
use tower_http::csrf::{CsrfLayer, ProtectionError};
use url::Url;

use super::refusal;
use crate::backend::account::client::{Client, device};
use crate::state::State;

type RefuseWrite = fn(ProtectionError) -> Response;

/// Refuses a write that another site made a browser send.
pub fn same_site_writes(public_url: &str) -> anyhow::Result<CsrfLayer<RefuseWrite>> {
    let refuse: RefuseWrite = |_: ProtectionError| -> http::Response<Body> {
        refusal::page(
            StatusCode::FORBIDDEN,
            "Not from here",
            "This was sent by another site, so nothing was changed. Open the page here and try again.",
        )
    };
    Ok(CsrfLayer::new()
        .add_trusted_origin(public_url)
        .context("server.public_url is no origin")?
        .with_rejection_response(refuse))
}

/// Refuses a host name that is not ours, and notes where the request comes from.
pub async fn own_host(
    Extracted(state): Extracted<State>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip());
    let proxies = &state.config.trusted_proxies;
    let trusted = peer.is_some_and(|peer| proxies.contains(&peer));
    let headers = request.headers();
    let forwarded_host = headers
        .get("x-forwarded-host")
        .and_then(|value| value.to_str().ok())
        .filter(|_| trusted);
    let host = forwarded_host
        .or_else(|| {
            request
                .uri()
                .authority()
                .map(|authority| authority.as_str())
        })
        .or_else(|| headers.get(HOST).and_then(|value| value.to_str().ok()));
    let health = request.uri().path() == "/healthz";
    if !health && !host.is_some_and(|host| is_own(host, &state.config.public_url)) {
        return refusal::page(
            StatusCode::MISDIRECTED_REQUEST,
            "Another address",
            &format!(
                "This site is at <a href=\"{0}\">{0}</a>.",
                state.config.public_url
            ),
        );
    }
    if let Some(peer) = peer {
        let client = Client {
            address: origin(peer, headers, proxies),
            device: headers
                .get(USER_AGENT)
                .and_then(|value| value.to_str().ok())
                .map(device)
                .unwrap_or_default(),
        };
        request.extensions_mut().insert(client);
    }
    next.run(request).await
}

fn is_own(host: &str, public_url: &str) -> bool {
    let Ok(own) = Url::parse(public_url) else {
        return false;
    };
    let Ok(called) = Url::parse(&format!("{}://{host}", own.scheme())) else {
        return false;
    };
    called.origin() == own.origin() && called.path() == "/" && called.username().is_empty()
}

/// The last address in the chain that no proxy of ours wrote about itself.
fn origin(peer: IpAddr, headers: &HeaderMap, proxies: &[IpAddr]) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(|text| text.trim().parse::<IpAddr>().ok())
        .rfind(|address| !proxies.contains(address))
        .unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_host_is_ours() {
        for (host, public_url, ours) in [
            ("classes.example.org", "https://classes.example.org", true),
            (
                "Classes.Example.org:443",
                "https://classes.example.org",
                true,
            ),
            (
                "classes.example.org:80",
                "https://classes.example.org",
                false,
            ),
            ("evil.example", "https://classes.example.org", false),
            (
                "classes.example.org@evil.example",
                "https://classes.example.org",
                false,
            ),
            (
                "a@classes.example.org",
                "https://classes.example.org",
                false,
            ),
            ("127.0.0.1:3000", "http://127.0.0.1:3000", true),
            ("localhost:3000", "http://127.0.0.1:3000", false),
            ("", "http://127.0.0.1:3000", false),
        ] {
            assert_eq!(is_own(host, public_url), ours, "{host}");
        }
    }

    #[test]
    fn a_forwarded_address_counts_from_a_trusted_proxy_only() {
        let proxy: IpAddr = "10.0.0.1".parse().unwrap();
        let stranger: IpAddr = "203.0.113.9".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.append(
            "x-forwarded-for",
            "198.51.100.7, 203.0.113.5, 10.0.0.1".parse().unwrap(),
        );
        let person: IpAddr = "203.0.113.5".parse().unwrap();
        assert_eq!(origin(proxy, &headers, &[proxy]), person);
        assert_eq!(origin(stranger, &headers, &[proxy]), stranger);
        assert_eq!(origin(proxy, &HeaderMap::new(), &[proxy]), proxy);
    }
}
