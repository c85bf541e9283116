//! Microsoft: tenants with policies, accounts, consent, the v2.0 endpoints, Graph's calendar, and
//! the pages people see.
//!
//! | what | where, under the simulator's root |
//! |---|---|
//! | authorize, token | `/microsoft/{tenant}/oauth2/v2.0/authorize`, `…/token` |
//! | admin consent | `/microsoft/{tenant}/v2.0/adminconsent` |
//! | discovery, keys | `/microsoft/{tenant}/v2.0/.well-known/openid-configuration`, `/microsoft/{tenant}/discovery/v2.0/keys` |
//! | Graph | `/microsoft/graph/v1.0` |
//!
//! `{tenant}` is `common`, `organizations`, `consumers`, a tenant's id or its domain. The client is
//! `5d1c7b1e-3c1f-4a52-9a0e-00000000d3d0` with the secret `demo-microsoft-secret`; it may return to
//! `{app_url}/oauth/microsoft/callback` and `{app_url}/oauth/microsoft/adminconsent`. The issuer of
//! identity tokens is the real one, `https://login.microsoftonline.com/{tid}/v2.0`.
//!
//! | account | what is special |
//! |---|---|
//! | `pat@outlook.example` | personal: tenant `9188040d-6c67-4c5b-b112-36a304b66dad`, no policy |
//! | `wren@open.example` | work; users of this tenant may consent |
//! | `noor@managed.example` | work; Microsoft's managed policy: calendar permissions need an administrator, who is asked by a form |
//! | `luca@locked.example` | work; nobody but an administrator may consent, and there is no form, only the way back |
//! | `kim@sealed.example` | as `locked`, and there is not even a way back |
//! | `fern@federated.example` | work; signs in at the organisation's own server, on another origin (`localhost`) |
//! | `olga@open.example` | work; the mailbox is on premises, so Graph cannot reach it |
//! | `itadmin@` each of those domains | an administrator; may consent for everybody |
//!
//! Where nobody has published what the real one does, it can be chosen: `microsoft` in
//! `/control/settings` ([`settings`]), and `/control/tenants`.

pub mod admin;
pub mod api;
pub mod approval;
pub mod authorize;
pub mod client;
pub mod consent;
pub mod decide;
pub mod error;
pub mod federation;
pub mod graph;
mod identity;
mod issue;
mod pages;
pub mod scopes;
pub mod seed;
pub mod settings;
pub mod state;
mod steps;
mod token;
pub mod tokens;

pub use self::pages::router as pages;
