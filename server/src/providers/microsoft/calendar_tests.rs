//! Every answer of Graph's has its decision.

use super::*;

fn graph(code: &str) -> String {
    format!(r#"{{"error":{{"code":"{code}","message":"m","innerError":{{"request-id":"r"}}}}}}"#)
}

fn name(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Later { .. } => "later",
        Trouble::Unreachable { .. } => "unreachable",
        Trouble::Unclear { .. } => "unclear",
        Trouble::Unauthorized { claims: None } => "unauthorized",
        Trouble::Unauthorized { claims: Some(_) } => "claims",
        Trouble::Reconnect { .. } => "reconnect",
        Trouble::MissingScope => "scope",
        Trouble::MailboxUnusable { .. } => "mailbox",
        Trouble::OurCredentials { .. } => "ours",
        Trouble::Rejected { .. } => "rejected",
    }
}

#[test]
fn every_answer_has_its_decision() {
    for (status, body, expect) in [
        (400, graph("ErrorInvalidRequest"), "rejected"),
        (401, graph("InvalidAuthenticationToken"), "unauthorized"),
        (401, String::new(), "unauthorized"),
        (401, "<html>proxy</html>".into(), "later"),
        (403, graph("ErrorAccessDenied"), "scope"),
        (403, graph("ErrorSomethingElse"), "rejected"),
        (403, "<html>proxy</html>".into(), "later"),
        (404, graph("MailboxNotEnabledForRESTAPI"), "mailbox"),
        (404, graph("MailboxNotSupportedForRESTAPI"), "mailbox"),
        (404, graph("ErrorItemNotFound"), "unclear"),
        (404, String::new(), "later"),
        (412, graph("ErrorIrresolvableConflict"), "unclear"),
        (429, graph("TooManyRequests"), "later"),
        (429, graph("ApplicationThrottled"), "later"),
        (429, String::new(), "later"),
        (500, graph("ErrorInternalServerError"), "unclear"),
        (503, r#"{"message":"x"}"#.into(), "unclear"),
        (504, String::new(), "unclear"),
        (507, graph("ErrorQuotaExceeded"), "later"),
        (302, String::new(), "unclear"),
    ] {
        let response = Response {
            status,
            body: body.clone().into_bytes(),
            ..Response::default()
        };
        assert_eq!(name(&decide(&response)), expect, "{status} {body}");
    }
}

#[test]
fn the_most_detailed_code_counts_in_either_spelling() {
    for inner in ["innerError", "innererror"] {
        let body = format!(
            r#"{{"error":{{"code":"ResourceNotFound","{inner}":{{"code":"MailboxNotEnabledForRESTAPI"}}}}}}"#
        );
        let response = Response {
            status: 404,
            body: body.into_bytes(),
            ..Response::default()
        };
        assert_eq!(name(&decide(&response)), "mailbox", "{inner}");
    }
}

#[test]
fn a_claims_challenge_is_read_from_any_of_several_headers() {
    let claims = r#"{"access_token":{"acrs":{"essential":true,"value":"cp1"}}}"#;
    let encoded = data_encoding::BASE64.encode(claims.as_bytes());
    let response = Response {
        status: 401,
        challenges: format!(
            "Negotiate\nBearer claims=\"{encoded}\", realm=\"\", error=\"insufficient_claims\""
        ),
        ..Response::default()
    };
    assert_eq!(
        decide(&response),
        Trouble::Unauthorized {
            claims: Some(claims.to_owned())
        }
    );
    for foreign in [
        "Bearer error=\"invalid_token\", claims=\"e30=\"",
        "Bearer error=\"insufficient_claims\", claims=\"%%%\"",
        "Bearer error=\"insufficient_claims\"",
    ] {
        assert_eq!(wire::claims_challenge(foreign), None, "{foreign}");
    }
}

#[test]
fn a_fractional_wait_is_obeyed() {
    let response = Response {
        status: 429,
        retry_after_ms: domain::backoff::retry_after_ms(2.128),
        ..Response::default()
    };
    assert!(matches!(
        decide(&response),
        Trouble::Later {
            after_ms: Some(2_128),
            ..
        }
    ));
}
