//! Wake-ups between replicas on one PostgreSQL: `NOTIFY` after a commit, throttled.
//!
//! Only a hint: a replica that hears nothing finds the work when it next asks.

use std::time::Duration;

use sqlx::postgres::PgListener;
use sqlx::{AssertSqlSafe, PgPool};
use tokio::sync::watch;

use crate::db::Db;
use crate::state::State;

const CHANNEL: &str = "class_mirror_wake";
/// A burst of bookings is one notification.
const AT_MOST_EVERY: Duration = Duration::from_millis(100);
const AFTER_TROUBLE: Duration = Duration::from_secs(5);

/// Tells and hears until `shutdown` turns true; on SQLite there is nobody to tell.
pub async fn run(state: State, mut shutdown: watch::Receiver<bool>) {
    let Db::Pg(pool) = &state.db else {
        return;
    };
    tokio::select! {
        () = tell(&state, pool) => {}
        () = hear(&state, pool) => {}
        _ = shutdown.wait_for(|stop| *stop) => {}
    }
}

async fn tell(state: &State, pool: &PgPool) {
    let mut own = state.waker.own.subscribe();
    while own.changed().await.is_ok() {
        let notified = sqlx::query(AssertSqlSafe(format!("notify {CHANNEL}")))
            .execute(pool)
            .await;
        if let Err(error) = notified {
            tracing::warn!(%error, "telling the other replicas");
        }
        tokio::time::sleep(AT_MOST_EVERY).await;
    }
}

async fn hear(state: &State, pool: &PgPool) {
    loop {
        let heard = async {
            let mut listener = PgListener::connect_with(pool).await?;
            listener.listen(CHANNEL).await?;
            loop {
                listener.recv().await?;
                state.waker.heard();
            }
        };
        let ended: Result<(), sqlx::Error> = heard.await;
        if let Err(error) = ended {
            tracing::warn!(%error, "listening for the other replicas");
        }
        tokio::time::sleep(AFTER_TROUBLE).await;
    }
}
