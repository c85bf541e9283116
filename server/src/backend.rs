//! The screens' contract, implemented for one request and one viewer.
//!
//! Each method is one line into the module of its area. What those return is a [`Failure`]: either
//! something to tell the person, or a bug, which is logged here, once, with a reference.

pub mod account;
pub mod approval;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod catalog;
mod check;
pub mod classes;
pub mod delivery;
pub mod feed;
pub mod import;
pub mod integration;
mod outcome;
mod period;
pub mod policy;
mod preview;
pub mod roles;
mod settings;
mod typed;
pub mod users;

use app::api::approval::{ApprovalRow, ItPage};
use app::api::audit::{AuditFilter, AuditPage, DemoLetter, MailPage};
use app::api::calendar::{CalendarPanel, SentMessage};
use app::api::cases::{CaseDetail, CaseForm, CaseHit, CasePage, OpenClasses, OpenFilter};
use app::api::catalog::{Catalog, ClassTypeForm, SiteForm};
use app::api::classes::{
    AvailabilityForm, AvailabilityOptions, Booked, ClassAction, ClassDelivery, ClassDetail,
    ClassRoster, ClassWeek,
};
use app::api::import::{ImportKind, ImportPreview, ImportSummary};
use app::api::integration::{
    DisconnectQuestion, Integration, IntegrationFilter, Ledger, LedgerFilter,
};
use app::api::policy::{PolicyForm, PolicyPage, PolicyPreview};
use app::api::roles::{PendingUndo, RoleDetail, RoleEdit, RoleImpact, RoleRow};
use app::api::second_step::SecondStep;
use app::api::series::SeriesPreview;
use app::api::session::{LinkInfo, Profile, SignInPage, SignedInDevice, Viewer};
use app::api::settings::{Settings, SettingsForm};
use app::api::users::{UserDetail, UserFilter, UserPage};
use app::backend::{Answer, Backend};
use app::error::AppError;
use async_trait::async_trait;
use domain::id::{CaseId, ClassId, ClassTypeId, ConnectionId, OrgId, RoleId, SiteId, UserId};
use domain::permission::{Permission, Permissions};
use domain::provider::Provider;
use leptos::prelude::use_context;

pub use self::outcome::{Failure, Outcome, not_allowed, reference};
use crate::state::State;
use account::second_step;

/// The signed-in user a request acts for, as the session row named them.
#[derive(Debug, Clone)]
pub struct Signed {
    pub org_id: OrgId,
    pub user_id: UserId,
    pub session_hash: String,
    /// None while [`Signed::must_set_up`].
    pub permissions: Permissions,
    /// The role asks for a second step at sign-in, and there is none yet: until then, nothing else.
    pub must_set_up: bool,
    /// `12` or `24`.
    pub clock: String,
}

/// One request.
#[derive(Clone)]
pub struct RequestBackend {
    pub state: State,
    pub signed: Option<Signed>,
}

impl RequestBackend {
    /// The viewer, or 401.
    pub fn signed(&self) -> Outcome<&Signed> {
        self.signed
            .as_ref()
            .ok_or(Failure::Told(AppError::SignedOut))
    }

    /// The viewer, when their role allows `permission`; else 403.
    pub fn allowed(&self, permission: Permission) -> Outcome<&Signed> {
        let signed = self.signed()?;
        if signed.permissions.allows(permission) {
            Ok(signed)
        } else {
            Err(not_allowed(permission))
        }
    }

    /// Makes an answer of an outcome: logs a bug, sets the status.
    fn answer<T>(&self, outcome: Outcome<T>) -> Answer<T> {
        let error = match outcome {
            Ok(value) => return Ok(value),
            Err(Failure::Told(error)) => error,
            Err(Failure::Bug(bug)) => {
                let reference = reference(&self.state);
                tracing::error!(reference, error = format!("{bug:#}"), "a request broke");
                AppError::Broke { reference }
            }
        };
        if let Some(response) = use_context::<leptos_axum::ResponseOptions>()
            && let Ok(status) = http::StatusCode::from_u16(error.status())
        {
            response.set_status(status);
        }
        Err(error)
    }
}

#[async_trait]
impl Backend for RequestBackend {
    async fn get_viewer(&self) -> Answer<Option<Viewer>> {
        self.answer(account::get_viewer(self).await)
    }
    async fn get_sign_in_page(&self) -> Answer<SignInPage> {
        self.answer(account::get_sign_in_page(self).await)
    }
    async fn sign_in(&self, email: String, password: String, return_to: String) -> Answer<()> {
        self.answer(account::sign_in(self, &email, password, &return_to).await)
    }
    async fn sign_out(&self) -> Answer<()> {
        self.answer(account::sign_out(self).await)
    }
    async fn request_password_reset(&self, email: String) -> Answer<()> {
        self.answer(account::request_password_reset(self, &email).await)
    }
    async fn get_link_info(&self, token: String) -> Answer<LinkInfo> {
        self.answer(account::get_link_info(self, &token).await)
    }
    async fn use_link(&self, token: String, name: String, password: String) -> Answer<()> {
        self.answer(account::use_link(self, &token, &name, password).await)
    }
    async fn get_profile(&self) -> Answer<Profile> {
        self.answer(account::get_profile(self).await)
    }
    async fn save_profile(
        &self,
        name: String,
        appearance: String,
        clock: String,
        version: i64,
    ) -> Answer<()> {
        self.answer(account::save_profile(self, &name, &appearance, &clock, version).await)
    }
    async fn set_appearance(&self, appearance: String) -> Answer<()> {
        self.answer(account::set_appearance(self, &appearance).await)
    }
    async fn change_password(&self, current: String, new: String) -> Answer<()> {
        self.answer(account::change_password(self, current, new).await)
    }
    async fn get_signed_in_devices(&self) -> Answer<Vec<SignedInDevice>> {
        self.answer(account::get_signed_in_devices(self).await)
    }
    async fn sign_out_everywhere_else(&self) -> Answer<()> {
        self.answer(account::sign_out_everywhere_else(self).await)
    }

    async fn get_calendar_panel(&self) -> Answer<CalendarPanel> {
        self.answer(calendar::get_calendar_panel(self).await)
    }
    async fn disconnect_calendar(&self, remove: bool) -> Answer<()> {
        self.answer(calendar::disconnect_calendar(self, remove).await)
    }
    async fn finish_disconnect(&self) -> Answer<()> {
        self.answer(calendar::finish_disconnect(self).await)
    }
    async fn try_calendar_now(&self) -> Answer<()> {
        self.answer(calendar::try_calendar_now(self).await)
    }
    async fn get_calendar_check(&self) -> Answer<app::api::check::CalendarCheck> {
        self.answer(check::get_calendar_check(self).await)
    }
    async fn fix_calendar(&self, class_id: Option<ClassId>) -> Answer<()> {
        self.answer(check::fix_calendar(self, class_id.as_ref()).await)
    }
    async fn get_stopped_removals(&self) -> Answer<Vec<app::api::check::StoppedRemovals>> {
        self.answer(check::get_stopped_removals(self).await)
    }
    async fn decide_removals(&self, id: String, allow: bool) -> Answer<()> {
        self.answer(check::decide_removals(self, &id, allow).await)
    }
    async fn put_back(&self, class_id: ClassId) -> Answer<()> {
        self.answer(calendar::put_back(self, &class_id).await)
    }
    async fn get_sent_messages(&self, page: i64) -> Answer<Vec<SentMessage>> {
        self.answer(calendar::get_sent_messages(self, page).await)
    }

    async fn get_class_week(&self, scope: String, date: String) -> Answer<ClassWeek> {
        self.answer(classes::get_class_week(self, &scope, &date).await)
    }
    async fn get_class_by_link(&self, token: String) -> Answer<ClassId> {
        self.answer(classes::get_class_by_link(self, &token).await)
    }
    async fn get_class_detail(&self, id: ClassId) -> Answer<ClassDetail> {
        self.answer(classes::get_class_detail(self, &id).await)
    }
    async fn get_class_roster(&self, id: ClassId) -> Answer<ClassRoster> {
        self.answer(classes::get_class_roster(self, &id).await)
    }
    async fn get_class_delivery(&self, id: ClassId) -> Answer<ClassDelivery> {
        self.answer(delivery::get_class_delivery(self, &id).await)
    }
    async fn get_availability_options(&self, id: Option<ClassId>) -> Answer<AvailabilityOptions> {
        self.answer(classes::get_availability_options(self, id.as_ref()).await)
    }
    async fn add_availability(&self, form: AvailabilityForm) -> Answer<ClassId> {
        self.answer(classes::add_availability(self, form).await)
    }
    async fn edit_availability(
        &self,
        id: ClassId,
        version: i64,
        form: AvailabilityForm,
    ) -> Answer<ClassId> {
        self.answer(classes::edit_availability(self, &id, version, form).await)
    }
    async fn preview_series(
        &self,
        id: Option<ClassId>,
        form: AvailabilityForm,
    ) -> Answer<Option<SeriesPreview>> {
        self.answer(classes::preview_series(self, id.as_ref(), form).await)
    }
    async fn act_on_class(&self, id: ClassId, version: i64, action: ClassAction) -> Answer<()> {
        self.answer(classes::act_on_class(self, &id, version, action).await)
    }
    async fn book_case(&self, class_id: ClassId, case: String) -> Answer<Booked> {
        self.answer(classes::book_case(self, &class_id, &case).await)
    }
    async fn remove_case(
        &self,
        class_id: ClassId,
        case_id: CaseId,
        reason: String,
    ) -> Answer<Booked> {
        self.answer(classes::remove_case(self, &class_id, &case_id, &reason).await)
    }

    async fn get_cases(&self, query: String, page: i64) -> Answer<CasePage> {
        self.answer(cases::get_cases(self, &query, page).await)
    }
    async fn find_cases(&self, query: String) -> Answer<Vec<CaseHit>> {
        self.answer(cases::find_cases(self, &query).await)
    }
    async fn get_case_detail(&self, id: CaseId) -> Answer<CaseDetail> {
        self.answer(cases::get_case_detail(self, &id).await)
    }
    async fn save_case(&self, id: Option<CaseId>, version: i64, form: CaseForm) -> Answer<CaseId> {
        self.answer(cases::save_case(self, id.as_ref(), version, form).await)
    }
    async fn erase_case(&self, id: CaseId, version: i64, confirmed: String) -> Answer<()> {
        self.answer(cases::erase_case(self, &id, version, &confirmed).await)
    }
    async fn get_open_classes(&self, case_id: CaseId, filter: OpenFilter) -> Answer<OpenClasses> {
        self.answer(cases::get_open_classes(self, &case_id, filter).await)
    }

    async fn stage_import(&self, kind: ImportKind, text: String) -> Answer<String> {
        self.answer(import::stage_import(self, kind, &text).await)
    }
    async fn get_import(&self, kind: ImportKind, id: String, page: i64) -> Answer<ImportPreview> {
        self.answer(import::get_import(self, kind, &id, page).await)
    }
    async fn apply_import(
        &self,
        kind: ImportKind,
        id: String,
        seen: ImportSummary,
    ) -> Answer<ImportSummary> {
        self.answer(import::apply_import(self, kind, &id, seen).await)
    }

    async fn get_catalog(&self) -> Answer<Catalog> {
        self.answer(catalog::get_catalog(self).await)
    }
    async fn save_class_type(
        &self,
        id: Option<ClassTypeId>,
        version: i64,
        form: ClassTypeForm,
    ) -> Answer<()> {
        self.answer(catalog::save_class_type(self, id.as_ref(), version, form).await)
    }
    async fn save_site(&self, id: Option<SiteId>, version: i64, form: SiteForm) -> Answer<()> {
        self.answer(catalog::save_site(self, id.as_ref(), version, form).await)
    }

    async fn get_roles(&self) -> Answer<Vec<RoleRow>> {
        self.answer(roles::get_roles(self).await)
    }
    async fn get_role(&self, id: RoleId) -> Answer<RoleDetail> {
        self.answer(roles::get_role(self, &id).await)
    }
    async fn get_role_impact(&self, id: RoleId, permissions: Vec<String>) -> Answer<RoleImpact> {
        self.answer(roles::get_role_impact(self, &id, &permissions).await)
    }
    async fn get_reassign_impact(&self, id: RoleId, to: RoleId) -> Answer<RoleImpact> {
        self.answer(roles::get_reassign_impact(self, &id, &to).await)
    }
    async fn get_role_edits(&self, id: RoleId, since: i64) -> Answer<Vec<RoleEdit>> {
        self.answer(roles::get_role_edits(self, &id, since).await)
    }
    async fn save_role(&self, id: RoleId, version: i64, permissions: Vec<String>) -> Answer<()> {
        self.answer(roles::save_role(self, &id, version, &permissions).await)
    }
    async fn rename_role(&self, id: RoleId, version: i64, name: String) -> Answer<()> {
        self.answer(roles::rename_role(self, &id, version, &name).await)
    }
    async fn add_role(&self, name: String, like: String) -> Answer<RoleId> {
        self.answer(roles::add_role(self, &name, &like).await)
    }
    async fn delete_role(&self, id: RoleId, version: i64, to: String) -> Answer<()> {
        self.answer(roles::delete_role(self, &id, version, &to).await)
    }
    async fn get_pending_undo(&self) -> Answer<Option<PendingUndo>> {
        self.answer(roles::get_pending_undo(self).await)
    }
    async fn undo_role_edit(&self, edit: String) -> Answer<()> {
        self.answer(roles::undo_role_edit(self, &edit).await)
    }
    async fn get_policy(&self) -> Answer<PolicyPage> {
        self.answer(policy::get_policy(self).await)
    }
    async fn preview_policy(&self, form: Option<PolicyForm>) -> Answer<PolicyPreview> {
        self.answer(policy::preview_policy(self, form).await)
    }
    async fn save_policy(&self, version: i64, form: PolicyForm) -> Answer<()> {
        self.answer(policy::save_policy(self, version, form).await)
    }
    async fn undo_policy(&self, version: i64) -> Answer<()> {
        self.answer(policy::undo_policy(self, version).await)
    }
    async fn get_integration(&self, filter: IntegrationFilter) -> Answer<Integration> {
        self.answer(integration::get_integration(self, filter).await)
    }
    async fn get_disconnect_question(&self, user_id: UserId) -> Answer<DisconnectQuestion> {
        self.answer(integration::get_disconnect_question(self, &user_id).await)
    }
    async fn disconnect_person(&self, id: ConnectionId, reason: String) -> Answer<()> {
        self.answer(integration::disconnect_person(self, &id, &reason).await)
    }
    async fn get_ledger(&self, filter: LedgerFilter) -> Answer<Ledger> {
        self.answer(integration::ledger::get_ledger(self, filter).await)
    }
    async fn get_audit(&self, filter: AuditFilter) -> Answer<AuditPage> {
        self.answer(audit::get_audit(self, filter).await)
    }
    async fn get_mails(&self, page: i64) -> Answer<MailPage> {
        self.answer(audit::get_mails(self, page).await)
    }
    async fn get_demo_mailbox(&self) -> Answer<Vec<DemoLetter>> {
        self.answer(audit::get_demo_mailbox(self).await)
    }

    async fn get_users(&self, filter: UserFilter) -> Answer<UserPage> {
        self.answer(users::get_users(self, &filter).await)
    }
    async fn get_user(&self, id: UserId) -> Answer<UserDetail> {
        self.answer(users::get_user(self, &id).await)
    }
    async fn get_user_role_impact(&self, id: UserId, role_id: RoleId) -> Answer<RoleImpact> {
        self.answer(users::get_user_role_impact(self, &id, &role_id).await)
    }
    async fn invite_people(&self, emails: String, role_id: String) -> Answer<i64> {
        self.answer(users::invite_people(self, &emails, &role_id).await)
    }
    async fn withdraw_invitation(&self, invitation: String) -> Answer<()> {
        self.answer(users::withdraw_invitation(self, &invitation).await)
    }
    async fn change_user_role(&self, id: UserId, version: i64, role_id: String) -> Answer<()> {
        self.answer(users::change_user_role(self, &id, version, &role_id).await)
    }
    async fn undo_user_role(&self, edit: String) -> Answer<()> {
        self.answer(users::undo_user_role(self, &edit).await)
    }
    async fn set_user_active(&self, id: UserId, version: i64, active: bool) -> Answer<()> {
        self.answer(users::set_user_active(self, &id, version, active).await)
    }
    async fn sign_out_user(&self, id: UserId) -> Answer<()> {
        self.answer(users::sign_out_user(self, &id).await)
    }
    async fn send_reset_link(&self, id: UserId) -> Answer<()> {
        self.answer(users::send_reset_link(self, &id).await)
    }
    async fn reset_second_step(&self, id: UserId) -> Answer<()> {
        self.answer(users::reset_second_step(self, &id).await)
    }

    async fn get_settings(&self) -> Answer<Settings> {
        self.answer(settings::get_settings(self).await)
    }
    async fn save_settings(&self, version: i64, form: SettingsForm) -> Answer<()> {
        self.answer(settings::save_settings(self, version, form).await)
    }

    async fn get_second_step(&self) -> Answer<SecondStep> {
        self.answer(second_step::get_second_step(self).await)
    }
    async fn begin_second_step(&self) -> Answer<()> {
        self.answer(second_step::begin_second_step(self).await)
    }
    async fn confirm_second_step(&self, code: String) -> Answer<()> {
        self.answer(second_step::confirm_second_step(self, &code).await)
    }
    async fn keep_recovery_codes(&self) -> Answer<()> {
        self.answer(second_step::keep_recovery_codes(self).await)
    }
    async fn make_recovery_codes(&self, code: String) -> Answer<()> {
        self.answer(second_step::make_recovery_codes(self, &code).await)
    }
    async fn remove_second_step(&self, code: String) -> Answer<()> {
        self.answer(second_step::remove_second_step(self, &code).await)
    }
    async fn answer_second_step(&self, code: String, return_to: String) -> Answer<()> {
        self.answer(second_step::answer_second_step(self, &code, &return_to).await)
    }

    async fn ask_it(&self, provider: Provider) -> Answer<()> {
        self.answer(approval::ask_it(self, provider).await)
    }
    async fn withdraw_it_request(&self, provider: Provider) -> Answer<()> {
        self.answer(approval::withdraw_it_request(self, provider).await)
    }
    async fn send_to_it(&self, provider: Provider, address: String) -> Answer<()> {
        self.answer(approval::send_to_it(self, provider, &address).await)
    }
    async fn get_approvals(&self) -> Answer<Vec<ApprovalRow>> {
        self.answer(approval::get_approvals(self).await)
    }
    async fn make_approval_link(&self, provider: Provider) -> Answer<()> {
        self.answer(approval::make_approval_link(self, provider).await)
    }
    async fn send_approval(&self, provider: Provider, address: String) -> Answer<()> {
        self.answer(approval::send_approval(self, provider, &address).await)
    }
    async fn decide_approval(&self, provider: Provider, approved: bool) -> Answer<()> {
        self.answer(approval::decide_approval(self, provider, approved).await)
    }
    async fn get_it_page(&self, token: String) -> Answer<ItPage> {
        self.answer(approval::get_it_page(self, &token).await)
    }

    async fn make_feed(&self) -> Answer<()> {
        self.answer(feed::make_feed(self).await)
    }
    async fn end_feed(&self) -> Answer<()> {
        self.answer(feed::end_feed(self).await)
    }
}
