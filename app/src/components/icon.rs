//! The line icons, drawn inline so that they follow the text colour. No icon has a name of its own:
//! the words beside it say what it means.

use leptos::prelude::*;

/// One drawing of the set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IconName {
    Alert,
    ArrowRight,
    Bell,
    Building,
    Calendar,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Circle,
    Clock,
    Contrast,
    Copy,
    Download,
    External,
    EyeOff,
    Help,
    Hourglass,
    Info,
    Lock,
    Mail,
    Menu,
    Minus,
    More,
    Pause,
    Pencil,
    People,
    Person,
    Pin,
    Plus,
    Refresh,
    Search,
    Shield,
    Undo,
    X,
}

impl IconName {
    /// The shapes inside the 24 by 24 box, drawn with a round 2 px stroke.
    const fn shapes(self) -> &'static str {
        match self {
            Self::Alert => {
                r#"<path d="M12 3.5 2.5 20h19z"/><path d="M12 10v4.5"/><path d="M12 17.2v.1"/>"#
            }
            Self::ArrowRight => r#"<path d="M4 12h16"/><path d="m14 6 6 6-6 6"/>"#,
            Self::Bell => {
                r#"<path d="M6 9a6 6 0 0 1 12 0c0 6 2 7.500 2 7.500H4S6 15 6 9"/><path d="M10 20.500a2.200 2.200 0 0 0 4 0"/>"#
            }
            Self::Building => {
                r#"<path d="M4 21V4h10v17"/><path d="M14 10h6v11"/><path d="M2.500 21h19"/><path d="M8 8h2M8 12h2M8 16h2M17 14v.1M17 17.500v.1"/>"#
            }
            Self::Calendar => {
                r#"<rect x="3.500" y="5" width="17" height="16" rx="2"/><path d="M3.500 10h17M8 2.500V7M16 2.500V7"/>"#
            }
            Self::Check => r#"<path d="m4.500 12.500 5 5 10-11"/>"#,
            Self::ChevronDown => r#"<path d="m6 9 6 6 6-6"/>"#,
            Self::ChevronLeft => r#"<path d="m15 6-6 6 6 6"/>"#,
            Self::ChevronRight => r#"<path d="m9 6 6 6-6 6"/>"#,
            Self::Circle => r#"<circle cx="12" cy="12" r="7.500"/>"#,
            Self::Clock => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3.500 2"/>"#,
            Self::Contrast => {
                r#"<circle cx="12" cy="12" r="8.500"/><path d="M12 3.500a8.500 8.500 0 0 1 0 17z" fill="currentColor"/>"#
            }
            Self::Copy => {
                r#"<rect x="9" y="9" width="11.500" height="11.500" rx="2"/><path d="M5.500 15H5a1.500 1.500 0 0 1-1.500-1.500V5A1.500 1.500 0 0 1 5 3.500h8.500A1.500 1.500 0 0 1 15 5v.500"/>"#
            }
            Self::Download => {
                r#"<path d="M12 3.500v12"/><path d="m7 11 5 5 5-5"/><path d="M4 20.500h16"/>"#
            }
            Self::External => {
                r#"<path d="M14 4h6v6M20 4l-9 9"/><path d="M18 14v5a1.500 1.500 0 0 1-1.500 1.500h-11A1.500 1.500 0 0 1 4 19V8a1.500 1.500 0 0 1 1.500-1.500h5"/>"#
            }
            Self::EyeOff => {
                r#"<path d="m3 3 18 18"/><path d="M10.600 6.100A9.500 9.500 0 0 1 12 6c6 0 9.500 6 9.500 6a17 17 0 0 1-2.700 3.400M6.500 7.500A16 16 0 0 0 2.500 12S6 18 12 18a9.300 9.300 0 0 0 4.500-1.200"/><path d="M9.900 9.900a3 3 0 0 0 4.200 4.200"/>"#
            }
            Self::Help => {
                r#"<circle cx="12" cy="12" r="9"/><path d="M9.300 9.300a2.800 2.800 0 1 1 4.200 2.400c-.900.500-1.500 1.100-1.500 2.100"/><path d="M12 16.900v.1"/>"#
            }
            Self::Hourglass => {
                r#"<path d="M6 3h12M6 21h12"/><path d="M7.500 3v3.500c0 2.500 4.500 4 4.500 5.500s-4.500 3-4.500 5.500V21M16.500 3v3.500c0 2.500-4.500 4-4.500 5.500s4.500 3 4.500 5.500V21"/>"#
            }
            Self::Info => {
                r#"<circle cx="12" cy="12" r="9"/><path d="M12 11.500V16"/><path d="M12 7.900v.1"/>"#
            }
            Self::Lock => {
                r#"<rect x="4.500" y="10.500" width="15" height="10.500" rx="2"/><path d="M8 10.500V7.500a4 4 0 0 1 8 0v3"/>"#
            }
            Self::Mail => {
                r#"<rect x="3" y="5" width="18" height="14" rx="2"/><path d="m3.500 7 8.500 6 8.500-6"/>"#
            }
            Self::Menu => r#"<path d="M4 6.500h16M4 12h16M4 17.500h16"/>"#,
            Self::Minus => r#"<path d="M5 12h14"/>"#,
            Self::More => r#"<path d="M5 12v.1M12 12v.1M19 12v.1" stroke-width="3"/>"#,
            Self::Pause => r#"<path d="M8.500 5.500v13M15.500 5.500v13"/>"#,
            Self::Pencil => {
                r#"<path d="M4 20l1-4.500L16.500 4a2.100 2.100 0 0 1 3 0l.500.500a2.100 2.100 0 0 1 0 3L8.500 19z"/>"#
            }
            Self::People => {
                r#"<circle cx="9" cy="8" r="3.700"/><path d="M2.500 20a6.500 6.500 0 0 1 13 0"/><path d="M16 4.600a3.700 3.700 0 0 1 0 6.800M18.500 14.500a6.500 6.500 0 0 1 3 5.500"/>"#
            }
            Self::Person => {
                r#"<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500a7.500 7.500 0 0 1 15 0"/>"#
            }
            Self::Pin => {
                r#"<path d="M12 21.500s7-6.500 7-12a7 7 0 0 0-14 0c0 5.500 7 12 7 12z"/><circle cx="12" cy="9.500" r="2.500"/>"#
            }
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Refresh => {
                r#"<path d="M20 11a8 8 0 0 0-14-4.500L3.500 9M3.500 4v5h5M4 13a8 8 0 0 0 14 4.500l2.500-2.500M20.500 20v-5h-5"/>"#
            }
            Self::Search => {
                r#"<circle cx="10.500" cy="10.500" r="7"/><path d="m20.500 20.500-5-5"/>"#
            }
            Self::Shield => {
                r#"<path d="M12 3l7.500 2.500V11c0 5-3.200 8.300-7.500 10-4.300-1.700-7.500-5-7.500-10V5.500z"/>"#
            }
            Self::Undo => {
                r#"<path d="M8 4 3.500 8.500 8 13"/><path d="M4 8.500h10.500a6 6 0 0 1 0 12H11"/>"#
            }
            Self::X => r#"<path d="m5.500 5.500 13 13M18.500 5.500l-13 13"/>"#,
        }
    }
}

/// An inline SVG of one em and a bit; purely decorative for assistive technology.
#[component]
pub fn Icon(
    /// Which drawing.
    name: IconName,
    /// Further classes, such as `is-large`.
    #[prop(optional)]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg
            class=format!("icon {class}")
            viewBox="0 0 24 24"
            aria-hidden="true"
            focusable="false"
            inner_html=name.shapes()
        ></svg>
    }
    .into_any()
}
