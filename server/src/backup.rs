//! Backups, and what keeps one from being taken for the truth.
//!
//! A database and its data directory belong together by the installation's id, which both hold. A
//! backup says that it is one, so it is not served until it was restored: then the installation has
//! a new id, and every event is looked at before the database is believed. The keys are not in it.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use crate::clock::{Clock, Entropy};
use crate::config::Config;
use crate::db::{Db, organizations};
use crate::state::State;
use crate::sync::check;

/// Facts about the installation, in its database.
const ID: &str = "id";
const IS_BACKUP: &str = "backup";
/// Beside the keys: the id of the installation whose keys they are.
const FILE: &str = "installation";

const POSTGRES: &str = "PostgreSQL is backed up by its own tools: pg_dump --format=custom; after \
    pg_restore, with the servers stopped, run `server after-restore`";

/// Refuses a backup, and another installation's database.
pub async fn belongs(state: &State) -> anyhow::Result<()> {
    let mut tx = state.db.write().await?;
    if organizations::installed(&mut tx, IS_BACKUP)
        .await?
        .is_some()
    {
        bail!(
            "this database is a backup; `server restore --from FILE` puts one in place, and `server \
             after-restore` ends a restore that was done by hand"
        );
    }
    let made = state.entropy.uuid(state.clock.now()).to_string();
    let id = organizations::install_once(&mut tx, ID, &made).await?;
    let used = !organizations::all(&mut tx).await?.is_empty();
    tx.commit().await?;
    let path = state.config.data_dir.join(FILE);
    let kept = match fs::read_to_string(&path) {
        Ok(kept) => Some(kept),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
    };
    match kept {
        Some(kept) if kept.trim() == id => Ok(()),
        Some(_) if used => bail!(
            "the database and {} belong to different installations. If the database was copied or \
             restored by hand, stop every server and run `server after-restore`; on the other \
             replicas delete that file then",
            path.display()
        ),
        _ => write(&path, &id),
    }
}

fn write(path: &Path, id: &str) -> anyhow::Result<()> {
    fs::write(path, format!("{id}\n")).with_context(|| format!("writing {}", path.display()))
}

/// Writes a consistent copy of a database that may be in use.
pub async fn backup(state: &State, to: &Path) -> anyhow::Result<Vec<String>> {
    ensure!(!state.db.is_postgres(), POSTGRES);
    // There before it is filled, so that nobody else can read it at any moment.
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(to)
        .with_context(|| format!("making {}", to.display()))?;
    state.db.copy_to(to).await.context("copying the database")?;
    let copy = Db::connect(&url(to)).await.context("opening the copy")?;
    let mut tx = copy.write().await?;
    organizations::install(&mut tx, IS_BACKUP, "1").await?;
    tx.commit().await?;
    copy.close().await;
    Ok(vec![
        format!("{} holds everything but the keys.", to.display()),
        format!(
            "Keep {} too, and apart from it: whoever has both can read the calendar tokens.",
            state.config.data_dir.join("keys").display()
        ),
    ])
}

fn url(path: &Path) -> String {
    format!("sqlite://{}", path.display())
}

/// Puts a backup in the place of the database; what was there is kept beside it.
pub async fn restore(
    config: Config,
    clock: Clock,
    entropy: Entropy,
    from: &Path,
) -> anyhow::Result<Vec<String>> {
    let Some(place) = config.database_url.strip_prefix("sqlite://") else {
        bail!(POSTGRES);
    };
    let place = PathBuf::from(place);
    let beside = |end: String| -> PathBuf {
        let mut name = place.clone().into_os_string();
        name.push(end);
        name.into()
    };
    // Looked at where it is not in anybody's way; the backup itself is left as it is.
    let new = beside(".restoring".to_owned());
    fs::copy(from, &new).with_context(|| format!("copying {}", from.display()))?;
    let sound = async {
        let db = Db::connect(&url(&new)).await?;
        let mut tx = db.read().await?;
        let is_backup = organizations::installed(&mut tx, IS_BACKUP).await?;
        drop(tx);
        db.close().await;
        ensure!(is_backup.is_some(), "`server backup` did not make it");
        anyhow::Ok(())
    };
    if let Err(error) = sound.await {
        fs::remove_file(&new)?;
        return Err(error.context(format!("{} cannot be restored", from.display())));
    }
    let mut lines = Vec::new();
    if place.exists() {
        let kept = format!(".before-{}", clock.now());
        for end in ["", "-wal", "-shm"] {
            let file = beside(end.to_owned());
            if file.exists() {
                fs::rename(&file, beside(format!("{kept}{end}")))?;
            }
        }
        lines.push(format!("What was there is {}.", beside(kept).display()));
    }
    fs::rename(&new, &place).context("putting the backup in its place")?;
    let state = State::open(config, clock, entropy).await?;
    lines.extend(after_restore(&state).await?);
    state.db.close().await;
    Ok(lines)
}

/// The database comes from a backup: it begins a new installation, and nothing it says about
/// calendars is believed until each event was looked at.
pub async fn after_restore(state: &State) -> anyhow::Result<Vec<String>> {
    let id = state.entropy.uuid(state.clock.now()).to_string();
    let unknown = check::forget_everything(state).await?;
    let mut tx = state.db.write().await?;
    organizations::install(&mut tx, ID, &id).await?;
    organizations::uninstall(&mut tx, IS_BACKUP).await?;
    tx.commit().await?;
    write(&state.config.data_dir.join(FILE), &id)?;
    Ok(vec![format!(
        "{unknown} classes on calendars are looked at again as soon as the server runs."
    )])
}
