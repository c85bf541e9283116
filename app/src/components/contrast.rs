//! Recomputes every promised contrast from `style/tokens.css`, in light and dark, and checks that
//! the hex fallbacks are the colours that `oklch()` names. Only a test.

use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");

type Block = BTreeMap<&'static str, &'static str>;

/// The custom properties of the `nth` block that opens with this selector.
fn block(selector: &str, nth: usize) -> Block {
    let open = format!("{selector} {{\n");
    let body = TOKENS
        .split(open.as_str())
        .nth(nth + 1)
        .and_then(|rest| rest.split('}').next())
        .unwrap_or_else(|| panic!("no block {nth} of {selector}"));
    body.lines()
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "))
        .map(|(name, value)| (name, value.trim_end_matches(';')))
        .collect()
}

const LIGHT: &str = ":root";
const DARK: &str = ":root[data-theme=\"dark\"]";
const SYSTEM_DARK: &str = ":root:not([data-theme=\"light\"])";

fn rgb(hex: &str) -> [f64; 3] {
    let digits = hex.strip_prefix('#').expect("a hex colour");
    [0, 2, 4].map(|at| {
        f64::from(u8::from_str_radix(&digits[at..at + 2], 16).expect("two hex digits")) / 255.0
    })
}

fn luminance(hex: &str) -> f64 {
    let [red, green, blue] = rgb(hex).map(|part| {
        if part <= 0.04045 {
            part / 12.92
        } else {
            ((part + 0.055) / 1.055).powf(2.4)
        }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn check(front: &str, back: &str, light: f64, dark: f64) {
    for (theme, tokens, at_least) in [
        ("light", block(LIGHT, 0), light),
        ("dark", block(DARK, 0), dark),
    ] {
        let found = contrast(tokens[front], tokens[back]);
        // Rounding to hex moves a contrast by up to this much.
        assert!(
            found >= at_least - 0.15,
            "{front} on {back}, {theme}: {found:.2} is less than {at_least}"
        );
    }
}

#[test]
fn words_and_edges_keep_their_contrast() {
    check("ink", "canvas", 14.9, 16.0);
    check("ink-2", "sunken", 7.8, 8.7);
    check("ink-3", "surface", 6.1, 6.6);
    check("ink-3", "canvas", 5.6, 7.3);
    check("ink-3", "sunken", 5.3, 5.9);
    check("brand", "surface", 8.1, 9.0);
    check("brand", "canvas", 7.5, 9.9);
    check("brand", "brand-soft", 6.9, 6.9);
    check("on-brand", "brand", 8.1, 9.5);
    check("on-brand", "brand-hover", 10.9, 11.6);
    check("on-brand", "stop", 7.8, 8.5);
    check("on-brand", "stop-hover", 4.7, 4.7);
    check("header-ink", "header", 4.7, 4.7);
    check("header-ink-2", "header", 8.8, 10.0);
    check("header-ink-2", "bar", 8.8, 6.8);
    check("mark", "header", 7.9, 10.9);
    check("mark-ink", "mark", 7.2, 9.1);
    check("ok", "ok-soft", 7.0, 8.1);
    check("move", "move-soft", 7.0, 7.7);
    check("need", "need-soft", 7.0, 8.3);
    check("stop", "stop-soft", 6.8, 6.8);
    check("idle", "idle-soft", 6.9, 7.3);
    for state in ["ok", "move", "need", "stop", "idle"] {
        check(state, "surface", 7.8, 8.0);
        check("ink-2", &format!("{state}-soft"), 7.6, 7.5);
    }
    check("line-strong", "surface", 3.9, 3.8);
    check("line-strong", "canvas", 3.6, 4.2);
    check("line-strong", "sunken", 3.4, 3.4);
    check("focus", "surface", 5.4, 9.3);
    check("focus", "sunken", 4.7, 8.4);
    // The number of the current step, and words on notes.
    check("surface", "move", 4.7, 4.7);
    for soft in [
        "ok-soft",
        "move-soft",
        "need-soft",
        "stop-soft",
        "brand-soft",
    ] {
        check("ink", soft, 4.7, 4.7);
    }
}

#[test]
fn the_system_and_the_choice_give_the_same_dark() {
    assert_eq!(block(SYSTEM_DARK, 0), block(DARK, 0), "hex");
    assert_eq!(block(SYSTEM_DARK, 1), block(DARK, 1), "oklch");
    assert_eq!(block(SYSTEM_DARK, 2), block(DARK, 2), "shadows");
    let names = |tokens: Block| tokens.into_keys().collect::<Vec<_>>();
    assert_eq!(names(block(LIGHT, 0)), names(block(DARK, 0)));
}

/// sRGB parts of an `oklch(l c h)`.
fn oklch(value: &str) -> [f64; 3] {
    let inner = value
        .strip_prefix("oklch(")
        .and_then(|rest| rest.strip_suffix(')'))
        .expect("an oklch colour");
    let parts: Vec<f64> = inner
        .split(' ')
        .map(|part| part.parse().expect("a number"))
        .collect();
    let (light, chroma, hue) = (parts[0], parts[1], parts[2].to_radians());
    let (a, b) = (chroma * hue.cos(), chroma * hue.sin());
    let l = (light + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (light - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (light - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701 * s,
    ]
    .map(|part| {
        if part <= 0.003_130_8 {
            12.92 * part
        } else {
            1.055 * part.powf(1.0 / 2.4) - 0.055
        }
    })
}

#[test]
fn fallbacks_are_the_colours_that_oklch_names() {
    for (hex, named) in [
        (block(LIGHT, 0), block("  :root", 0)),
        (block(DARK, 0), block(DARK, 1)),
    ] {
        assert_eq!(hex.len(), named.len());
        for (name, value) in named {
            let (fallback, wanted) = (rgb(hex[name]), oklch(value));
            for (found, wanted) in fallback.into_iter().zip(wanted) {
                let far = (found - wanted.clamp(0.0, 1.0)).abs() * 255.0;
                assert!(
                    far < 2.0,
                    "{name}: {} is not {value} ({far:.1} steps)",
                    hex[name]
                );
            }
        }
    }
}
