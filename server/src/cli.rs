//! What an operator can type, and the commands that are not `serve`.

pub mod setup;

use std::path::PathBuf;

use anyhow::{Context, bail, ensure};

use crate::backend::account::links::INVITATION_MS;
use crate::care::Whose;
use crate::db::links::{self, Invitation};
use crate::db::{Tx, organizations};
use crate::secrets::sha256;
use crate::state::State;
use crate::zone;

pub const HELP: &str = "\
usage: server [command]

  serve          serve the app; the default
                   --web: only the app; --worker: only calendars and e-mail (PostgreSQL)
  create-org     make an organization and print the link its first administrator starts with
                   --name NAME --time-zone AREA/CITY --admin-email ADDRESS
  check          compare calendars with what should be on them; changes nothing
  repair         the same, and put right what is wrong
                   --user ADDRESS or --all
  wipe           remove everything from one person's calendar, and end the connection
                   --user ADDRESS
  rekey          seal every token with a new key; stop the servers first
  backup         write a copy of an SQLite database, which may be in use
                   --to FILE
  restore        put such a copy in place of the database, and have every event looked at
                 again; stop the server first
                   --from FILE
  after-restore  the same for a database that was restored by hand (PostgreSQL: pg_restore)
  revoke-all     end every grant; events stay
  check-config   read the settings, open the database and the keys, and say what is wrong

Settings: Leptos.toml, or the file that LEPTOS_TOML names.";

#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Serve(Role),
    CreateOrg {
        name: String,
        time_zone: String,
        admin_email: String,
    },
    CheckConfig,
    Check(Whose),
    Repair(Whose),
    Wipe {
        email: String,
    },
    Rekey,
    Backup {
        to: PathBuf,
    },
    Restore {
        from: PathBuf,
    },
    AfterRestore,
    RevokeAll,
    Help,
}

/// What a process does of `serve`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Whole,
    /// Answers people; calendars and e-mail are other processes' work.
    Web,
    /// Keeps calendars right and sends e-mail; answers nobody.
    Worker,
}

/// `arguments`: without the name of the program.
pub fn parse(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> anyhow::Result<Command> {
    use lexopt::prelude::*;
    let mut parser = lexopt::Parser::from_args(arguments);
    let (mut command, mut name, mut time_zone, mut admin_email) = (None, None, None, None);
    let (mut user, mut all) = (None, false);
    let (mut to, mut from, mut role) = (None, None, None);
    while let Some(argument) = parser.next()? {
        match argument {
            Value(value) if command.is_none() => command = Some(value.string()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("user") => user = Some(parser.value()?.string()?),
            Long("all") => all = true,
            Long("to") => to = Some(PathBuf::from(parser.value()?)),
            Long("from") => from = Some(PathBuf::from(parser.value()?)),
            Long("web") if role.is_none() => role = Some(Role::Web),
            Long("worker") if role.is_none() => role = Some(Role::Worker),
            Long("web" | "worker") => bail!(
                "--web and --worker exclude each other; leave both out for one process that does it all"
            ),
            Long("name") => name = Some(parser.value()?.string()?),
            Long("time-zone") => time_zone = Some(parser.value()?.string()?),
            Long("admin-email") => admin_email = Some(parser.value()?.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    match command.as_deref() {
        Some("create-org") => Ok(Command::CreateOrg {
            name: name.context("create-org needs --name")?,
            time_zone: time_zone.context("create-org needs --time-zone")?,
            admin_email: admin_email.context("create-org needs --admin-email")?,
        }),
        _ if name.is_some() || time_zone.is_some() || admin_email.is_some() => {
            bail!("--name, --time-zone and --admin-email belong to create-org")
        }
        Some(word @ ("check" | "repair")) => {
            let whose = match (user, all) {
                (Some(email), false) => Whose::User(email),
                (None, true) => Whose::Everybody,
                _ => bail!("{word} needs --user ADDRESS or --all"),
            };
            Ok(match word {
                "check" => Command::Check(whose),
                _ => Command::Repair(whose),
            })
        }
        Some("wipe") if !all => Ok(Command::Wipe {
            email: user.context("wipe needs --user")?,
        }),
        _ if user.is_some() || all => {
            bail!("--user and --all belong to check, repair and wipe")
        }
        Some("backup") if from.is_none() && role.is_none() => Ok(Command::Backup {
            to: to.context("backup needs --to FILE")?,
        }),
        Some("restore") if to.is_none() && role.is_none() => Ok(Command::Restore {
            from: from.context("restore needs --from FILE")?,
        }),
        _ if to.is_some() || from.is_some() => {
            bail!("--to belongs to backup, --from to restore")
        }
        None | Some("serve") => Ok(Command::Serve(role.unwrap_or(Role::Whole))),
        _ if role.is_some() => bail!("--web and --worker belong to serve"),
        Some("rekey") => Ok(Command::Rekey),
        Some("after-restore") => Ok(Command::AfterRestore),
        Some("revoke-all") => Ok(Command::RevokeAll),
        Some("check-config") => Ok(Command::CheckConfig),
        Some(other) => bail!("there is no command `{other}`; server --help lists them"),
    }
}

/// Makes an organization and returns the link its first administrator starts with.
pub async fn create_org(
    state: &State,
    name: &str,
    time_zone: &str,
    admin_email: &str,
) -> anyhow::Result<String> {
    let name = name.trim();
    ensure!(
        (1..=100).contains(&name.chars().count()),
        "--name must have 1 to 100 characters"
    );
    ensure!(
        zone::get(time_zone).is_some(),
        "--time-zone must be a name like America/Chicago, not `{time_zone}`"
    );
    let email = admin_email.trim().to_lowercase();
    ensure!(
        email.len() <= 254
            && email.split_once('@').is_some_and(|(user, host)| {
                !user.is_empty() && host.contains('.') && !host.contains('@')
            }),
        "--admin-email must be an e-mail address, not `{admin_email}`"
    );
    let now = state.clock.now();
    let mut tx = state.db.write().await?;
    let org = organizations::insert(&mut tx, &state.entropy, now, name, time_zone).await?;
    let role = org
        .role("Organization Admin")
        .context("every organization starts with an Organization Admin role")?;
    let url = set_up_link(state, &mut tx, org.id.as_str(), role.as_str(), &email).await?;
    tx.commit().await?;
    Ok(url)
}

/// What the operator has to know before anybody can sign in; empty when all is well.
pub async fn first_steps(state: &State) -> anyhow::Result<Vec<String>> {
    let mut tx = state.db.write().await?;
    if organizations::all(&mut tx).await?.is_empty() {
        return Ok(vec![
            "There is no organization yet. Make one: server create-org --name NAME \
             --time-zone AREA/CITY --admin-email ADDRESS"
                .to_owned(),
        ]);
    }
    let mut sentences = Vec::new();
    for orphan in organizations::without_admin(&mut tx).await? {
        let url = set_up_link(
            state,
            &mut tx,
            &orphan.org_id,
            &orphan.role_id,
            &orphan.email,
        )
        .await?;
        sentences.push(format!(
            "{} has no active administrator. For {}, once, within 7 days: {url}",
            orphan.name, orphan.email
        ));
    }
    tx.commit().await?;
    Ok(sentences)
}

/// A fresh link; an older one stops working.
async fn set_up_link(
    state: &State,
    tx: &mut Tx,
    org: &str,
    role: &str,
    email: &str,
) -> anyhow::Result<String> {
    let now = state.clock.now();
    let token = state.entropy.token();
    let invitation = Invitation {
        purpose: "setup",
        org,
        role,
        email,
        name: "",
        external_id: "",
    };
    links::expire_setups(tx, org, now).await?;
    links::invite(tx, &sha256(&token), &invitation, now, now + INVITATION_MS).await?;
    Ok(format!("{}/link/{token}", state.config.public_url))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &[&str]) -> anyhow::Result<Command> {
        parse(words.iter().map(Into::into))
    }

    #[test]
    fn serve_is_the_default() {
        assert_eq!(parsed(&[]).unwrap(), Command::Serve(Role::Whole));
        assert_eq!(parsed(&["serve"]).unwrap(), Command::Serve(Role::Whole));
        assert_eq!(parsed(&["--worker"]).unwrap(), Command::Serve(Role::Worker));
        assert_eq!(
            parsed(&["serve", "--web"]).unwrap(),
            Command::Serve(Role::Web)
        );
        assert_eq!(parsed(&["check-config"]).unwrap(), Command::CheckConfig);
    }

    #[test]
    fn what_is_missing_or_unknown_is_named() {
        for (words, part) in [
            (&["create-org", "--name", "Linden"][..], "--time-zone"),
            (&["destroy"][..], "destroy"),
            (&["serve", "--name", "x"][..], "create-org"),
            (&["serve", "again"][..], "again"),
            (&["check"][..], "--all"),
            (&["repair", "--all", "--user", "a@b.example"][..], "--user"),
            (&["wipe"][..], "--user"),
            (&["rekey", "--all"][..], "--all"),
            (&["rekey", "--web"][..], "serve"),
            (&["serve", "--web", "--worker"][..], "exclude"),
            (&["backup"][..], "--to"),
            (&["backup", "--from", "x"][..], "--from"),
            (&["restore"][..], "--from"),
            (&["serve", "--to", "x"][..], "--to"),
        ] {
            let error = parsed(words).unwrap_err().to_string();
            assert!(error.contains(part), "{words:?}: {error}");
        }
    }
}
