//! Grants and tokens: who holds a token, and how access ends.

use super::state::{AccessToken, Account, GoogleChange};
use crate::microsoft::tokens::{self, End};
use crate::sim::Desk;
use crate::world::{Change, Demo};

/// A live access token.
pub fn access_token<'a>(desk: &'a Desk, token: &str) -> Option<&'a AccessToken> {
    let found = desk.google.access_tokens.get(token)?;
    (desk.now() < found.expires_at).then_some(found)
}

/// The account a live access token belongs to.
pub fn holder<'a>(desk: &'a Desk, token: &str) -> Option<&'a Account> {
    let found = access_token(desk, token)?;
    desk.google.accounts.get(&found.account)
}

/// Ends what an account allowed: for one client, as the revocation endpoint does.
pub fn end(desk: &mut Desk, account: &str, client_id: &str) {
    desk.google(GoogleChange::GrantGone {
        account: account.to_owned(),
        client_id: client_id.to_owned(),
    });
}

/// Ends what an account allowed to every client, as its owner can in the account's settings.
pub fn end_all(desk: &mut Desk, account: &str) {
    let clients: Vec<String> = desk
        .google
        .grants
        .keys()
        .filter(|(owner, _)| owner == account)
        .map(|(_, client)| client.clone())
        .collect();
    for client_id in clients {
        end(desk, account, &client_id);
    }
}

/// Ends all access once the minute of the demo control is over.
pub fn end_when_due(desk: &mut Desk) {
    let due = desk.settings.access_ends_at;
    if due.is_none_or(|due| desk.now() < due) {
        return;
    }
    let accounts: Vec<String> = desk.google.accounts.keys().cloned().collect();
    for account in accounts {
        end_all(desk, &account);
    }
    let accounts: Vec<String> = desk.microsoft.accounts.keys().cloned().collect();
    for account in accounts {
        let how = End {
            consent: true,
            access_tokens: true,
        };
        tokens::end(desk, &account, None, &how);
    }
    let mut settings = desk.settings.clone();
    settings.access_ends_at = None;
    settings.demo = Demo::Normal;
    desk.commit(Change::Settings(settings));
}
