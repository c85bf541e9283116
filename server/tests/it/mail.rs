//! E-mail, from a person's click to a real SMTP server.

mod post;

use domain::provider::Provider;
use secrecy::SecretString;
use serde_json::json;
use server::config::{Config, MailConfig, MailTls};
use server::mail::{self, Letter, outbox};
use server::state::State;

use crate::test_app::{HOUR, MINUTE, STAFF, TestApp};
use post::{Post, free_port};

/// The app's state, with a server to hand mail to.
fn with_post(app: &TestApp, port: u16) -> State {
    with(app, |config| {
        config.mail = Some(MailConfig {
            host: "127.0.0.1".to_owned(),
            port,
            tls: MailTls::None,
            user: None,
            password: None,
            from: "Classes <classes@linden.example>".parse().unwrap(),
        });
    })
}

fn with(app: &TestApp, change: impl FnOnce(&mut Config)) -> State {
    let mut config = Config::clone(&app.state.config);
    change(&mut config);
    let mut state = app.state.clone();
    state.config = std::sync::Arc::new(config);
    state
}

/// Pat is told that an administrator disconnected their calendar.
async fn tell_pat(app: &TestApp) {
    let org = app
        .text("select org_id from app_user where email = 'staff@linden.example'")
        .await;
    let org = org.unwrap().parse().unwrap();
    let mut tx = app.state.db.write().await.unwrap();
    let letter = Letter::DisconnectedByAdmin {
        provider: Provider::Google,
    };
    let told = mail::queue_to_user(&mut tx, &app.state, &org, app.user(STAFF), &letter).await;
    assert!(told.unwrap());
    tx.commit().await.unwrap();
}

const SENT: &str = "select count(*) from mail_outbox where sent_at is not null";
const WORDS_KEPT: &str = "select count(*) from mail_outbox where body <> ''";

both_databases! {
    async fn a_forgotten_password_is_mailed_and_its_link_kept_nowhere(app: TestApp) {
        let Some(post) = Post::open(&[]) else { return };
        let state = with_post(&app, post.port);
        app.browser().call("request_password_reset", &[("email", STAFF)]).await.value::<()>();
        assert_eq!(outbox::drain(&state).await.unwrap(), 1);
        let mail = post.next();
        assert_eq!((mail.to.as_slice(), mail.from.as_str()), (&[STAFF.to_owned()][..], "classes@linden.example"));
        assert_eq!(mail.headers["subject"], "Choose a new password for IMPACT Feedback");
        assert_eq!(mail.headers["auto-submitted"], "auto-generated");
        assert_eq!(mail.headers["date"], "Tue, 17 Nov 2026 15:00:00 +0000");
        assert!(mail.headers["content-type"].starts_with("text/plain"), "{mail:?}");
        let (_, rest) = mail.body.split_once(&format!("{}/link/", app.url)).expect("a link");
        let token = rest.split_whitespace().next().unwrap();
        assert_eq!(app.browser().call("get_link_info", &[("token", token)]).await.status, 200);
        assert_eq!((app.count(SENT).await, app.count(WORDS_KEPT).await), (1, 0));
        assert_eq!(outbox::drain(&state).await.unwrap(), 0, "once");
        assert_eq!(post.more(), 0);
    }

    async fn what_is_not_taken_is_tried_again_later_and_later(app: TestApp) {
        let Some(post) = Post::open(&["451 come back", "421 closing"]) else { return };
        let state = with_post(&app, post.port);
        tell_pat(&app).await;
        assert_eq!(outbox::drain(&state).await.unwrap(), 1);
        let error = "select last_error from mail_outbox where sent_at is null";
        assert_eq!(app.text(error).await.as_deref(), Some("smtp 451"));
        app.clock.advance(MINUTE - 1);
        assert_eq!(outbox::drain(&state).await.unwrap(), 0, "not yet");
        app.clock.advance(MINUTE);
        assert_eq!(outbox::drain(&state).await.unwrap(), 1);
        assert_eq!((app.count(SENT).await, post.more()), (0, 0));
        app.clock.advance(3 * MINUTE);
        assert_eq!(outbox::drain(&state).await.unwrap(), 1);
        assert_eq!(post.next().headers["subject"], "Your calendar was disconnected by an administrator");
        assert_eq!(app.count(SENT).await, 1);
    }

    async fn an_address_that_does_not_exist_is_given_up_and_holds_nobody_up(app: TestApp) {
        let Some(post) = Post::open(&["550 no such user"]) else { return };
        let state = with_post(&app, post.port);
        tell_pat(&app).await;
        app.clock.advance(1);
        tell_pat(&app).await;
        assert_eq!(outbox::drain(&state).await.unwrap(), 2);
        post.next();
        let failed = "select last_error from mail_outbox where failed_at is not null";
        assert_eq!(app.text(failed).await.as_deref(), Some("smtp 550"));
        app.clock.advance(24 * HOUR);
        assert_eq!(outbox::drain(&state).await.unwrap(), 0);
    }

    async fn the_outbox_survives_a_server_that_is_away_and_a_restart_of_ours(app: TestApp) {
        let port = free_port();
        let state = with_post(&app, port);
        tell_pat(&app).await;
        outbox::drain(&state).await.unwrap();
        let error = "select last_error from mail_outbox";
        assert_eq!(app.text(error).await.as_deref(), Some("no connection"));
        // A process that died between claim and answer: its claim runs out, and another sends.
        app.clock.advance(2 * MINUTE);
        let mut tx = app.state.db.write().await.unwrap();
        let now = app.clock.now();
        let claimed = server::db::mail::claim(&mut tx, now, now + MINUTE).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let Some(post) = Post::with(&json!({"port": port})) else { return };
        assert_eq!(outbox::drain(&state).await.unwrap(), 0, "it is claimed");
        app.clock.advance(MINUTE);
        assert_eq!(outbox::drain(&state).await.unwrap(), 1);
        let id = &post.next().headers["message-id"];
        assert!(id.starts_with(&format!("<{}@", claimed.id)), "{id}");
        // The late process settles nothing.
        let mut tx = app.state.db.write().await.unwrap();
        assert_eq!(server::db::mail::put_off(&mut tx, &claimed, 0, "late").await.unwrap(), 0);
        drop(tx);
        assert_eq!(app.count(SENT).await, 1);
    }

    async fn two_workers_send_each_mail_once(app: TestApp) {
        let Some(post) = Post::open(&[]) else { return };
        let state = with_post(&app, post.port);
        for _ in 0..8 {
            tell_pat(&app).await;
        }
        let (one, two) = tokio::join!(outbox::drain(&state), outbox::drain(&state));
        assert_eq!(one.unwrap() + two.unwrap(), 8);
        assert_eq!((app.count(SENT).await, post.more()), (8, 8));
    }

    async fn what_comes_too_late_helps_nobody(app: TestApp) {
        let Some(post) = Post::open(&[]) else { return };
        app.browser().call("request_password_reset", &[("email", STAFF)]).await.value::<()>();
        app.clock.advance(HOUR);
        outbox::drain(&with_post(&app, post.port)).await.unwrap();
        let failed = "select last_error from mail_outbox where failed_at is not null and body = ''";
        assert_eq!(app.text(failed).await.as_deref(), Some("too late"));
        assert_eq!(post.more(), 0);
    }

    async fn without_a_server_mail_waits(app: TestApp) {
        tell_pat(&app).await;
        assert_eq!(outbox::drain(&app.state).await.unwrap(), 0);
        assert_eq!((app.count(SENT).await, app.count(WORDS_KEPT).await), (0, 1));
    }

    async fn somebody_who_may_not_sign_in_is_not_written_to(app: TestApp) {
        app.execute("update app_user set active = 0 where email = 'staff@linden.example'").await;
        let org = app.text("select org_id from app_user where email = 'staff@linden.example'").await;
        let org = org.unwrap().parse().unwrap();
        let mut tx = app.state.db.write().await.unwrap();
        let letter = Letter::ItApproved { provider: Provider::Microsoft };
        assert!(!mail::queue_to_user(&mut tx, &app.state, &org, app.user(STAFF), &letter).await.unwrap());
    }
}

/// An authority, and a key and a certificate for 127.0.0.1 that it signed, made by openssl.
fn certificates(folder: &std::path::Path) -> [String; 3] {
    let path = |name: &str| folder.join(name).display().to_string();
    let [ca_key, ca, key, cert] = ["ca.key", "ca.pem", "smtp.key", "smtp.pem"].map(path);
    let new = [
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
    ];
    let openssl = |more: &[&str]| {
        let made = std::process::Command::new("openssl")
            .args(new)
            .args(more)
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
    };
    openssl(&["-subj", "/CN=An authority", "-keyout", &ca_key, "-out", &ca]);
    openssl(&[
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-addext",
        "basicConstraints=critical,CA:FALSE",
        "-CA",
        &ca,
        "-CAkey",
        &ca_key,
        "-keyout",
        &key,
        "-out",
        &cert,
    ]);
    [ca, key, cert]
}

#[tokio::test]
async fn a_password_is_said_over_tls_only() {
    let app = TestApp::sqlite().await;
    let [ca, key, cert] = certificates(&app.state.config.data_dir);
    let options = json!({"port": free_port(), "cert": cert, "key": key, "user": "classes", "password": "secret"});
    let Some(post) = Post::with(&options) else {
        return;
    };
    let state = |password: &str, ca: Option<&str>| {
        let state = with_post(&app, post.port);
        let mut config = Config::clone(&state.config);
        let mail = config.mail.as_mut().unwrap();
        mail.tls = MailTls::StartTls;
        mail.user = Some("classes".to_owned());
        mail.password = Some(SecretString::from(password));
        config.extra_ca_file = ca.map(std::path::PathBuf::from);
        State {
            config: std::sync::Arc::new(config),
            ..state
        }
    };
    let error = "select last_error from mail_outbox";
    tell_pat(&app).await;
    // Nobody we trust signed this certificate.
    outbox::drain(&state("secret", None)).await.unwrap();
    assert_eq!(app.text(error).await.as_deref(), Some("no connection"));
    app.clock.advance(2 * MINUTE);
    // A refused password is ours to put right: the mail waits.
    outbox::drain(&state("wrong", Some(&ca))).await.unwrap();
    assert_eq!(app.text(error).await.as_deref(), Some("smtp 535"));
    app.clock.advance(10 * MINUTE);
    outbox::drain(&state("secret", Some(&ca))).await.unwrap();
    let mail = post.next();
    assert_eq!((mail.tls, mail.user.as_deref()), (true, Some("classes")));
}
