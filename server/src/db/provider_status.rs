//! Provider-wide stops, shared by all replicas.

use super::Tx;
use crate::scalar;

/// Our own credentials are refused there at the moment.
pub async fn stopped(tx: &mut Tx, provider: &str) -> Result<bool, sqlx::Error> {
    let stopped = scalar!(
        tx,
        i64,
        "select count(*) from provider_status where provider = $1 and stopped_at is not null",
        provider
    )?;
    Ok(stopped.unwrap_or(0) > 0)
}
