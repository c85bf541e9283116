//! No byte that leaves for the provider contains case data.

use domain::provider::Provider;
use serde_json::json;

use super::Desk;
use crate::test_app::{MINUTE, STAFF, TestApp};

/// Values nobody could mistake for anything else.
const NAME: &str = "Zyxwandra Quillfeather";
const REFERENCE: &str = "CANARY-771903";
const BORN: &str = "1987-03-29";
const CONTACT: &str = "canary-contact-5550100";

both_databases! {
    async fn no_case_data_leaves_for_google(app: TestApp) {
        no_case_data_leaves(Provider::Google, app).await;
    }

    async fn no_case_data_leaves_for_microsoft(app: TestApp) {
        no_case_data_leaves(Provider::Microsoft, app).await;
    }
}

async fn no_case_data_leaves(provider: Provider, app: TestApp) {
    let mut desk = Desk::open(app).await;
    desk.provider = provider;
    let fields = [
        ("form[reference]", REFERENCE),
        ("form[name]", NAME),
        ("form[date_of_birth]", BORN),
        ("form[contact]", CONTACT),
    ];
    desk.office
        .scheduler
        .call("add_case", &fields)
        .await
        .value::<String>();

    // Backfill, insert, patch, lost answers, refusals, removal, return, leaving.
    let class = desk.office.offer(&desk.office.form()).await;
    desk.office.book(&class, REFERENCE).await;
    let back = desk.connect(&desk.staff, desk.account(STAFF)).await;
    assert_eq!(back.location(), desk.back("connected"));
    desk.deliver().await;
    let later = desk
        .office
        .form()
        .with("start", "13:00")
        .with("end", "14:30");
    desk.google
        .fault(json!({"match": {"method": "PATCH"}, "status": 0, "apply": true}))
        .await;
    assert_eq!(desk.office.try_edit(&class, "1", &later).await.status, 200);
    desk.deliver().await;
    desk.deliver_after(5 * MINUTE).await;
    desk.office.remove(&class, REFERENCE).await;
    desk.deliver().await;
    desk.office.book(&class, REFERENCE).await;
    desk.deliver().await;
    desk.office
        .scheduler
        .call(
            "cancel_class",
            &[("id", class.as_str()), ("version", "2"), ("reason", NAME)],
        )
        .await
        .value::<()>();
    desk.deliver().await;
    desk.office
        .act("uncancel_class", &class, "3")
        .await
        .value::<()>();
    desk.deliver().await;
    desk.staff
        .call("disconnect_calendar", &[("remove", "true")])
        .await
        .value::<()>();
    desk.deliver().await;

    let journal = desk.google.journal().await;
    for method in ["POST", "PATCH", "DELETE", "GET"] {
        assert!(
            journal.contains(&format!("\"method\":\"{method}\"")),
            "the flows ran: {method}"
        );
    }
    assert!(
        journal.contains("Booked in IMPACT Feedback"),
        "the journal keeps bodies"
    );
    let everything = journal.to_lowercase();
    for secret in [
        NAME,
        "Zyxwandra",
        "Quillfeather",
        REFERENCE,
        "771903",
        BORN,
        "1987",
        CONTACT,
        "5550100",
    ] {
        assert!(
            !everything.contains(&secret.to_lowercase()),
            "{secret} left the house"
        );
    }
    // Nor does the ledger of what was sent hold any of it.
    let ledger = desk.office.app.count(
            "select count(*) from disclosure where fields like '%Zyxwandra%' or fields like '%CANARY%'",
        ).await;
    assert_eq!(ledger, 0);
}
