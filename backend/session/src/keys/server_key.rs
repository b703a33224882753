//! The server key: 32 bytes outside the database that everything secret is derived from.
//!
//! Every use has its own HKDF-SHA-256 label, so that none can stand in for another. A `key_id`,
//! a short fingerprint, is written into each session's row: old sessions go on under the old key.

use std::fmt;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};

use crate::clock::{Random, random_bytes};
use crate::keys::error::ServerKeyError;

/// The bytes of a `key_id`.
pub(crate) const KEY_ID_LEN: usize = 8;

/// A sealed text does not open: another server key made it, or it was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("sealed under another server key, or changed since")]
pub struct Unopenable;

/// One server key and what is derived from it.
pub struct ServerKey {
    id: [u8; KEY_ID_LEN],
    refresh: hmac::Key,
    anti_csrf: hmac::Key,
    sealing: LessSafeKey,
    signing_key_rows: hmac::Key,
    log: hmac::Key,
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerKey").field("id", &self.id_text()).finish_non_exhaustive()
    }
}

impl ServerKey {
    /// Derives everything from 32 bytes.
    ///
    /// # Errors
    /// When the cryptography library refuses, which it has no reason to.
    pub fn new(secret: &[u8; 32]) -> Result<Self, ServerKeyError> {
        let prk = hkdf::Salt::new(hkdf::HKDF_SHA256, b"latchkey").extract(secret);
        let mac_key = |label| Ok(hmac::Key::new(hmac::HMAC_SHA256, &derive::<32>(&prk, label)?));
        let sealing = UnboundKey::new(&AES_256_GCM, &derive::<32>(&prk, b"signing keys")?)
            .map_err(|_| ServerKeyError::Crypto("AES-256-GCM"))?;
        Ok(Self {
            id: derive(&prk, b"key id")?,
            refresh: mac_key(b"refresh")?,
            anti_csrf: mac_key(b"anti-csrf")?,
            sealing: LessSafeKey::new(sealing),
            signing_key_rows: mac_key(b"signing key rows")?,
            log: mac_key(b"log hashes")?,
        })
    }

    /// The fingerprint.
    #[must_use]
    pub fn id(&self) -> &[u8; KEY_ID_LEN] {
        &self.id
    }

    /// The fingerprint as it stands in a row.
    #[must_use]
    pub fn id_text(&self) -> String {
        hex::encode(self.id)
    }

    pub(crate) fn refresh(&self) -> &hmac::Key {
        &self.refresh
    }

    pub(crate) fn anti_csrf(&self) -> &hmac::Key {
        &self.anti_csrf
    }

    /// For [`signing_key_mac`](crate::signing_key_mac).
    pub(crate) fn signing_key_rows(&self) -> &hmac::Key {
        &self.signing_key_rows
    }

    /// What stands for a session handle or an address in the log: enough to follow one, useless
    /// to a reader of the log.
    #[must_use]
    pub fn log_hash(&self, text: &str) -> String {
        hex::encode(&hmac::sign(&self.log, text.as_bytes()).as_ref()[..8])
    }

    /// Seals `plain` for this key and this `context`: nonce, ciphertext, tag.
    ///
    /// # Errors
    /// When there is no randomness, or the cryptography library refuses.
    pub fn seal(
        &self,
        plain: &[u8],
        context: &[u8],
        random: &dyn Random,
    ) -> anyhow::Result<Vec<u8>> {
        let nonce: [u8; NONCE_LEN] = random_bytes(random)?;
        let mut text = plain.to_vec();
        self.sealing
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context),
                &mut text,
            )
            .map_err(|_| ServerKeyError::Crypto("sealing"))?;
        Ok([nonce.as_slice(), &text].concat())
    }

    /// Opens what [`ServerKey::seal`] made with the same `context`.
    ///
    /// # Errors
    /// [`Unopenable`].
    pub fn open(&self, sealed: &[u8], context: &[u8]) -> Result<Vec<u8>, Unopenable> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(Unopenable)?;
        let mut text = text.to_vec();
        let plain = self
            .sealing
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(context), &mut text)
            .map_err(|_| Unopenable)?;
        Ok(plain.to_vec())
    }
}

fn derive<const N: usize>(prk: &hkdf::Prk, label: &[u8]) -> Result<[u8; N], ServerKeyError> {
    struct Length(usize);
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut out = [0; N];
    prk.expand(&[label], Length(N))
        .and_then(|material| material.fill(&mut out))
        .map_err(|_| ServerKeyError::Crypto("HKDF"))?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::OsRandom;

    #[test]
    fn sealed_text_opens_in_its_own_context_only() {
        let key = ServerKey::new(&[7; 32]).expect("a key");
        let sealed = key.seal(b"private", b"kid-1 ES256", &OsRandom).expect("sealed");
        assert_eq!(key.open(&sealed, b"kid-1 ES256").as_deref(), Ok(b"private".as_slice()));
        assert_eq!(key.open(&sealed, b"kid-2 ES256"), Err(Unopenable));
        assert_eq!(key.open(b"short", b"kid-1 ES256"), Err(Unopenable));
        let other = ServerKey::new(&[8; 32]).expect("a key");
        assert_eq!(other.open(&sealed, b"kid-1 ES256"), Err(Unopenable));
        assert_ne!(key.id(), other.id());
    }
}
