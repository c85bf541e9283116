//! Encryption at rest, keyed hashes, and the keys behind them.
//!
//! Tokens are sealed with XChaCha20-Poly1305 under a key ring; the associated data is the row they
//! belong to, so a ciphertext copied to another row does not open. `id_key` makes event ids; it is
//! made once per installation, kept apart from the token keys and never rotated. Keys live in files
//! beside the data, or come by configuration; never in the database they protect.

use std::path::Path;

use anyhow::Context;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::clock::Entropy;

pub struct Secrets {
    /// Newest first; the first one seals, all open.
    ring: Vec<(String, XChaCha20Poly1305)>,
    id_key: [u8; 32],
    hash_key: [u8; 32],
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Secrets {
    /// `keys`: newest first, each with its id.
    pub fn new(keys: &[(String, [u8; 32])], id_key: [u8; 32], hash_key: [u8; 32]) -> Secrets {
        let ring = keys
            .iter()
            .map(|(id, key)| (id.clone(), XChaCha20Poly1305::new(key.into())))
            .collect();
        Secrets {
            ring,
            id_key,
            hash_key,
        }
    }

    /// Reads `token.keys` (lines `id:base64url`, newest first), `id.key` and `hash.key` from `dir`;
    /// what is missing is made, readable by its owner only.
    pub fn open(dir: &Path, entropy: &Entropy) -> anyhow::Result<Secrets> {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("creating the key directory {}", dir.display()))?;
        let ring = read_or_make(&dir.join("token.keys"), || {
            format!("k1:{}\n", BASE64URL_NOPAD.encode(&entropy.bytes::<32>()))
        })?;
        let mut keys = Vec::new();
        for line in ring.lines().filter(|l| !l.trim().is_empty()) {
            let (id, key) = line
                .trim()
                .split_once(':')
                .context("a key line is `id:key`")?;
            keys.push((id.to_owned(), decode_key(key)?));
        }
        anyhow::ensure!(!keys.is_empty(), "the key ring is empty");
        let single = |name: &str| -> anyhow::Result<[u8; 32]> {
            let text = read_or_make(&dir.join(name), || {
                format!("{}\n", BASE64URL_NOPAD.encode(&entropy.bytes::<32>()))
            })?;
            decode_key(text.trim())
        };
        Ok(Secrets::new(&keys, single("id.key")?, single("hash.key")?))
    }

    /// Puts a new key before the others in `dir`; its id. Whoever opens the ring after this seals with
    /// it.
    pub fn add_key(dir: &Path, entropy: &Entropy) -> anyhow::Result<String> {
        use std::io::Write;
        use std::os::unix::fs::OpenOptionsExt;
        let path = dir.join("token.keys");
        let ring = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let newest = ring
            .lines()
            .filter_map(|line| {
                line.trim()
                    .split_once(':')?
                    .0
                    .strip_prefix('k')?
                    .parse::<u64>()
                    .ok()
            })
            .max()
            .unwrap_or(0);
        let id = format!("k{}", newest + 1);
        let key = BASE64URL_NOPAD.encode(&entropy.bytes::<32>());
        // Beside it and then in its place, so that a full disk or a kill leaves the old one whole.
        let beside = dir.join("token.keys.new");
        let mut file = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&beside)
            .with_context(|| format!("writing {}", beside.display()))?;
        file.write_all(format!("{id}:{key}\n{ring}").as_bytes())?;
        file.sync_all()?;
        std::fs::rename(&beside, &path).context("putting the new key ring in its place")?;
        Ok(id)
    }

    /// `place` names table, row and column. The result is `key id:base64url(nonce | ciphertext)`.
    pub fn seal(&self, entropy: &Entropy, place: &str, plain: &str) -> String {
        let (id, cipher) = &self.ring[0];
        let nonce: [u8; 24] = entropy.bytes();
        let aad = format!("{place}|{id}");
        let sealed = cipher
            .encrypt(
                XNonce::from_slice(&nonce),
                Payload {
                    msg: plain.as_bytes(),
                    aad: aad.as_bytes(),
                },
            )
            .expect("a short message always fits");
        let mut bytes = nonce.to_vec();
        bytes.extend(sealed);
        format!("{id}:{}", BASE64URL_NOPAD.encode(&bytes))
    }

    /// Opens what [`Secrets::seal`] made for the same place.
    pub fn unseal(&self, place: &str, sealed: &str) -> anyhow::Result<String> {
        let (id, text) = sealed
            .split_once(':')
            .context("a sealed value names its key")?;
        let (_, cipher) = self
            .ring
            .iter()
            .find(|(known, _)| known == id)
            .with_context(|| format!("key {id} is not in the ring"))?;
        let bytes = BASE64URL_NOPAD
            .decode(text.as_bytes())
            .context("a sealed value is base64url")?;
        anyhow::ensure!(bytes.len() > 24, "a sealed value is longer than its nonce");
        let (nonce, cipher_text) = bytes.split_at(24);
        let aad = format!("{place}|{id}");
        let plain = cipher
            .decrypt(
                XNonce::from_slice(nonce),
                Payload {
                    msg: cipher_text,
                    aad: aad.as_bytes(),
                },
            )
            .map_err(|_| anyhow::anyhow!("a sealed value does not open in its place"))?;
        String::from_utf8(plain).context("a sealed value is text")
    }

    /// The key of event identities: HMAC-SHA256 over the parts, joined by `|`.
    pub fn identity(&self, parts: &[&str]) -> [u8; 32] {
        keyed(&self.id_key, parts)
    }

    /// For things that must be recognised but not read: typed addresses in throttling and audit.
    pub fn keyed_hash(&self, parts: &[&str]) -> String {
        BASE64URL_NOPAD.encode(&keyed(&self.hash_key, parts))
    }
}

/// SHA-256 as text, for tokens that are looked up by their hash.
pub fn sha256(text: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(text.as_bytes()))
}

fn keyed(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("HMAC takes any key length");
    mac.update(parts.join("|").as_bytes());
    mac.finalize().into_bytes().into()
}

fn decode_key(text: &str) -> anyhow::Result<[u8; 32]> {
    let bytes = BASE64URL_NOPAD
        .decode(text.as_bytes())
        .context("a key is base64url")?;
    bytes
        .try_into()
        .map_err(|_| anyhow::anyhow!("a key has 32 bytes"))
}

fn read_or_make(path: &Path, make: impl FnOnce() -> String) -> anyhow::Result<String> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            let text = make();
            let mut file = std::fs::OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(0o600)
                .open(path)
                .with_context(|| format!("making {}", path.display()))?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok(text)
        }
        Err(e) => Err(e).with_context(|| format!("reading {}", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_token_opens_only_in_its_own_row() {
        let entropy = Entropy::seeded(1);
        let secrets = Secrets::new(&[("k1".into(), [7; 32])], [1; 32], [2; 32]);
        let sealed = secrets.seal(&entropy, "connection|a|refresh", "token-1");
        assert!(!sealed.contains("token-1"));
        assert_eq!(
            secrets
                .unseal("connection|a|refresh", &sealed)
                .expect("opens"),
            "token-1"
        );
        assert!(secrets.unseal("connection|b|refresh", &sealed).is_err());
        assert!(secrets.unseal("connection|a|access", &sealed).is_err());
    }

    #[test]
    fn an_old_key_still_opens_after_rotation() {
        let entropy = Entropy::seeded(1);
        let old = Secrets::new(&[("k1".into(), [7; 32])], [1; 32], [2; 32]);
        let sealed = old.seal(&entropy, "p", "t");
        let new = Secrets::new(
            &[("k2".into(), [8; 32]), ("k1".into(), [7; 32])],
            [1; 32],
            [2; 32],
        );
        assert_eq!(new.unseal("p", &sealed).expect("opens"), "t");
        assert!(new.seal(&entropy, "p", "t").starts_with("k2:"));
    }
}
