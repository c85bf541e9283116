//! A certificate and its private key, with which we prove to Microsoft who we are.

use std::sync::Arc;

use anyhow::{Context, ensure};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::SigningKey;
use rustls::{SignatureAlgorithm, SignatureScheme};
use sha2::{Digest, Sha256};

/// Read once at start; the key never leaves it.
#[derive(Clone)]
pub struct Certificate {
    /// `x5t#S256`: which of the registered certificates this is.
    pub thumbprint: String,
    key: Arc<dyn SigningKey>,
}

impl Certificate {
    /// From two PEM texts; the key must be RSA, because Entra takes no other.
    pub fn read(certificate: &[u8], private_key: &[u8]) -> anyhow::Result<Certificate> {
        let certificate =
            CertificateDer::from_pem_slice(certificate).context("there is no PEM certificate")?;
        let key =
            PrivateKeyDer::from_pem_slice(private_key).context("there is no PEM private key")?;
        let key = rustls::crypto::ring::sign::any_supported_type(&key)
            .context("the private key cannot be used")?;
        ensure!(
            key.algorithm() == SignatureAlgorithm::RSA,
            "the private key must be an RSA key"
        );
        Ok(Certificate {
            thumbprint: data_encoding::BASE64URL_NOPAD.encode(&Sha256::digest(&certificate)),
            key,
        })
    }

    /// PS256: RSASSA-PSS with SHA-256, as Entra's "certificate credentials" page asks for.
    pub fn sign(&self, message: &[u8]) -> anyhow::Result<Vec<u8>> {
        let signer = self
            .key
            .choose_scheme(&[SignatureScheme::RSA_PSS_SHA256])
            .context("an RSA key signs with PS256")?;
        signer.sign(message).context("signing")
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({})", self.thumbprint)
    }
}
