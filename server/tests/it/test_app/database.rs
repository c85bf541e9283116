//! A database of its own for each test.

use std::path::PathBuf;

use server::clock::Entropy;
use sqlx::Connection;

pub struct TestDatabase {
    pub url: String,
    /// For keys, and for SQLite's file; removed at the end.
    pub folder: PathBuf,
}

impl TestDatabase {
    pub fn sqlite() -> TestDatabase {
        let folder = folder();
        TestDatabase {
            url: format!("sqlite://{}", folder.join("app.sqlite3").display()),
            folder,
        }
    }

    /// A new database on the server that `TEST_PG_URL` names, which is thrown away as a whole. In CI
    /// it has to be there.
    pub async fn postgres() -> Option<TestDatabase> {
        let Ok(server) = std::env::var("TEST_PG_URL") else {
            assert!(std::env::var_os("CI").is_none(), "TEST_PG_URL is not set");
            eprintln!("skipped: TEST_PG_URL is not set");
            return None;
        };
        let name = unique();
        let mut connection = sqlx::PgConnection::connect(&server).await.unwrap();
        // Made of digits and our own words: nothing to escape.
        sqlx::query(sqlx::AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
        let mut url: url::Url = server.parse().unwrap();
        url.set_path(&name);
        Some(TestDatabase {
            url: url.to_string(),
            folder: folder(),
        })
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // What cannot be removed is the temporary folder's to clean up.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A process id comes round again; this does not.
fn unique() -> String {
    format!(
        "class_mirror_test_{}",
        data_encoding::HEXLOWER.encode(&Entropy::system().bytes::<16>())
    )
}

fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(unique());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}
