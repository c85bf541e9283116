//! The one place that renders `<textarea>`: the framework does not escape children of it on the
//! server, so the text is escaped here.

use leptos::prelude::*;

use super::field::{Field, described_by};

/// A text of several lines with its frame.
#[component]
pub fn TextArea(
    /// The form name and id.
    #[prop(into)]
    name: String,
    /// What it asks for.
    #[prop(into)]
    label: String,
    /// What it starts with; any text is safe.
    #[prop(optional, into)]
    value: Signal<String>,
    /// How many lines it shows.
    #[prop(default = 3)]
    rows: u32,
    /// One line under the label.
    #[prop(optional, into)]
    hint: Signal<Option<String>>,
    /// What has to be corrected.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Marks it "(optional)".
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let id = name.clone();
    let describes = described_by(&id);
    view! {
        <Field id=id.clone() label hint=hint error optional>
            <textarea
                class="input"
                id=id
                name=name
                rows=rows.to_string()
                aria-describedby=describes
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                inner_html=move || value.with(|text| escape_text_area(text))
            ></textarea>
        </Field>
    }
    .into_any()
}

/// Escapes a text for the inside of `<textarea>`; a first line break is doubled because HTML drops it.
fn escape_text_area(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 1);
    if text.starts_with('\n') {
        escaped.push('\n');
    }
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_leave_the_text_area() {
        let html = Owner::new().with(|| {
            view! { <TextArea name="note" label="Note" value="</textarea><script>alert(1)</script>"/> }
                .to_html()
        });
        assert!(!html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;/textarea&gt;&lt;script&gt;"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }

    #[test]
    fn a_first_line_break_survives() {
        assert_eq!(escape_text_area("\nx & y"), "\n\nx &amp; y");
    }
}
