//! Hashing and checking passwords with Argon2id.
//!
//! Both take tens of milliseconds of one core, so they run off the async threads, a few at a time.
//! [`verify`] costs the same when there is no such person.

use std::sync::OnceLock;

use anyhow::{Context, anyhow};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::config::PasswordConfig;
use crate::state::State;

/// Each check takes `memory_kib` of memory; more at once would let strangers use it all up.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What the password of nobody is compared with.
static NOBODY: OnceLock<String> = OnceLock::new();

pub async fn hash(state: &State, password: String) -> anyhow::Result<String> {
    let cost = state.config.password.clone();
    let salt = state.entropy.bytes::<16>();
    off_thread(move || hash_now(&cost, salt, &password)).await
}

/// True if `hash` is there and is the password's.
pub async fn verify(state: &State, password: String, hash: Option<String>) -> anyhow::Result<bool> {
    let cost = state.config.password.clone();
    off_thread(move || {
        let known = hash.is_some();
        let hash = match hash {
            Some(hash) => hash,
            None => match NOBODY.get() {
                Some(hash) => hash.clone(),
                None => {
                    let hash = hash_now(&cost, [0; 16], "nobody's password")?;
                    NOBODY.get_or_init(|| hash).clone()
                }
            },
        };
        let parsed = PasswordHash::new(&hash)
            .map_err(|error| anyhow!("a stored password hash is unreadable: {error}"))?;
        let matches = argon2(&cost)?
            .verify_password(password.as_bytes(), &parsed)
            .is_ok();
        Ok(known && matches)
    })
    .await
}

fn hash_now(cost: &PasswordConfig, salt: [u8; 16], password: &str) -> anyhow::Result<String> {
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow!("making a salt: {error}"))?;
    Ok(argon2(cost)?
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| anyhow!("hashing a password: {error}"))?
        .to_string())
}

fn argon2(cost: &PasswordConfig) -> anyhow::Result<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None)
        .map_err(|error| anyhow!("password.memory_kib or password.passes: {error}"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let _turn = AT_ONCE.acquire().await.context("waiting for a turn")?;
    tokio::task::spawn_blocking(work)
        .await
        .context("checking a password")?
}
