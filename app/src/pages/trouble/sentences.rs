//! The sentence of every error and of every problem. Exhaustive: a new problem without a sentence
//! does not compile.

use domain::permission::Permission;

use crate::error::{AppError, Problem};
use crate::text::Texts;

/// Whether the error stands in the place of a page's content, or answers something that was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    ToSee,
    ToChange,
}

/// The sentence of an error.
#[must_use]
pub fn sentence(t: &Texts, error: &AppError, asked: Asked) -> String {
    match error {
        AppError::SignedOut => t.errors.session_over.to_owned(),
        AppError::NotAllowed { permission } => {
            let name = permission_name(t, permission);
            match asked {
                Asked::ToSee => (t.errors.role_lacks)(name),
                Asked::ToChange => (t.errors.role_no_longer)(name),
            }
        }
        AppError::NotFound => t.errors.nothing_here.to_owned(),
        AppError::Invalid(problems) => problems
            .iter()
            .map(|p| problem_sentence(t, &p.field, &p.problem))
            .collect::<Vec<_>>()
            .join(" "),
        AppError::Refused(problem) => problem_sentence(t, "", problem),
        AppError::Stale { by, at } => (t.errors.stale)(by, at),
        AppError::TooMany { again_at } => (t.errors.too_many_attempts)(again_at),
        AppError::Broke { reference } => (t.errors.broke)(reference),
        AppError::Unreachable => t.errors.not_reachable.to_owned(),
    }
}

/// The sentence of one problem; `field` names the field as the form does, or is empty.
#[must_use]
pub fn problem_sentence(t: &Texts, field: &str, problem: &Problem) -> String {
    let e = &t.errors;
    match problem {
        Problem::Required => (e.required)(last_part(field)),
        Problem::TooLong { max } => (e.too_long)(*max),
        Problem::TooShort { min } => (e.too_short)(*min),
        Problem::OutOfRange { min, max } => (e.out_of_range)(*min, *max),
        Problem::NotADate => e.not_a_date.to_owned(),
        Problem::NotATime => e.not_a_time.to_owned(),
        Problem::NotAnEmail => e.not_an_email.to_owned(),
        Problem::NotATimeZone => e.not_a_zone.to_owned(),
        Problem::NotADomain => e.not_a_domain.to_owned(),
        Problem::NotATenant => e.not_a_tenant.to_owned(),
        Problem::NotAChoice => e.not_a_choice.to_owned(),
        Problem::AlreadyUsed => e.already_used.to_owned(),
        Problem::BadAlias => e.points_to_person.to_owned(),
        Problem::EndBeforeStart => e.end_before_start.to_owned(),
        Problem::InThePast => e.in_the_past.to_owned(),
        Problem::TimeDoesNotExist {
            time,
            site,
            date,
            from,
            to,
        } => (e.does_not_exist)(time, site, date, from, to),
        Problem::TimeHappensTwice { time, date, .. } => (e.happens_twice)(time, date),
        Problem::CredentialsDoNotMatch => e.no_match.to_owned(),
        Problem::Deactivated => e.not_active.to_owned(),
        Problem::LinkExpired => e.link_expired.to_owned(),
        Problem::ItLinkExpired { until } => (e.it_link_expired)(until),
        Problem::LinkUsed => e.link_used.to_owned(),
        Problem::WrongPassword => e.wrong_password.to_owned(),
        Problem::WrongCode => e.wrong_code.to_owned(),
        Problem::SignInAgain => e.sign_in_took_too_long.to_owned(),
        Problem::AlreadyOn => e.already_on.to_owned(),
        Problem::NotForYourself => e.not_for_yourself.to_owned(),
        Problem::ClassFull { taken, capacity } => (e.class_full)(*taken, *capacity),
        Problem::AlreadyInClass { reference } => (e.already_booked)(&(t.cases.case)(reference)),
        Problem::BookedElsewhere { reference, class } => {
            (e.booked_elsewhere)(&(t.cases.case)(reference), class)
        }
        Problem::NotInClass => e.not_in_class.to_owned(),
        Problem::ProviderBusy {
            provider,
            class,
            when,
        } => (e.double_booked)(provider, class, when),
        Problem::RoomTaken { room } => (e.room_taken)(room),
        Problem::ClassStarted => e.class_started.to_owned(),
        Problem::ClassOver => e.class_over.to_owned(),
        Problem::ClassCanceled => e.class_canceled.to_owned(),
        Problem::NotConnected => e.not_connected.to_owned(),
        Problem::AlreadyConnected => e.already_connected.to_owned(),
        Problem::BelowBooked { booked } => (e.below_booked)(*booked),
        Problem::BeyondYou => e.beyond_you.to_owned(),
        Problem::LastRolesRole => e.last_roles_role.to_owned(),
        Problem::LastAdmin => e.last_admin.to_owned(),
        Problem::RoleInUse { people } => (e.role_in_use)(*people),
        Problem::TooMany { max } => (e.too_many)(*max),
        Problem::AddressTaken { email } => (e.address_taken)(email),
        Problem::NotTheseAddresses { typed } => (e.not_this_address)(typed),
        Problem::ChangedSince => e.changed_since.to_owned(),
        Problem::TooLateToUndo { events: 0, at } => (e.too_late_to_undo)(at),
        Problem::TooLateToUndo { events, at } => (e.too_late)(*events, at),
        Problem::CasesElsewhere { count } => (e.cases_elsewhere)(*count),
        Problem::UntilBeforeStart => e.until_before_start.to_owned(),
        Problem::TooManyDates { max } => (e.too_many_dates)(*max),
        Problem::DatesUndecided { count, of } => (t.classes.dates_need_decision)(*count, *of),
        Problem::LookAtDates { count } => (e.look_at_dates)(*count),
        Problem::EveryDateSkipped => e.every_date_skipped.to_owned(),
        Problem::CaseClosed { reference } => (e.case_closed)(&(t.cases.case)(reference)),
        Problem::HasAnotherRole { role } => (e.has_another_role)(role),
        Problem::IsDeactivated => e.is_deactivated.to_owned(),
        Problem::NotKnown { text } => (e.not_known)(text),
        Problem::TwiceInFile { line } => (e.twice_in_file)(*line),
        Problem::ColumnMissing { name } => (e.column_missing)(name),
        Problem::ColumnUnknown { name } => (e.column_unknown)(name),
        Problem::NotATable => e.not_a_table.to_owned(),
        Problem::TooManyLines { max } => (e.too_many_lines)(*max),
        Problem::CaseErased => e.case_erased.to_owned(),
        Problem::ChangedSincePreview => e.changed_since_preview.to_owned(),
    }
}

/// `form[capacity]` is the field `capacity`.
#[must_use]
pub fn last_part(field: &str) -> &str {
    let field = field.strip_suffix(']').unwrap_or(field);
    field.rsplit(['[', '.']).next().unwrap_or(field)
}

/// A permission as the role editor names it.
fn permission_name(t: &Texts, permission: &str) -> &'static str {
    Permission::parse(permission).map_or("", |permission| name_of(t, permission))
}

/// A permission as the role editor names it.
#[must_use]
pub const fn name_of(t: &Texts, permission: Permission) -> &'static str {
    let r = &t.roles;
    match permission {
        Permission::CalendarConnect => r.calendar_integration,
        Permission::CalendarManage => r.manage_integration,
        Permission::ClassesOwn => r.own_classes,
        Permission::ClassesManage => r.all_classes,
        Permission::CasesManage => r.cases,
        Permission::RolesManage => r.roles,
        Permission::UsersManage => r.users,
        Permission::SettingsManage => r.settings,
        Permission::AuditView => r.audit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::EN;

    #[test]
    fn a_field_inside_a_struct_is_found_by_its_own_name() {
        assert_eq!(last_part("form[capacity]"), "capacity");
        assert_eq!(last_part("form.capacity"), "capacity");
        assert_eq!(last_part("email"), "email");
    }

    #[test]
    fn a_missing_permission_reads_differently_for_a_page_and_for_an_action() {
        let error = AppError::NotAllowed {
            permission: "calendar.connect".to_owned(),
        };
        assert_eq!(
            sentence(&EN, &error, Asked::ToSee),
            "Your role does not include this. Ask an administrator for “Calendar integration”."
        );
        assert_eq!(
            sentence(&EN, &error, Asked::ToChange),
            "Nothing was changed: your role no longer includes “Calendar integration”."
        );
    }
}
