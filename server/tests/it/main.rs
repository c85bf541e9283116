//! Everything that needs a server: one binary, one seam ([`test_app`]), both databases.

#![expect(
    clippy::unwrap_used,
    reason = "a test's panic is its report, in what it calls too"
)]

/// Runs each test on SQLite and on PostgreSQL: `name::sqlite`, `name::postgres`.
macro_rules! both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$attribute])*
            async fn test($app: TestApp) $body

            #[tokio::test]
            async fn sqlite() {
                test(TestApp::sqlite().await).await;
            }

            #[tokio::test]
            async fn postgres() {
                if let Some(app) = TestApp::postgres().await {
                    test(app).await;
                }
            }
        }
    )+};
}

mod account;
mod approval;
mod authorization;
mod calendar;
mod contract;
mod engine;
mod feed;
mod guards;
mod integration;
mod links;
mod mail;
mod model;
mod pages;
mod policy;
mod provider_contract;
mod review;
mod roles;
mod scheduling;
mod second_step;
mod settings;
mod start;
mod test_app;
mod tidy;
mod users;
mod watch;
