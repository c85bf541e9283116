//! The tenants and accounts there are from the start, and the demo's client.

use uuid::Uuid;

use super::state::{
    Account, CONSUMERS, Client, Mailbox, Microsoft, Policy, Secret, Tenant, UserConsent,
};
use crate::secret;

pub const CLIENT_ID: &str = "5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0";
const CLIENT_SECRET: &str = "demo-microsoft-secret";

/// Domains of personal accounts; all of them belong to one tenant.
const PERSONAL: [&str; 4] = ["outlook.example", "outlook.com", "hotmail.com", "live.com"];

const ACCOUNTS: [&str; 12] = [
    "pat@outlook.example",
    "wren@open.example",
    "noor@managed.example",
    "luca@locked.example",
    "kim@sealed.example",
    "fern@federated.example",
    "olga@open.example",
    "itadmin@open.example",
    "itadmin@managed.example",
    "itadmin@locked.example",
    "itadmin@sealed.example",
    "itadmin@federated.example",
];

pub fn plant(microsoft: &mut Microsoft) {
    let nobody = Policy {
        consent: UserConsent::Nobody,
        ..Policy::default()
    };
    let allow = Policy {
        consent: UserConsent::Allow,
        ..Policy::default()
    };
    for (domain, name, policy) in [
        (
            "outlook.example",
            "Microsoft personal accounts",
            allow.clone(),
        ),
        ("open.example", "Open School District", allow.clone()),
        (
            "managed.example",
            "Managed Health",
            Policy {
                workflow: true,
                ..Policy::default()
            },
        ),
        ("locked.example", "Locked County", nobody.clone()),
        (
            "sealed.example",
            "Sealed Agency",
            Policy {
                way_back: false,
                ..nobody
            },
        ),
        (
            "federated.example",
            "Federated University",
            Policy {
                federated: true,
                ..allow
            },
        ),
    ] {
        let tenant = Tenant {
            id: tenant_id(domain),
            domain: domain.into(),
            name: name.into(),
            policy,
        };
        microsoft.tenants.insert(tenant.id.clone(), tenant);
    }
    for address in ACCOUNTS {
        let account = account(microsoft, address).expect("the seeded addresses have a tenant");
        microsoft.accounts.insert(account.address.clone(), account);
    }
    if let Some(olga) = microsoft.accounts.get_mut("olga@open.example") {
        olga.mailbox = Mailbox::OnPremises;
    }
}

/// The account of an address in a tenant there is; the same address always gives the same account.
pub fn account(microsoft: &Microsoft, address: &str) -> Option<Account> {
    let address = address.trim().to_ascii_lowercase();
    let (local, domain) = address.split_once('@')?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
    if local.is_empty() || !local.bytes().all(plain) || address.len() > 113 {
        return None;
    }
    let tid = match PERSONAL.contains(&domain) {
        true => CONSUMERS.to_owned(),
        false => microsoft.tenant(domain)?.id.clone(),
    };
    let oid = stable_id("oid", &address);
    let name = local.replace(['.', '_', '-', '+'], " ");
    Some(Account {
        name: secret::capital(&name),
        // A personal account's object id begins with zeros.
        oid: match tid == CONSUMERS {
            true => format!("00000000-0000-0000-{}", &oid[19..]),
            false => oid,
        },
        admin: local == "itadmin" || local.starts_with("itadmin."),
        disabled: false,
        mailbox: Mailbox::Online,
        time_zone: "America/Chicago".into(),
        tid,
        address,
    })
}

/// The account that is there already, or that an address at a known domain gives.
pub fn known(microsoft: &Microsoft, address: &str) -> Option<Account> {
    let there = microsoft.accounts.get(&address.trim().to_ascii_lowercase());
    there.cloned().or_else(|| account(microsoft, address))
}

/// The client the demo uses.
pub fn client(app_url: &str) -> Client {
    Client {
        client_id: CLIENT_ID.into(),
        secrets: vec![Secret {
            value: CLIENT_SECRET.into(),
            expires_at: None,
        }],
        certificates: Vec::new(),
        redirect_uris: vec![
            format!("{app_url}/oauth/microsoft/callback"),
            format!("{app_url}/oauth/microsoft/adminconsent"),
        ],
    }
}

pub fn tenant_id(domain: &str) -> String {
    match PERSONAL.contains(&domain) {
        true => CONSUMERS.to_owned(),
        false => stable_id("tenant", domain),
    }
}

/// A GUID that is always the same for the same name.
pub fn stable_id(kind: &str, name: &str) -> String {
    let hash = secret::hash(&format!("{kind}:{name}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_random_bytes(bytes)
        .into_uuid()
        .to_string()
}

/// A GUID for an error, a request, an approval.
pub fn fresh_id() -> String {
    Uuid::new_v4().to_string()
}
