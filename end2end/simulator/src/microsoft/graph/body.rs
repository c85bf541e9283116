//! The text of an event, which Exchange keeps as HTML.

use serde_json::{Value, json};

/// Exchange keeps bodies as HTML; text is given to those who prefer it.
pub fn shown(kept: &Value, text_wanted: bool) -> Value {
    let content = kept
        .get("content")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let kind = kept
        .get("contentType")
        .and_then(Value::as_str)
        .unwrap_or("text");
    let is_text = kind.eq_ignore_ascii_case("text");
    if text_wanted {
        let text = if is_text {
            content.to_owned()
        } else {
            plain(content)
        };
        return json!({"contentType": "text", "content": text});
    }
    let inner = match is_text {
        true => crate::pages::esc(content).replace('\n', "<br>\r\n"),
        false => content.to_owned(),
    };
    let html = match inner.is_empty() || inner.contains("<html") {
        true => inner,
        false => format!(
            "<html>\r\n<head>\r\n<meta http-equiv=\"Content-Type\" content=\"text/html; \
             charset=utf-8\">\r\n</head>\r\n<body>\r\n<div class=\"PlainText\">{inner}</div>\r\n\
             </body>\r\n</html>\r\n"
        ),
    };
    json!({"contentType": "html", "content": html})
}

pub fn preview(kept: &Value) -> String {
    let content = kept
        .get("content")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let text = match kept.get("contentType").and_then(Value::as_str) {
        Some(kind) if kind.eq_ignore_ascii_case("text") => content.to_owned(),
        _ => plain(content),
    };
    text.chars().take(255).collect()
}

/// HTML without its tags.
fn plain(html: &str) -> String {
    let mut inside = false;
    let text: String = html
        .chars()
        .filter(|letter| {
            let shown = !inside && *letter != '<';
            inside = (inside || *letter == '<') && *letter != '>';
            shown
        })
        .collect();
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}
