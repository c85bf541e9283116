//! The simulator's own pages, and the frame all pages share: band, card, demo controls.
//!
//! Every page works without JavaScript; there is none. Pages are plain strings, and everything that
//! comes from outside goes through [`esc`].

pub mod calendar;
pub mod demo;
mod home;
pub mod parts;
mod policy;
mod requests;

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::sim::{Desk, Sim};

pub fn router() -> Router<Sim> {
    Router::new()
        .route("/", get(home::page))
        .route("/assets/simulator.css", get(css))
        .route("/calendar/{account}", get(calendar::page))
        .route("/calendar/{account}/edit", post(calendar::edit))
        .route("/calendar/{account}/delete", post(calendar::delete))
        .route("/demo/controls", post(demo::choose))
        .route("/demo/clock", post(demo::forward))
}

/// What differs from page to page; all of it HTML except the title.
pub struct Page {
    pub maker: Maker,
    /// Follows the word «Simulated».
    pub title: String,
    pub main: String,
    /// More boxes under the demo controls.
    pub aside: String,
    /// Where the demo controls lead back to: path and query of this page.
    pub back: String,
}

/// Whose page it stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    Google,
    Microsoft,
    /// The organisation that a federated tenant belongs to.
    Organization,
    Both,
}

impl Maker {
    fn pages(self) -> &'static str {
        match self {
            Self::Google => "Google’s page",
            Self::Microsoft => "Microsoft’s page",
            Self::Organization => "an organization’s own sign-in page",
            Self::Both => "Google’s and Microsoft’s pages",
        }
    }
}

impl Page {
    pub fn render(self, desk: &Desk) -> Html<String> {
        let title = esc(&self.title);
        let controls = demo::controls(desk.settings.demo, &self.back);
        let Self {
            maker, main, aside, ..
        } = self;
        Html(format!(
            r#"<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simulated {title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/simulator.css">
</head>
<body>
<p class="band"><strong class="band-mark">SIMULATED</strong> <span>This stands in for {}. It runs inside the demo; no real account is involved.</span></p>
<div class="page">
<main class="card">
{main}
</main>
<aside class="aside" aria-label="Demo controls">
{controls}
{aside}
</aside>
</div>
</body>
</html>
"#,
            maker.pages()
        ))
    }
}

/// Text as HTML, for content and for attributes in double quotes.
pub fn esc(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    safe
}

async fn css() -> impl IntoResponse {
    let kind = [(header::CONTENT_TYPE, "text/css; charset=utf-8")];
    (kind, include_str!("pages/simulator.css"))
}

/// Forms and the control API are for this machine's own pages and tests: a page on another site
/// must not press the buttons, and no page may be framed.
pub async fn guard(request: Request, next: Next) -> Response {
    let site = request.headers().get("sec-fetch-site");
    let other = site.is_some_and(|site| site == "cross-site");
    // Where a federated organisation posts to, as in reality.
    let expected = request.uri().path() == crate::microsoft::federation::RETURN;
    if other && !expected && request.method() != Method::GET {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // No form-action: the last form of the consent leads to the product's own address.
    let policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; \
                  frame-ancestors 'none'";
    headers.insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(policy),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::esc;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(
            esc("<a href=\"x\">'&'</a>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
        );
    }
}
