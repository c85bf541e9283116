//! The state on disk: one append-only file of JSON lines, replayed and compacted at start.
//!
//! A line is handed to the operating system before the request it belongs to is answered, so ending
//! the process loses nothing that was answered. It is not forced onto the disk: surviving a power
//! cut is not a simulator's business.

use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::world::{Change, World};

/// After this many lines the file is written anew, so a long demo does not fill the disk.
const COMPACT_AFTER: usize = 100_000;

pub struct Log {
    path: PathBuf,
    file: File,
    lines: usize,
}

impl Log {
    /// Reads what is there into `world` and opens the compacted file for appending.
    pub fn open(directory: &Path, world: &mut World) -> anyhow::Result<Self> {
        fs::create_dir_all(directory)
            .with_context(|| format!("making the state directory {}", directory.display()))?;
        let path = directory.join("state.jsonl");
        if path.exists() {
            replay(&path, world)?;
        }
        let file = compact(&path, world)?;
        Ok(Self {
            path,
            file,
            lines: 0,
        })
    }

    pub fn append(&mut self, change: &Change) -> anyhow::Result<()> {
        self.file.write_all(&line(change)?)?;
        self.lines += 1;
        Ok(())
    }

    /// Compacts when the file has grown long. `world` is the state after all appended lines.
    pub fn tidy(&mut self, world: &World) -> anyhow::Result<()> {
        if self.lines >= COMPACT_AFTER {
            self.file = compact(&self.path, world)?;
            self.lines = 0;
        }
        Ok(())
    }
}

fn replay(path: &Path, world: &mut World) -> anyhow::Result<()> {
    let mut lines = BufReader::new(File::open(path)?).split(b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.with_context(|| format!("reading {}", path.display()))?;
        match serde_json::from_slice(&line) {
            Ok(change) => world.apply(change),
            // The process may have ended inside the last line: it was never answered.
            Err(_) if lines.peek().is_none() => {}
            Err(error) => bail!("{} has a line that cannot be read: {error}", path.display()),
        }
    }
    Ok(())
}

fn compact(path: &Path, world: &World) -> anyhow::Result<File> {
    let fresh = path.with_extension("new");
    let mut text = Vec::new();
    for change in world.snapshot() {
        text.extend(line(&change)?);
    }
    let mut file = File::create(&fresh)?;
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(&fresh, path).with_context(|| format!("replacing {}", path.display()))?;
    OpenOptions::new()
        .append(true)
        .open(path)
        .with_context(|| format!("opening {}", path.display()))
}

fn line(change: &Change) -> anyhow::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(change)?;
    line.push(b'\n');
    Ok(line)
}
