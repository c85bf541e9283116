//! What the connection panel says in each state: badge, headline, sentence, line. Pure: the same
//! panel always reads the same, so every state is a table row in a test.

use crate::api::calendar::{CalendarPanel, ConnectionView, ShownState};
use crate::components::badge::Tone;
use crate::components::icon::IconName;
use crate::components::one_way_line::LineState;
use crate::text::Texts;

/// The words and looks of one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateWords {
    pub tone: Tone,
    pub icon: IconName,
    pub badge: &'static str,
    pub headline: String,
    pub sentence: String,
    pub line: LineState,
    /// Read instead of the line.
    pub line_name: String,
    /// On the line: why it does not run, or how far it is.
    pub line_label: Option<String>,
}

/// The words for what the panel shows now.
#[must_use]
pub fn words(t: &Texts, panel: &CalendarPanel) -> StateWords {
    match &panel.connection {
        Some(connection) if panel.shown != ShownState::NotConnected => {
            connected_words(t, panel, connection)
        }
        _ => StateWords {
            tone: Tone::Idle,
            icon: IconName::Circle,
            badge: t.widgets.not_connected,
            headline: t.profile.not_connected_headline.to_owned(),
            sentence: t.profile.not_connected_sentence.to_owned(),
            line: LineState::NotConnected,
            line_name: t.profile.line_not_connected.to_owned(),
            line_label: None,
        },
    }
}

fn connected_words(t: &Texts, panel: &CalendarPanel, connection: &ConnectionView) -> StateWords {
    let (p, w) = (&t.profile, &t.widgets);
    let calendar = connection.provider.calendar_name();
    let maker = connection.provider.maker();
    let waiting_label = (panel.waiting > 0).then(|| (w.line_waiting)(panel.waiting));
    let interrupted = (p.line_interrupted)(calendar, panel.waiting);
    match panel.shown {
        ShownState::NotConnected | ShownState::Connected => StateWords {
            tone: Tone::Ok,
            icon: IconName::Check,
            badge: w.connected,
            headline: (p.connected_headline)(calendar),
            sentence: how_many_are_there(t, panel),
            line: LineState::Connected,
            line_name: (p.line_connected)(calendar),
            line_label: None,
        },
        ShownState::CatchingUp => StateWords {
            tone: Tone::Move,
            icon: IconName::Refresh,
            badge: w.catching_up,
            headline: (p.catching_up_headline)(calendar),
            sentence: (p.catching_up_sentence)(panel.sent, panel.upcoming),
            line: LineState::CatchingUp,
            line_name: (p.line_catching_up)(calendar, panel.sent, panel.upcoming),
            line_label: Some((w.line_progress)(panel.sent, panel.upcoming)),
        },
        ShownState::Retrying => StateWords {
            tone: if panel
                .next
                .iter()
                .any(|next| !next.delivery.at_risk.is_empty())
            {
                Tone::Need
            } else {
                Tone::Move
            },
            icon: IconName::Clock,
            badge: w.retrying,
            headline: (p.not_answering_headline)(maker),
            sentence: (p.retrying_sentence)(panel.waiting, &connection.retry_at),
            line: LineState::Retrying,
            line_name: interrupted,
            line_label: waiting_label,
        },
        ShownState::NeedsReconnect => StateWords {
            tone: Tone::Need,
            icon: IconName::Alert,
            badge: w.needs_reconnecting,
            headline: (p.reconnect)(calendar),
            sentence: (p.reconnect_sentence)(maker, &connection.state_since, panel.waiting),
            line: LineState::Interrupted,
            line_name: interrupted,
            line_label: waiting_label,
        },
        ShownState::NeedsConsent => StateWords {
            tone: Tone::Need,
            icon: IconName::Lock,
            badge: w.needs_permission,
            headline: (p.permission_headline)(maker),
            sentence: (p.permission_sentence)(permission_at(t, connection), panel.waiting),
            line: LineState::Interrupted,
            line_name: interrupted,
            line_label: waiting_label,
        },
        ShownState::MailboxUnusable => StateWords {
            tone: Tone::Need,
            icon: IconName::Search,
            badge: w.calendar_missing,
            headline: p.missing_headline.to_owned(),
            sentence: (p.missing_mailbox)(&connection.account),
            line: LineState::Interrupted,
            line_name: interrupted,
            line_label: waiting_label,
        },
        ShownState::OurSide => StateWords {
            tone: Tone::Idle,
            icon: IconName::Clock,
            badge: w.on_our_side,
            headline: (p.our_side_headline)(maker),
            sentence: (p.our_side_sentence)(maker, panel.waiting),
            line: LineState::Paused,
            line_name: interrupted,
            line_label: waiting_label,
        },
        ShownState::Paused => StateWords {
            tone: Tone::Idle,
            icon: IconName::Pause,
            badge: w.paused_by_policy,
            headline: p.paused_headline.to_owned(),
            sentence: (p.paused_done)(&connection.state_since),
            line: LineState::Paused,
            line_name: (p.line_paused)(calendar),
            line_label: Some(w.line_paused.to_owned()),
        },
        ShownState::Leaving => StateWords {
            tone: Tone::Move,
            icon: IconName::Minus,
            badge: w.disconnecting,
            headline: (p.disconnecting_headline)(calendar),
            sentence: (p.disconnecting_sentence)(connection.leaving_done, connection.leaving_total),
            line: LineState::Disconnecting,
            line_name: (p.line_disconnecting)(calendar),
            line_label: Some((w.line_progress)(
                connection.leaving_done,
                connection.leaving_total,
            )),
        },
    }
}

/// "All 12 …" / "11 of your 12 …; one you deleted yourself." / "You have no booked classes yet …".
fn how_many_are_there(t: &Texts, panel: &CalendarPanel) -> String {
    let p = &t.profile;
    match (panel.upcoming, panel.removed_by_user) {
        (0, _) => p.connected_none.to_owned(),
        (of, _) if panel.sent >= of => (p.connected_all)(of),
        (of, 0) => (p.connected_part)(panel.sent, of),
        (of, 1) => (p.connected_one_deleted)(panel.sent, of),
        (of, deleted) => (p.connected_some_deleted)(panel.sent, of, deleted),
    }
}

/// The permission as the provider's own page names it.
fn permission_at(t: &Texts, connection: &ConnectionView) -> &'static str {
    match connection.provider {
        domain::provider::Provider::Google => t.profile.google_permission,
        domain::provider::Provider::Microsoft => t.profile.microsoft_permission,
    }
}

/// Whether the panel changes soon by itself, so that it is worth looking often.
#[must_use]
pub fn is_moving(panel: &CalendarPanel) -> bool {
    panel.waiting > 0
        || matches!(
            panel.shown,
            ShownState::CatchingUp | ShownState::Retrying | ShownState::Leaving
        )
}
