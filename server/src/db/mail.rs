//! Mail that waits to be sent. Sending is another module's business.

use super::Tx;
use crate::clock::Entropy;
use crate::execute;

#[derive(Debug)]
pub struct Mail<'a> {
    pub org: &'a str,
    pub user: Option<&'a str>,
    pub recipient: &'a str,
    pub template: &'static str,
    pub subject: &'a str,
    pub body: &'a str,
}

pub async fn queue(
    tx: &mut Tx,
    entropy: &Entropy,
    now: i64,
    mail: &Mail<'_>,
) -> Result<(), sqlx::Error> {
    execute!(
        tx,
        "insert into mail_outbox
           (id, org_id, user_id, recipient, template, subject, body, created_at, next_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        entropy.uuid(now).to_string(),
        mail.org,
        mail.user,
        mail.recipient,
        mail.template,
        mail.subject,
        mail.body,
        now
    )?;
    Ok(())
}
