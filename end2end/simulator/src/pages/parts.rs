//! Pieces of the sign-in pages that both providers use.

use super::esc;

/// The line at the top of a card; `step` is «2 of 3».
pub fn head(what: &str, step: Option<&str>) -> String {
    let step = match step {
        Some(step) => format!(" <span>Step {step}</span>"),
        None => String::new(),
    };
    format!("<p class=\"card-head\"><span>Simulated {what}</span>{step}</p>")
}

/// The request, which travels along as it came.
pub fn ask_field(query: &str) -> String {
    hidden("ask", query)
}

pub fn hidden(name: &str, value: &str) -> String {
    format!(
        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
        esc(name),
        esc(value)
    )
}

pub fn initials(address: &str) -> String {
    address
        .chars()
        .take(1)
        .flat_map(char::to_uppercase)
        .collect()
}

/// Who is signed in.
pub fn chip(address: &str) -> String {
    format!(
        "<p class=\"chip\"><span class=\"face\" aria-hidden=\"true\">{}</span> {}</p>",
        esc(&initials(address)),
        esc(address)
    )
}

/// The accounts to choose from, each with what kind it is, and a way to type another one. Leads to
/// `action` with the field `account`.
pub fn chooser(action: &str, query: &str, accounts: &[(&str, &str)], typed: &str) -> String {
    let rows: String = accounts
        .iter()
        .map(|(address, kind)| {
            format!(
                r#"<li><button class="row" name="account" value="{address}"><span class="face" aria-hidden="true">{}</span> <span><strong>{address}</strong> <span class="quiet">{}</span></span></button></li>
"#,
                esc(&initials(address)),
                esc(kind),
                address = esc(address),
            )
        })
        .collect();
    let open = if typed.is_empty() { "" } else { " open" };
    format!(
        r#"<form method="get" action="{action}">
{field}
<ul class="rows">
{rows}</ul>
</form>
<details class="another"{open}>
<summary>Use another account</summary>
<form class="fields" method="get" action="{action}">
{field}
<label>Email <input type="email" name="account" value="{}" required autocomplete="off"></label>
<button>Next</button>
</form>
</details>"#,
        esc(typed),
        action = esc(action),
        field = ask_field(query),
    )
}
