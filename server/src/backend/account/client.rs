//! Where a request comes from, as the session list and the throttle need it.

use std::net::{IpAddr, Ipv4Addr};

use http::request::Parts;
use leptos::prelude::use_context;

/// Put into the request's extensions by `http`.
#[derive(Debug, Clone)]
pub struct Client {
    pub address: IpAddr,
    /// "Firefox on Linux".
    pub device: String,
}

impl Client {
    /// The client of the request at hand.
    pub fn current() -> Client {
        use_context::<Parts>()
            .and_then(|parts| parts.extensions.get::<Client>().cloned())
            .unwrap_or(Client {
                address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                device: String::new(),
            })
    }
}

/// What a person recognises a browser by. Order matters: Chrome also says Safari, Edge also says
/// Chrome.
pub fn device(user_agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known
            .iter()
            .find(|(mark, _)| user_agent.contains(mark))
            .map(|(_, name)| *name)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown device".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_as_its_owner_would() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("curl/8.0", "Unknown device"),
        ] {
            assert_eq!(device(agent), name);
        }
    }
}
