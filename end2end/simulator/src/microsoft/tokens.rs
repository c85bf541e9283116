//! Who holds a token, and how access ends.

use super::state::{AccessToken, Account, Grant, MicrosoftChange, RefreshToken};
use crate::sim::Desk;

/// A live access token.
pub fn access_token<'a>(desk: &'a Desk, token: &str) -> Option<&'a AccessToken> {
    let found = desk.microsoft.access_tokens.get(token)?;
    (desk.now() < found.expires_at).then_some(found)
}

/// The account a live access token belongs to.
pub fn holder<'a>(desk: &'a Desk, token: &str) -> Option<&'a Account> {
    let found = access_token(desk, token)?;
    desk.microsoft.accounts.get(&found.address)
}

/// What a person or an administrator may end. Access tokens live on to their end, as they do for a
/// client that declares no continuous access evaluation.
pub struct End {
    /// The consent as well: the next sign-in asks again.
    pub consent: bool,
    /// The access tokens too, which the real one does not do at once.
    pub access_tokens: bool,
}

pub fn end(desk: &mut Desk, address: &str, client_id: Option<&str>, how: &End) {
    let of = |client: &str| client_id.is_none_or(|wanted| wanted == client);
    let refresh: Vec<RefreshToken> = desk
        .microsoft
        .refresh_tokens
        .values()
        .filter(|token| token.address == address && of(&token.client_id))
        .cloned()
        .collect();
    for token in refresh {
        desk.microsoft(MicrosoftChange::RefreshToken(RefreshToken {
            revoked: true,
            ..token
        }));
    }
    let consents: Vec<String> = desk
        .microsoft
        .grants
        .keys()
        .filter(|(who, client)| how.consent && who == address && of(client))
        .map(|(_, client)| client.clone())
        .collect();
    for client_id in consents {
        desk.microsoft(MicrosoftChange::Grant(Grant {
            who: address.to_owned(),
            client_id,
            scopes: Default::default(),
        }));
    }
    let access: Vec<String> = desk
        .microsoft
        .access_tokens
        .values()
        .filter(|token| how.access_tokens && token.address == address && of(&token.client_id))
        .map(|token| token.token.clone())
        .collect();
    for token in access {
        desk.microsoft(MicrosoftChange::AccessTokenGone(token));
    }
}
