//! The contract between the screens and the server.
//!
//! `server/src/backend.rs` implements [`Backend`] for one request and one viewer and puts it in the
//! context; a server function is one line that calls it. Every method acts for the viewer the
//! implementation was made for: none takes a user id to act as, none names a database. A fake
//! implementation renders any page in a test.

use std::sync::Arc;

use async_trait::async_trait;
use domain::id::{CaseId, ClassId, ClassTypeId, ConnectionId, RoleId, SiteId, UserId};
use domain::provider::Provider;

use crate::api::approval::{ApprovalRow, ItPage};
use crate::api::audit::{AuditFilter, AuditPage, DemoLetter, MailPage};
use crate::api::calendar::{CalendarPanel, SentMessage};
use crate::api::cases::{CaseDetail, CaseForm, CaseHit, CasePage, OpenClasses, OpenFilter};
use crate::api::catalog::{Catalog, ClassTypeForm, SiteForm};
use crate::api::check::{CalendarCheck, StoppedRemovals};
use crate::api::classes::{
    AvailabilityForm, AvailabilityOptions, Booked, ClassAction, ClassDelivery, ClassDetail,
    ClassRoster, ClassWeek,
};
use crate::api::import::{ImportKind, ImportPreview, ImportSummary};
use crate::api::integration::{
    DisconnectQuestion, Integration, IntegrationFilter, Ledger, LedgerFilter,
};
use crate::api::policy::{PolicyForm, PolicyPage, PolicyPreview};
use crate::api::roles::{PendingUndo, RoleDetail, RoleEdit, RoleImpact, RoleRow};
use crate::api::second_step::SecondStep;
use crate::api::series::SeriesPreview;
use crate::api::session::{LinkInfo, Profile, SignInPage, SignedInDevice, Viewer};
use crate::api::settings::{Settings, SettingsForm};
use crate::api::users::{UserDetail, UserFilter, UserPage};
use crate::error::AppError;

pub type Answer<T> = Result<T, AppError>;

#[async_trait]
pub trait Backend: Send + Sync {
    // Who
    async fn get_viewer(&self) -> Answer<Option<Viewer>>;
    async fn get_sign_in_page(&self) -> Answer<SignInPage>;
    async fn sign_in(&self, email: String, password: String, return_to: String) -> Answer<()>;
    async fn sign_out(&self) -> Answer<()>;
    async fn request_password_reset(&self, email: String) -> Answer<()>;
    async fn get_link_info(&self, token: String) -> Answer<LinkInfo>;
    async fn use_link(&self, token: String, name: String, password: String) -> Answer<()>;

    // Profile
    async fn get_profile(&self) -> Answer<Profile>;
    async fn save_profile(
        &self,
        name: String,
        appearance: String,
        clock: String,
        version: i64,
    ) -> Answer<()>;
    async fn set_appearance(&self, appearance: String) -> Answer<()>;
    async fn change_password(&self, current: String, new: String) -> Answer<()>;
    async fn get_signed_in_devices(&self) -> Answer<Vec<SignedInDevice>>;
    async fn sign_out_everywhere_else(&self) -> Answer<()>;

    // Calendar
    async fn get_calendar_panel(&self) -> Answer<CalendarPanel>;
    async fn disconnect_calendar(&self, remove: bool) -> Answer<()>;
    async fn finish_disconnect(&self) -> Answer<()>;
    async fn try_calendar_now(&self) -> Answer<()>;
    async fn get_calendar_check(&self) -> Answer<CalendarCheck>;
    async fn fix_calendar(&self, class_id: Option<ClassId>) -> Answer<()>;
    async fn get_stopped_removals(&self) -> Answer<Vec<StoppedRemovals>>;
    async fn decide_removals(&self, id: String, allow: bool) -> Answer<()>;
    async fn put_back(&self, class_id: ClassId) -> Answer<()>;
    async fn get_sent_messages(&self, page: i64) -> Answer<Vec<SentMessage>>;

    // Classes
    async fn get_class_week(&self, scope: String, date: String) -> Answer<ClassWeek>;
    async fn get_class_by_link(&self, token: String) -> Answer<ClassId>;
    async fn get_class_detail(&self, id: ClassId) -> Answer<ClassDetail>;
    async fn get_class_roster(&self, id: ClassId) -> Answer<ClassRoster>;
    async fn get_class_delivery(&self, id: ClassId) -> Answer<ClassDelivery>;
    async fn get_availability_options(&self, id: Option<ClassId>) -> Answer<AvailabilityOptions>;
    async fn add_availability(&self, form: AvailabilityForm) -> Answer<ClassId>;
    async fn edit_availability(
        &self,
        id: ClassId,
        version: i64,
        form: AvailabilityForm,
    ) -> Answer<ClassId>;
    async fn preview_series(
        &self,
        id: Option<ClassId>,
        form: AvailabilityForm,
    ) -> Answer<Option<SeriesPreview>>;
    async fn act_on_class(&self, id: ClassId, version: i64, action: ClassAction) -> Answer<()>;
    async fn book_case(&self, class_id: ClassId, case: String) -> Answer<Booked>;
    async fn remove_case(
        &self,
        class_id: ClassId,
        case_id: CaseId,
        reason: String,
    ) -> Answer<Booked>;

    // Cases
    async fn get_cases(&self, query: String, page: i64) -> Answer<CasePage>;
    async fn find_cases(&self, query: String) -> Answer<Vec<CaseHit>>;
    async fn get_case_detail(&self, id: CaseId) -> Answer<CaseDetail>;
    async fn save_case(&self, id: Option<CaseId>, version: i64, form: CaseForm) -> Answer<CaseId>;
    async fn erase_case(&self, id: CaseId, version: i64, confirmed: String) -> Answer<()>;
    async fn get_open_classes(&self, case_id: CaseId, filter: OpenFilter) -> Answer<OpenClasses>;

    // Imports
    async fn stage_import(&self, kind: ImportKind, text: String) -> Answer<String>;
    async fn get_import(&self, kind: ImportKind, id: String, page: i64) -> Answer<ImportPreview>;
    async fn apply_import(
        &self,
        kind: ImportKind,
        id: String,
        seen: ImportSummary,
    ) -> Answer<ImportSummary>;

    // Class types and sites
    async fn get_catalog(&self) -> Answer<Catalog>;
    async fn save_class_type(
        &self,
        id: Option<ClassTypeId>,
        version: i64,
        form: ClassTypeForm,
    ) -> Answer<()>;
    async fn save_site(&self, id: Option<SiteId>, version: i64, form: SiteForm) -> Answer<()>;

    // Roles
    async fn get_roles(&self) -> Answer<Vec<RoleRow>>;
    async fn get_role(&self, id: RoleId) -> Answer<RoleDetail>;
    async fn get_role_impact(&self, id: RoleId, permissions: Vec<String>) -> Answer<RoleImpact>;
    async fn get_reassign_impact(&self, id: RoleId, to: RoleId) -> Answer<RoleImpact>;
    async fn get_role_edits(&self, id: RoleId, since: i64) -> Answer<Vec<RoleEdit>>;
    async fn save_role(&self, id: RoleId, version: i64, permissions: Vec<String>) -> Answer<()>;
    async fn rename_role(&self, id: RoleId, version: i64, name: String) -> Answer<()>;
    async fn add_role(&self, name: String, like: String) -> Answer<RoleId>;
    async fn delete_role(&self, id: RoleId, version: i64, to: String) -> Answer<()>;
    async fn get_pending_undo(&self) -> Answer<Option<PendingUndo>>;
    async fn undo_role_edit(&self, edit: String) -> Answer<()>;

    // The organization's calendar policy
    async fn get_policy(&self) -> Answer<PolicyPage>;
    async fn preview_policy(&self, form: Option<PolicyForm>) -> Answer<PolicyPreview>;
    async fn save_policy(&self, version: i64, form: PolicyForm) -> Answer<()>;
    async fn undo_policy(&self, version: i64) -> Answer<()>;
    // Everybody's calendars
    async fn get_integration(&self, filter: IntegrationFilter) -> Answer<Integration>;
    async fn get_disconnect_question(&self, user_id: UserId) -> Answer<DisconnectQuestion>;
    async fn disconnect_person(&self, id: ConnectionId, reason: String) -> Answer<()>;
    async fn get_ledger(&self, filter: LedgerFilter) -> Answer<Ledger>;

    // Audit
    async fn get_audit(&self, filter: AuditFilter) -> Answer<AuditPage>;
    async fn get_mails(&self, page: i64) -> Answer<MailPage>;
    async fn get_demo_mailbox(&self) -> Answer<Vec<DemoLetter>>;

    // Users
    async fn get_users(&self, filter: UserFilter) -> Answer<UserPage>;
    async fn get_user(&self, id: UserId) -> Answer<UserDetail>;
    async fn get_user_role_impact(&self, id: UserId, role_id: RoleId) -> Answer<RoleImpact>;
    async fn invite_people(&self, emails: String, role_id: String) -> Answer<i64>;
    async fn withdraw_invitation(&self, invitation: String) -> Answer<()>;
    async fn change_user_role(&self, id: UserId, version: i64, role_id: String) -> Answer<()>;
    async fn undo_user_role(&self, edit: String) -> Answer<()>;
    async fn set_user_active(&self, id: UserId, version: i64, active: bool) -> Answer<()>;
    async fn sign_out_user(&self, id: UserId) -> Answer<()>;
    async fn send_reset_link(&self, id: UserId) -> Answer<()>;
    async fn reset_second_step(&self, id: UserId) -> Answer<()>;

    // Settings
    async fn get_settings(&self) -> Answer<Settings>;
    async fn save_settings(&self, version: i64, form: SettingsForm) -> Answer<()>;

    // Second step
    async fn get_second_step(&self) -> Answer<SecondStep>;
    async fn begin_second_step(&self) -> Answer<()>;
    async fn confirm_second_step(&self, code: String) -> Answer<()>;
    async fn keep_recovery_codes(&self) -> Answer<()>;
    async fn make_recovery_codes(&self, code: String) -> Answer<()>;
    async fn remove_second_step(&self, code: String) -> Answer<()>;
    async fn answer_second_step(&self, code: String, return_to: String) -> Answer<()>;

    // The IT department's approval
    async fn ask_it(&self, provider: Provider) -> Answer<()>;
    async fn withdraw_it_request(&self, provider: Provider) -> Answer<()>;
    async fn send_to_it(&self, provider: Provider, address: String) -> Answer<()>;
    async fn get_approvals(&self) -> Answer<Vec<ApprovalRow>>;
    async fn make_approval_link(&self, provider: Provider) -> Answer<()>;
    async fn send_approval(&self, provider: Provider, address: String) -> Answer<()>;
    async fn decide_approval(&self, provider: Provider, approved: bool) -> Answer<()>;
    async fn get_it_page(&self, token: String) -> Answer<ItPage>;

    // The private feed
    async fn make_feed(&self) -> Answer<()>;
    async fn end_feed(&self) -> Answer<()>;
}

/// The request's backend. `Err` when there is none: route listing runs the app at start-up without
/// a request.
pub fn backend() -> Answer<Arc<dyn Backend>> {
    leptos::prelude::use_context::<Arc<dyn Backend>>().ok_or(AppError::Unreachable)
}
