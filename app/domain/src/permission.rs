//! Permissions, sets of them, and who may act on whom.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What a role may allow. The text form (`calendar.connect`) is what the database stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Permission {
    #[serde(rename = "calendar.connect")]
    CalendarConnect,
    #[serde(rename = "calendar.manage")]
    CalendarManage,
    #[serde(rename = "classes.own")]
    ClassesOwn,
    #[serde(rename = "classes.manage")]
    ClassesManage,
    #[serde(rename = "cases.manage")]
    CasesManage,
    #[serde(rename = "roles.manage")]
    RolesManage,
    #[serde(rename = "users.manage")]
    UsersManage,
    #[serde(rename = "settings.manage")]
    SettingsManage,
    #[serde(rename = "audit.view")]
    AuditView,
}

impl Permission {
    /// Every permission, in the order the role editor shows them.
    pub const ALL: [Permission; 9] = [
        Permission::ClassesOwn,
        Permission::ClassesManage,
        Permission::CasesManage,
        Permission::CalendarConnect,
        Permission::CalendarManage,
        Permission::UsersManage,
        Permission::RolesManage,
        Permission::AuditView,
        Permission::SettingsManage,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Permission::CalendarConnect => "calendar.connect",
            Permission::CalendarManage => "calendar.manage",
            Permission::ClassesOwn => "classes.own",
            Permission::ClassesManage => "classes.manage",
            Permission::CasesManage => "cases.manage",
            Permission::RolesManage => "roles.manage",
            Permission::UsersManage => "users.manage",
            Permission::SettingsManage => "settings.manage",
            Permission::AuditView => "audit.view",
        }
    }

    pub fn parse(text: &str) -> Option<Permission> {
        Permission::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// The permissions a role gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Permissions(BTreeSet<Permission>);

impl Permissions {
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }

    /// A person may only assign, invite into, reset, deactivate or sign out where the target's
    /// permissions are a subset of their own, and edit a role within their own. `calendar.connect`
    /// does not count: it opens nothing but one's own calendar, and the Org Admins who give it to
    /// others do not have it.
    pub fn covers(&self, target: &Permissions) -> bool {
        target
            .iter()
            .all(|p| p == Permission::CalendarConnect || self.allows(p))
    }

    /// What `self` has and `other` has not, in the order the role editor shows it.
    pub fn without(&self, other: &Permissions) -> Vec<Permission> {
        Permission::ALL
            .into_iter()
            .filter(|p| self.allows(*p) && !other.allows(*p))
            .collect()
    }

    /// Both together.
    pub fn and(&self, other: &Permissions) -> Permissions {
        Permissions(self.0.union(&other.0).copied().collect())
    }

    /// The codes, with spaces between: as the database keeps a set in one text.
    pub fn to_text(&self) -> String {
        let codes: Vec<_> = self.iter().map(Permission::as_str).collect();
        codes.join(" ")
    }

    /// The set such a text holds; a code nobody knows any more is left out.
    pub fn from_text(text: &str) -> Permissions {
        text.split_whitespace()
            .filter_map(Permission::parse)
            .collect()
    }

    /// An *Org Admin* has both `roles.manage` and `users.manage`.
    pub fn is_org_admin(&self) -> bool {
        self.allows(Permission::RolesManage) && self.allows(Permission::UsersManage)
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(all: I) -> Self {
        Permissions(all.into_iter().collect())
    }
}

/// The roles every new organization starts with: name and permissions.
pub fn seeded_roles() -> [(&'static str, Permissions); 3] {
    let all_but_connect = Permission::ALL
        .into_iter()
        .filter(|p| *p != Permission::CalendarConnect)
        .collect();
    [
        ("Organization Admin", all_but_connect),
        (
            "Scheduler",
            [Permission::ClassesManage, Permission::CasesManage]
                .into_iter()
                .collect(),
        ),
        ("Staff", [Permission::ClassesOwn].into_iter().collect()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_survives_its_text_form() {
        for p in Permission::ALL {
            assert_eq!(Permission::parse(p.as_str()), Some(p));
        }
        assert_eq!(Permission::parse("calendar.*"), None);
    }

    #[test]
    fn nobody_acts_on_a_role_that_can_more() {
        let [(_, admin), (_, scheduler), (_, staff)] = seeded_roles();
        assert!(admin.covers(&scheduler) && admin.covers(&staff));
        assert!(!scheduler.covers(&admin) && !staff.covers(&scheduler));
        assert!(admin.is_org_admin() && !scheduler.is_org_admin());
        for half in [Permission::RolesManage, Permission::UsersManage] {
            let half: Permissions = [half].into_iter().collect();
            assert!(!half.is_org_admin(), "{half:?}");
            assert_eq!(half.iter().count(), 1);
        }
    }

    #[test]
    fn the_calendar_integration_lifts_nobody() {
        let [(_, admin), (_, scheduler), (_, staff)] = seeded_roles();
        let connected: Permissions =
            staff.and(&[Permission::CalendarConnect].into_iter().collect());
        assert!(admin.covers(&connected));
        assert!(!scheduler.covers(&connected), "classes.own is missing");
    }

    #[test]
    fn a_set_survives_its_text_form_and_knows_what_it_lost() {
        let [(_, admin), (_, scheduler), _] = seeded_roles();
        assert_eq!(Permissions::from_text(&admin.to_text()), admin);
        assert_eq!(
            Permissions::from_text("classes.own calendar.*").to_text(),
            "classes.own"
        );
        assert!(scheduler.without(&admin).is_empty());
        assert_eq!(
            scheduler.without(&Permissions::default()),
            [Permission::ClassesManage, Permission::CasesManage]
        );
    }

    #[test]
    fn no_seeded_role_has_the_calendar_integration() {
        for (name, permissions) in seeded_roles() {
            assert!(!permissions.allows(Permission::CalendarConnect), "{name}");
        }
    }
}
