//! What an operator has to enter at the providers, and what is still missing there: the set-up check
//! of `server check-config`. It looks at the settings only and asks nobody.

use domain::provider::Provider;

use crate::approval::ADMIN_CONSENT;
use crate::config::{Config, Credential};

/// One line each, in the order in which an operator needs them.
pub fn lines(config: &Config, now: i64) -> Vec<String> {
    let url = &config.public_url;
    let callback = |provider: Provider| format!("{url}/oauth/{}/callback", provider.as_str());
    let mut lines = Vec::new();
    match &config.google {
        None => lines.push("Google Calendar is not offered: google.client_id is empty.".to_owned()),
        Some(google) => {
            lines.push(format!(
                "Google Calendar: client {}; redirect URI to register: {}",
                google.client_id,
                callback(Provider::Google)
            ));
            lines.push(
                "  While the app's publishing status is Testing, each grant ends after seven days (docs/google.md)."
                    .to_owned(),
            );
        }
    }
    let Some(microsoft) = &config.microsoft else {
        lines.push("Microsoft 365 is not offered: microsoft.client_id is empty.".to_owned());
        return lines;
    };
    lines.push(format!(
        "Microsoft 365: application {}, tenant {}; redirect URIs to register, platform Web: {} and {url}{ADMIN_CONSENT}",
        microsoft.client_id,
        microsoft.tenant,
        callback(Provider::Microsoft)
    ));
    if matches!(microsoft.credential, Credential::Secret(_)) {
        lines.push(
            "  It proves itself with a secret; a certificate is better (docs/microsoft.md)."
                .to_owned(),
        );
    }
    lines.push(match microsoft.credential_days_left(now) {
        None => "  Warning: microsoft.credential_expires_on is empty, so nobody is warned before it ends.".to_owned(),
        Some(days) if days < 0 => "  Warning: the secret or certificate has ended; nothing can be sent.".to_owned(),
        Some(days) if days < 30 => format!("  Warning: the secret or certificate ends in {days} days."),
        Some(days) => format!("  The secret or certificate ends in {days} days."),
    });
    lines
}
