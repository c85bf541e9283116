//! Who may do what: a row for each server function, page and route. A new one is a new row.
//!
//! Arguments are as a form sends them; `{class}`, `{case}`, `{role}`, `{user}`, `{type}`, `{site}`,
//! a file is sent where they begin with `multipart/form-data`; `{invitation}` and `{link}` become real ids of Linden, or ids that nobody has.

use domain::permission::Permission::{
    self, AuditView, CalendarConnect, CalendarManage, CasesManage, ClassesManage, ClassesOwn,
    RolesManage, SettingsManage, UsersManage,
};

#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// Also for people who are not signed in.
    Open,
    /// For whoever has the link it was made for; tried with one nobody was given.
    Link,
    /// For everybody who is; what they see is their own.
    Signed,
    /// For roles with any of these.
    Any(&'static [Permission]),
}

use Rule::{Any, Link, Open, Signed};

const CLASSES: Rule = Any(&[ClassesManage, ClassesOwn]);
const ROLES: Rule = Any(&[RolesManage]);
const USERS: Rule = Any(&[UsersManage]);
const CASES: Rule = Any(&[CasesManage]);
const AUDIT: Rule = Any(&[AuditView]);
const SETTINGS: Rule = Any(&[SettingsManage]);
const SECOND_STEP: Rule = Any(&[RolesManage, UsersManage, SettingsManage]);
const CALENDAR: Rule = Any(&[CalendarConnect]);
const CALENDARS: Rule = Any(&[CalendarManage]);

const OFFER: &str = "form[class_type_id]={type}&form[site_id]={site}&form[provider_id]={user}\
                     &form[capacity]=3&form[date]=2026-11-20&form[start]=09:00&form[end]=10:00";
const EDIT: &str = "id={class}&version=1&form[class_type_id]={type}&form[site_id]={site}\
                    &form[provider_id]={user}&form[capacity]=3&form[date]=2026-11-20\
                    &form[start]=09:00&form[end]=10:00";

#[rustfmt::skip]
pub const FUNCTIONS: &[(&str, &str, Rule)] = &[
    // Who
    ("get_viewer", "", Open),
    ("get_sign_in_page", "", Open),
    ("sign_in", "email=&password=", Open),
    ("sign_out", "", Open),
    ("request_password_reset", "email=", Open),
    ("get_link_info", "token=x", Open),
    ("use_link", "token=x&name=x&password=x", Open),
    ("set_appearance", "appearance=dark", Open),
    // A code that nobody was asked for yet.
    ("answer_second_step", "code=000000&return_to=/", Open),
    // Profile
    ("get_profile", "", Signed),
    ("save_profile", "name=&appearance=dark&version=1", Signed),
    ("change_password", "current=x&new=x", Signed),
    ("get_signed_in_devices", "", Signed),
    ("sign_out_everywhere_else", "", Signed),
    ("get_second_step", "", Signed),
    ("begin_second_step", "", SECOND_STEP),
    // Without one begun there is none to confirm, renew or remove.
    ("confirm_second_step", "code=000000", Signed),
    ("keep_recovery_codes", "", Signed),
    ("make_recovery_codes", "code=000000", Signed),
    ("remove_second_step", "code=000000", Signed),
    // One's own calendar
    ("get_calendar_panel", "", CALENDAR),
    ("disconnect_calendar", "", CALENDAR),
    ("finish_disconnect", "", CALENDAR),
    ("try_calendar_now", "", CALENDAR),
    ("put_back", "class_id={class}", Signed),
    ("get_calendar_check", "", CALENDAR),
    ("fix_calendar", "class_id={class}", CALENDAR),
    ("get_sent_messages", "page=1", Signed),
    // IT's approval, and the feed
    ("ask_it", "provider=microsoft", CALENDAR),
    // Also for those who once could.
    ("withdraw_it_request", "provider=microsoft", Signed),
    ("send_to_it", "provider=microsoft&address=", CALENDAR),
    ("get_it_page", "token=x", Open),
    ("get_approvals", "", CALENDARS),
    ("make_approval_link", "provider=microsoft", CALENDARS),
    ("send_approval", "provider=microsoft&address=", CALENDARS),
    ("decide_approval", "provider=microsoft&approved=true", CALENDARS),
    ("make_feed", "", CALENDAR),
    ("end_feed", "", Signed),
    // Classes
    ("get_class_week", "scope=own&date=", CLASSES),
    ("get_class_by_link", "token={link}", CLASSES),
    ("get_class_detail", "id={class}", CLASSES),
    ("get_class_roster", "id={class}", CLASSES),
    ("get_class_delivery", "id={class}", CLASSES),
    ("get_availability_options", "id={class}", CLASSES),
    ("add_availability", OFFER, CLASSES),
    ("edit_availability", EDIT, CLASSES),
    ("preview_series", EDIT, CLASSES),
    ("cancel_class", "id={class}&version=1", CLASSES),
    ("uncancel_class", "id={class}&version=1", CLASSES),
    ("delete_class", "id={class}&version=1", CLASSES),
    ("send_again", "id={class}&version=1", CLASSES),
    ("book_case", "class_id={class}&case={case}", CASES),
    ("remove_case", "class_id={class}&case_id={case}", CASES),
    // Cases
    ("get_cases", "query=&page=1", CASES),
    ("find_cases", "query=al", CASES),
    ("get_case_detail", "id={case}", CASES),
    ("add_case", "form[reference]=&form[name]=", CASES),
    ("edit_case", "id={case}&version=1&form[reference]=X&form[name]=X", CASES),
    ("erase_case", "id={case}&version=1&confirmed=", CASES),
    ("stage_import", "multipart/form-data&kind=cases&text=external_id,name", CASES),
    ("get_import", "kind=cases&id=x&page=1", CASES),
    ("apply_import", "kind=cases&id=x&seen[new]=0&seen[changed]=0&seen[unchanged]=0&seen[refused]=0", CASES),
    ("get_open_classes", "case_id={case}&filter[page]=1", CASES),
    // Class types and sites
    ("get_catalog", "", SETTINGS),
    ("add_class_type", "form[name]=&form[calendar_alias]=", SETTINGS),
    ("edit_class_type", "id={type}&version=1&form[name]=X&form[calendar_alias]=", SETTINGS),
    ("add_site", "form[name]=&form[time_zone]=", SETTINGS),
    ("edit_site", "id={site}&version=1&form[name]=X&form[time_zone]=Europe/Berlin", SETTINGS),
    // Settings
    ("get_settings", "", SETTINGS),
    ("save_settings", "version=0&form[name]=X&form[time_zone]=Europe/Berlin&form[clock]=12&form[week_start]=monday", SETTINGS),
    // Calendar policy
    ("get_policy", "", CALENDARS),
    ("preview_policy", "form[google]=true", CALENDARS),
    ("save_policy", "version=0&form[google]=true", CALENDARS),
    ("undo_policy", "version=0", CALENDARS),
    // Everybody's calendars
    ("get_integration", "filter[q]=", CALENDARS),
    ("get_disconnect_question", "user_id={user}", CALENDARS),
    ("disconnect_person", "connection_id={role}", CALENDARS),
    ("get_ledger", "filter[q]=", CALENDARS),
    ("get_stopped_removals", "", CALENDARS),
    ("decide_removals", "id={role}", CALENDARS),
    // Audit
    ("get_audit", "filter[q]=", AUDIT),
    ("get_mails", "page=1", AUDIT),
    // Only in demo mode; in production there is no such thing.
    ("get_demo_mailbox", "", Open),
    // Roles
    ("get_roles", "", ROLES),
    ("get_role", "id={role}", ROLES),
    ("get_role_impact", "id={role}&permissions[]=classes.own", ROLES),
    ("get_reassign_impact", "id={role}&to={role}", ROLES),
    ("get_role_edits", "id={role}&since=0", ROLES),
    ("save_role", "id={role}&version=1&permissions[]=classes.own", ROLES),
    ("rename_role", "id={role}&version=1&name=X", ROLES),
    ("add_role", "name=&like={role}", ROLES),
    ("delete_role", "id={role}&version=1", ROLES),
    ("get_pending_undo", "", Signed),
    ("undo_role_edit", "edit=x", Signed),
    // Users
    ("get_users", "", USERS),
    ("get_user", "id={user}", USERS),
    ("get_user_role_impact", "id={user}&role_id={role}", USERS),
    ("invite_people", "emails=x%40linden.example&role_id={role}", USERS),
    ("withdraw_invitation", "invitation={invitation}", USERS),
    ("change_user_role", "id={user}&version=1&role_id={role}", USERS),
    ("undo_user_role", "edit=x", USERS),
    ("deactivate_user", "id={user}&version=1", USERS),
    ("reactivate_user", "id={user}&version=1", USERS),
    ("sign_out_user", "id={user}", USERS),
    ("send_reset_link", "id={user}", USERS),
    ("reset_second_step", "id={user}", USERS),
];

#[rustfmt::skip]
pub const PAGES: &[(&str, Rule)] = &[
    ("/sign-in", Open),
    ("/sign-in/code", Open),
    ("/forgot-password", Open),
    ("/link/{token}", Open),
    ("/privacy", Open),
    // Its link says for whom; without one there is nothing.
    ("/it/{token}", Open),
    ("/demo/mail", Open),
    ("/", Signed),
    ("/help", Signed),
    ("/c/{token}", CLASSES),
    ("/classes", CLASSES),
    ("/classes/new", CLASSES),
    ("/classes/{id}", CLASSES),
    ("/classes/{id}/roster", CLASSES),
    ("/classes/{id}/delivery", CLASSES),
    ("/classes/{id}/edit", CLASSES),
    ("/classes/{id}/cancel", CLASSES),
    ("/classes/{id}/delete", CLASSES),
    ("/schedule", Any(&[ClassesManage])),
    ("/schedule/import", Signed),
    ("/schedule/import/{id}", Any(&[ClassesManage])),
    ("/cases", CASES),
    // An empty form; sending it is refused.
    ("/cases/new", Signed),
    ("/cases/import", Signed),
    ("/cases/import/{id}", CASES),
    ("/cases/{id}", CASES),
    ("/cases/{id}/classes", CASES),
    ("/cases/{id}/erase", CASES),
    ("/profile", Signed),
    ("/profile/security", Signed),
    // Whoever is not offered one reads so.
    ("/profile/security/second-step", Signed),
    ("/profile/external", CALENDAR),
    // Also for those who once could; it lists one's own.
    ("/profile/external/sent", Signed),
    ("/profile/external/check", CALENDAR),
    ("/profile/external/switch", CALENDAR),
    ("/profile/external/disconnect", CALENDAR),
    // Leads to the first page the role allows.
    ("/admin", Signed),
    ("/admin/calendar", CALENDARS),
    ("/admin/calendar/disconnect/{user}", CALENDARS),
    ("/admin/calendar/ledger", CALENDARS),
    ("/admin/audit", AUDIT),
    ("/admin/audit/email", AUDIT),
    ("/admin/calendar/policy", CALENDARS),
    ("/admin/calendar/approval", CALENDARS),
    ("/admin/users", USERS),
    ("/admin/users/invite", USERS),
    // An empty form; sending it is refused.
    ("/admin/users/import", Signed),
    ("/admin/users/import/{id}", USERS),
    ("/admin/users/{id}", USERS),
    ("/admin/users/{id}/deactivate", USERS),
    ("/admin/roles", ROLES),
    ("/admin/roles/new", ROLES),
    ("/admin/roles/{id}", ROLES),
    ("/admin/roles/{id}/review", ROLES),
    ("/admin/roles/{id}/rename", ROLES),
    ("/admin/roles/{id}/delete", ROLES),
    ("/admin/class-types", SETTINGS),
    ("/admin/settings", SETTINGS),
];

/// The server's own routes: `http::own_routes`.
#[rustfmt::skip]
pub const ROUTES: &[(&str, &str, Rule)] = &[
    ("POST", "/oauth/{provider}/start", Signed),
    // Ends nothing and begins nothing for whoever did not start: back to the Profile, which asks.
    ("GET", "/oauth/{provider}/callback", Open),
    ("GET", "/it/{token}/kit.pdf", Link),
    ("POST", "/it/{token}/approve", Link),
    ("GET", "/oauth/microsoft/adminconsent", Link),
    ("GET", "/feed/{file}", Link),
    ("GET", "/admin/calendar/people.csv", CALENDARS),
    ("GET", "/admin/calendar/ledger.csv", CALENDARS),
    ("GET", "/admin/audit.csv", AUDIT),
    ("GET", "/healthz", Open),
];

/// A path of the router with its parts filled in.
pub fn address(path: &str, fill: impl Fn(&str) -> String) -> String {
    let of = match path.split('/').nth(1) {
        Some("cases") => "{case}",
        Some("c" | "link") => "{link}",
        Some("admin") if path.contains("/users/") || path.contains("{user}") => "{user}",
        Some("admin") => "{role}",
        _ => "{class}",
    };
    ["{id}", "{token}", "{user}", "{provider}"]
        .iter()
        .fold(path.to_owned(), |path, part| {
            if path.contains(part) {
                path.replace(part, &fill(of))
            } else {
                path
            }
        })
}
