//! A backend without a server: it answers with what a test gave it, and refuses everything else.

use app::api::approval::*;
use app::api::audit::*;
use app::api::calendar::*;
use app::api::cases::*;
use app::api::catalog::*;
use app::api::classes::*;
use app::api::import::*;
use app::api::integration::*;
use app::api::policy::*;
use app::api::roles::*;
use app::api::second_step::*;
use app::api::series::SeriesPreview;
use app::api::session::*;
use app::api::settings::*;
use app::api::users::*;
use app::backend::{Answer, Backend};
use app::error::AppError;
use async_trait::async_trait;
use domain::id::{CaseId, ClassId, ClassTypeId, ConnectionId, RoleId, SiteId, UserId};
use domain::permission::Permission;
use domain::provider::Provider;

use crate::school::School;

/// What the fake knows.
#[derive(Clone, Default)]
pub struct Fake {
    pub viewer: Option<Viewer>,
    pub panel: Option<CalendarPanel>,
    pub demo: bool,
    pub school: School,
}

impl Fake {
    /// Provider 1 of Linden County Programs, a Staff member who may connect a calendar.
    pub fn staff() -> Self {
        Self {
            viewer: Some(viewer()),
            ..Self::default()
        }
    }

    pub fn with_panel(self, panel: CalendarPanel) -> Self {
        Self {
            panel: Some(panel),
            ..self
        }
    }

    pub fn without_external_tab(mut self) -> Self {
        if let Some(viewer) = &mut self.viewer {
            viewer.external_tab = false;
        }
        self
    }

    pub fn with_banner(mut self) -> Self {
        if let Some(viewer) = &mut self.viewer {
            viewer.banner = Some(CalendarBanner {
                calendar: "Google Calendar".to_owned(),
                state: "needs_reconnect".to_owned(),
                waiting: 3,
            });
        }
        self
    }
}

fn viewer() -> Viewer {
    Viewer {
        name: "Provider 1".to_owned(),
        initials: "P1".to_owned(),
        email: "provider1@linden.example".to_owned(),
        role: "Staff".to_owned(),
        permissions: [Permission::ClassesOwn, Permission::CalendarConnect]
            .into_iter()
            .collect(),
        organization: "Linden County Programs".to_owned(),
        product: "Classbook".to_owned(),
        appearance: "system".to_owned(),
        demo: false,
        external_tab: true,
        must_set_up_second_step: false,
        banner: None,
    }
}

fn not_faked<T>() -> Answer<T> {
    Err(AppError::NotFound)
}

#[async_trait]
impl Backend for Fake {
    async fn get_viewer(&self) -> Answer<Option<Viewer>> {
        Ok(self.viewer.clone())
    }
    async fn get_sign_in_page(&self) -> Answer<SignInPage> {
        Ok(SignInPage {
            product: "Classbook".to_owned(),
            organization: "Linden County Programs".to_owned(),
            demo_accounts: self
                .demo
                .then(|| DemoAccount {
                    email: "provider1@linden.example".to_owned(),
                    password: "demo-password".to_owned(),
                    initials: "S".to_owned(),
                    name: "Provider 1".to_owned(),
                    role: "Staff".to_owned(),
                    kind: "staff".to_owned(),
                })
                .into_iter()
                .collect(),
            signed_in: self.viewer.is_some(),
        })
    }
    async fn get_link_info(&self, token: String) -> Answer<LinkInfo> {
        if token == "used" {
            return Err(AppError::Refused(app::error::Problem::LinkUsed));
        }
        Ok(LinkInfo {
            product: "Classbook".to_owned(),
            organization: "Linden County Programs".to_owned(),
            purpose: "invite".to_owned(),
            email: "provider9@linden.example".to_owned(),
            name: String::new(),
        })
    }
    async fn get_profile(&self) -> Answer<Profile> {
        Ok(Profile {
            name: "Provider 1".to_owned(),
            email: "provider1@linden.example".to_owned(),
            role: "Staff".to_owned(),
            appearance: "dark".to_owned(),
            clock: String::new(),
            version: 4,
        })
    }
    async fn get_signed_in_devices(&self) -> Answer<Vec<SignedInDevice>> {
        Ok(vec![SignedInDevice {
            device: "Firefox on Linux".to_owned(),
            last_seen: "today at 9:12 am".to_owned(),
            this_one: true,
        }])
    }
    async fn get_calendar_panel(&self) -> Answer<CalendarPanel> {
        self.panel.clone().ok_or(AppError::NotAllowed {
            permission: "calendar.connect".to_owned(),
        })
    }
    async fn get_sent_messages(&self, _page: i64) -> Answer<Vec<SentMessage>> {
        Ok(vec![SentMessage {
            at: "Today, 10:02 am".to_owned(),
            class: "Decision Skills".to_owned(),
            operation: "insert".to_owned(),
            fields: "title start".to_owned(),
            answer: "confirmed".to_owned(),
        }])
    }

    async fn sign_in(&self, _: String, _: String, _: String) -> Answer<()> {
        not_faked()
    }
    async fn sign_out(&self) -> Answer<()> {
        not_faked()
    }
    async fn request_password_reset(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn use_link(&self, _: String, _: String, _: String) -> Answer<()> {
        not_faked()
    }
    async fn save_profile(&self, _: String, _: String, _: String, _: i64) -> Answer<()> {
        not_faked()
    }
    async fn set_appearance(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn change_password(&self, _: String, _: String) -> Answer<()> {
        not_faked()
    }
    async fn sign_out_everywhere_else(&self) -> Answer<()> {
        not_faked()
    }
    async fn disconnect_calendar(&self, _: bool) -> Answer<()> {
        not_faked()
    }
    async fn finish_disconnect(&self) -> Answer<()> {
        not_faked()
    }
    async fn try_calendar_now(&self) -> Answer<()> {
        not_faked()
    }
    async fn get_calendar_check(&self) -> Answer<app::api::check::CalendarCheck> {
        not_faked()
    }
    async fn fix_calendar(&self, _: Option<ClassId>) -> Answer<()> {
        not_faked()
    }
    async fn get_stopped_removals(&self) -> Answer<Vec<app::api::check::StoppedRemovals>> {
        not_faked()
    }
    async fn decide_removals(&self, _: String, _: bool) -> Answer<()> {
        not_faked()
    }
    async fn put_back(&self, _: ClassId) -> Answer<()> {
        not_faked()
    }
    async fn get_class_week(&self, scope: String, _: String) -> Answer<ClassWeek> {
        self.school.week(&scope)
    }
    async fn get_class_by_link(&self, token: String) -> Answer<ClassId> {
        self.school.by_link(&token)
    }
    async fn get_class_detail(&self, id: ClassId) -> Answer<ClassDetail> {
        self.school.detail(&id)
    }
    async fn get_class_roster(&self, _: ClassId) -> Answer<ClassRoster> {
        Ok(self.school.roster())
    }
    async fn get_class_delivery(&self, _: ClassId) -> Answer<ClassDelivery> {
        Ok(self.school.delivery())
    }
    async fn get_availability_options(&self, _: Option<ClassId>) -> Answer<AvailabilityOptions> {
        Ok(self.school.options())
    }
    async fn add_availability(&self, _: AvailabilityForm) -> Answer<ClassId> {
        not_faked()
    }
    async fn edit_availability(&self, _: ClassId, _: i64, _: AvailabilityForm) -> Answer<ClassId> {
        not_faked()
    }
    async fn preview_series(
        &self,
        _: Option<ClassId>,
        _: AvailabilityForm,
    ) -> Answer<Option<SeriesPreview>> {
        not_faked()
    }
    async fn act_on_class(&self, _: ClassId, _: i64, _: ClassAction) -> Answer<()> {
        not_faked()
    }
    async fn book_case(&self, _: ClassId, _: String) -> Answer<Booked> {
        not_faked()
    }
    async fn remove_case(&self, _: ClassId, _: CaseId, _: String) -> Answer<Booked> {
        not_faked()
    }
    async fn get_cases(&self, query: String, _: i64) -> Answer<CasePage> {
        self.school.cases(&query)
    }
    async fn find_cases(&self, query: String) -> Answer<Vec<CaseHit>> {
        Ok(self.school.find(&query))
    }
    async fn get_case_detail(&self, id: CaseId) -> Answer<CaseDetail> {
        Ok(self.school.case(id))
    }
    async fn save_case(&self, _: Option<CaseId>, _: i64, _: CaseForm) -> Answer<CaseId> {
        not_faked()
    }
    async fn erase_case(&self, _: CaseId, _: i64, _: String) -> Answer<()> {
        not_faked()
    }
    async fn stage_import(&self, _: ImportKind, _: String) -> Answer<String> {
        not_faked()
    }
    async fn get_import(&self, _: ImportKind, _: String, _: i64) -> Answer<ImportPreview> {
        not_faked()
    }
    async fn apply_import(
        &self,
        _: ImportKind,
        _: String,
        _: ImportSummary,
    ) -> Answer<ImportSummary> {
        not_faked()
    }
    async fn get_open_classes(&self, _: CaseId, filter: OpenFilter) -> Answer<OpenClasses> {
        Ok(self.school.open(filter))
    }
    async fn get_catalog(&self) -> Answer<Catalog> {
        Ok(self.school.catalog())
    }
    async fn save_class_type(
        &self,
        _: Option<ClassTypeId>,
        _: i64,
        _: ClassTypeForm,
    ) -> Answer<()> {
        not_faked()
    }
    async fn save_site(&self, _: Option<SiteId>, _: i64, _: SiteForm) -> Answer<()> {
        not_faked()
    }

    async fn get_roles(&self) -> Answer<Vec<RoleRow>> {
        not_faked()
    }
    async fn get_role(&self, _: RoleId) -> Answer<RoleDetail> {
        not_faked()
    }
    async fn get_role_impact(&self, _: RoleId, _: Vec<String>) -> Answer<RoleImpact> {
        not_faked()
    }
    async fn get_reassign_impact(&self, _: RoleId, _: RoleId) -> Answer<RoleImpact> {
        not_faked()
    }
    async fn get_role_edits(&self, _: RoleId, _: i64) -> Answer<Vec<RoleEdit>> {
        not_faked()
    }
    async fn save_role(&self, _: RoleId, _: i64, _: Vec<String>) -> Answer<()> {
        not_faked()
    }
    async fn rename_role(&self, _: RoleId, _: i64, _: String) -> Answer<()> {
        not_faked()
    }
    async fn add_role(&self, _: String, _: String) -> Answer<RoleId> {
        not_faked()
    }
    async fn delete_role(&self, _: RoleId, _: i64, _: String) -> Answer<()> {
        not_faked()
    }
    async fn get_pending_undo(&self) -> Answer<Option<PendingUndo>> {
        Ok(None)
    }
    async fn undo_role_edit(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn get_policy(&self) -> Answer<PolicyPage> {
        not_faked()
    }
    async fn preview_policy(&self, _: Option<PolicyForm>) -> Answer<PolicyPreview> {
        not_faked()
    }
    async fn save_policy(&self, _: i64, _: PolicyForm) -> Answer<()> {
        not_faked()
    }
    async fn undo_policy(&self, _: i64) -> Answer<()> {
        not_faked()
    }
    async fn get_integration(&self, _: IntegrationFilter) -> Answer<Integration> {
        not_faked()
    }
    async fn get_disconnect_question(&self, _: UserId) -> Answer<DisconnectQuestion> {
        not_faked()
    }
    async fn disconnect_person(&self, _: ConnectionId, _: String) -> Answer<()> {
        not_faked()
    }
    async fn get_ledger(&self, _: LedgerFilter) -> Answer<Ledger> {
        not_faked()
    }
    async fn get_audit(&self, _: AuditFilter) -> Answer<AuditPage> {
        not_faked()
    }
    async fn get_mails(&self, _: i64) -> Answer<MailPage> {
        not_faked()
    }
    async fn get_demo_mailbox(&self) -> Answer<Vec<DemoLetter>> {
        not_faked()
    }

    async fn get_users(&self, _: UserFilter) -> Answer<UserPage> {
        not_faked()
    }
    async fn get_user(&self, _: UserId) -> Answer<UserDetail> {
        not_faked()
    }
    async fn get_user_role_impact(&self, _: UserId, _: RoleId) -> Answer<RoleImpact> {
        not_faked()
    }
    async fn invite_people(&self, _: String, _: String) -> Answer<i64> {
        not_faked()
    }
    async fn withdraw_invitation(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn change_user_role(&self, _: UserId, _: i64, _: String) -> Answer<()> {
        not_faked()
    }
    async fn undo_user_role(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn set_user_active(&self, _: UserId, _: i64, _: bool) -> Answer<()> {
        not_faked()
    }
    async fn sign_out_user(&self, _: UserId) -> Answer<()> {
        not_faked()
    }
    async fn send_reset_link(&self, _: UserId) -> Answer<()> {
        not_faked()
    }
    async fn reset_second_step(&self, _: UserId) -> Answer<()> {
        not_faked()
    }

    async fn get_settings(&self) -> Answer<Settings> {
        not_faked()
    }
    async fn save_settings(&self, _: i64, _: SettingsForm) -> Answer<()> {
        not_faked()
    }

    async fn get_second_step(&self) -> Answer<SecondStep> {
        not_faked()
    }
    async fn begin_second_step(&self) -> Answer<()> {
        not_faked()
    }
    async fn confirm_second_step(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn keep_recovery_codes(&self) -> Answer<()> {
        not_faked()
    }
    async fn make_recovery_codes(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn remove_second_step(&self, _: String) -> Answer<()> {
        not_faked()
    }
    async fn answer_second_step(&self, _: String, _: String) -> Answer<()> {
        not_faked()
    }

    async fn ask_it(&self, _: Provider) -> Answer<()> {
        not_faked()
    }
    async fn withdraw_it_request(&self, _: Provider) -> Answer<()> {
        not_faked()
    }
    async fn send_to_it(&self, _: Provider, _: String) -> Answer<()> {
        not_faked()
    }
    async fn get_approvals(&self) -> Answer<Vec<ApprovalRow>> {
        not_faked()
    }
    async fn make_approval_link(&self, _: Provider) -> Answer<()> {
        not_faked()
    }
    async fn send_approval(&self, _: Provider, _: String) -> Answer<()> {
        not_faked()
    }
    async fn decide_approval(&self, _: Provider, _: bool) -> Answer<()> {
        not_faked()
    }
    async fn get_it_page(&self, _: String) -> Answer<ItPage> {
        not_faked()
    }
    async fn make_feed(&self) -> Answer<()> {
        not_faked()
    }
    async fn end_feed(&self) -> Answer<()> {
        not_faked()
    }
}
