//! Both databases behind one type.
//!
//! [`Db`] is SQLite (one writer connection beside a pool of readers) or PostgreSQL (one pool).
//! Work happens in a [`Tx`]: [`Db::read`] or [`Db::write`] opens one, `commit` ends it, and a
//! dropped one is rolled back. The macros [`execute!`], [`fetch_all!`], [`fetch_optional!`],
//! [`fetch_one!`] and [`scalar!`] run one SQL text on either database: `$1` placeholders, TEXT,
//! BIGINT, no booleans. SQL lives in the modules below and in `sync`, nowhere else. The network is
//! never awaited inside a transaction.

pub mod approval;
pub mod audit;
pub mod case_classes;
pub mod case_erasure;
pub mod case_history;
pub mod cases;
pub mod catalog;
pub mod changes;
pub mod class_changes;
pub mod class_conflicts;
pub mod class_history;
pub mod class_times;
pub mod classes;
pub mod connections;
pub mod delivery;
pub mod feed;
pub mod impact;
pub mod import_drafts;
pub mod integration;
pub mod invitations;
pub mod links;
pub mod mail;
pub mod notices;
pub mod oauth_requests;
pub mod organizations;
pub mod people;
pub mod policy;
pub mod provider_status;
pub mod roles;
pub mod rosters;
pub mod second_step;
pub mod sessions;
pub mod throttle;
pub mod users;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use anyhow::Context;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction};

/// Every migration, in order; one directory for both databases.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("./migrations");

/// The database.
#[derive(Debug, Clone)]
pub enum Db {
    Sqlite {
        writer: SqlitePool,
        reader: SqlitePool,
    },
    Pg(PgPool),
}

/// One transaction on either database.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Pg(Transaction<'static, Postgres>),
}

impl Db {
    /// Connects to `sqlite://path`, `sqlite::memory:`-like paths excluded, or `postgres://…`, and
    /// migrates.
    pub async fn connect(url: &str) -> anyhow::Result<Db> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            Db::sqlite(Path::new(path)).await
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Db::postgres(url).await
        } else {
            anyhow::bail!("DATABASE_URL must start with sqlite:// or postgres://")
        }
    }

    async fn sqlite(path: &Path) -> anyhow::Result<Db> {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        // FULL: with NORMAL a power cut can lose a stored intent or a rotated token.
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            // What is erased is overwritten, not only forgotten.
            .pragma("secure_delete", "on")
            .busy_timeout(Duration::from_secs(10));
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .connect_with(options.clone())
            .await?;
        MIGRATIONS.run(&writer).await?;
        let reader = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Db::Sqlite { writer, reader })
    }

    async fn postgres(url: &str) -> anyhow::Result<Db> {
        let options = PgConnectOptions::from_str(url)?;
        // A connection of its own, closed afterwards: a failed migration keeps its advisory lock
        // for as long as its connection lives.
        let mut migrator = sqlx::PgConnection::connect_with(&options).await?;
        let migrated = MIGRATIONS.run(&mut migrator).await;
        migrator.close().await?;
        migrated?;
        let pool = PgPoolOptions::new()
            .max_connections(12)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await?;
        Ok(Db::Pg(pool))
    }

    /// A transaction that only reads.
    pub async fn read(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Db::Sqlite { reader, .. } => Tx::Sqlite(reader.begin().await?),
            Db::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    /// A transaction that writes. On SQLite it holds the only writer from its first moment.
    pub async fn write(&self) -> Result<Tx, sqlx::Error> {
        Ok(match self {
            Db::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("begin immediate").await?),
            Db::Pg(pool) => Tx::Pg(pool.begin().await?),
        })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Db::Pg(_))
    }

    /// A copy of the whole database as it is at one moment, in an empty file. SQLite only.
    pub async fn copy_to(&self, path: &Path) -> anyhow::Result<()> {
        let Db::Sqlite { writer, .. } = self else {
            anyhow::bail!("only SQLite copies itself");
        };
        let path = path.to_str().context("the path must be UTF-8")?;
        sqlx::query("vacuum into $1")
            .bind(path)
            .execute(writer)
            .await?;
        Ok(())
    }

    pub async fn close(&self) {
        match self {
            Db::Sqlite { writer, reader } => {
                reader.close().await;
                writer.close().await;
            }
            Db::Pg(pool) => pool.close().await,
        }
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Tx::Sqlite(tx) => tx.commit().await,
            Tx::Pg(tx) => tx.commit().await,
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self, Tx::Pg(_))
    }
}

/// The name of the constraint or unique index a write ran into, on either database. SQLite names
/// columns instead of a unique index (`case_record.org_id, case_record.reference`).
pub fn violated(error: &sqlx::Error) -> Option<String> {
    let database = error.as_database_error()?;
    if !database.is_unique_violation() {
        return None;
    }
    Some(
        database
            .constraint()
            .map_or_else(|| database.message().to_owned(), str::to_owned),
    )
}

/// Runs one statement; `Result<u64, sqlx::Error>` = rows affected.
#[macro_export]
macro_rules! execute {
    ($tx:expr, $sql:expr $(, $arg:expr)* $(,)?) => {
        match *$tx {
            $crate::db::Tx::Sqlite(ref mut c) =>
                ::sqlx::query::<::sqlx::Sqlite>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|r| r.rows_affected()),
            $crate::db::Tx::Pg(ref mut c) =>
                ::sqlx::query::<::sqlx::Postgres>($sql)$(.bind($arg))*.execute(&mut **c).await.map(|r| r.rows_affected()),
        }
    };
}

/// `Result<Vec<Row>, sqlx::Error>`; `Row` derives `sqlx::FromRow`.
#[macro_export]
macro_rules! fetch_all {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match *$tx {
            $crate::db::Tx::Sqlite(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_all(&mut **c).await,
            $crate::db::Tx::Pg(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_all(&mut **c).await,
        }
    };
}

/// `Result<Option<Row>, sqlx::Error>`.
#[macro_export]
macro_rules! fetch_optional {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match *$tx {
            $crate::db::Tx::Sqlite(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
            $crate::db::Tx::Pg(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
        }
    };
}

/// `Result<Row, sqlx::Error>`; no row is an error.
#[macro_export]
macro_rules! fetch_one {
    ($tx:expr, $row:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match *$tx {
            $crate::db::Tx::Sqlite(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Sqlite, $row>($sql)$(.bind($arg))*.fetch_one(&mut **c).await,
            $crate::db::Tx::Pg(ref mut c) =>
                ::sqlx::query_as::<::sqlx::Postgres, $row>($sql)$(.bind($arg))*.fetch_one(&mut **c).await,
        }
    };
}

/// The first column of at most one row: `Result<Option<T>, sqlx::Error>`.
#[macro_export]
macro_rules! scalar {
    ($tx:expr, $type:ty, $sql:expr $(, $arg:expr)* $(,)?) => {
        match *$tx {
            $crate::db::Tx::Sqlite(ref mut c) =>
                ::sqlx::query_scalar::<::sqlx::Sqlite, $type>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
            $crate::db::Tx::Pg(ref mut c) =>
                ::sqlx::query_scalar::<::sqlx::Postgres, $type>($sql)$(.bind($arg))*.fetch_optional(&mut **c).await,
        }
    };
}

/// What `like … escape '\'` looks for: `typed` anywhere, in any case; its `%` and `_` mean themselves.
pub fn like(typed: &str) -> String {
    let mut pattern = String::from("%");
    for c in typed.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}
