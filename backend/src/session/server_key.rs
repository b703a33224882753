//! The server key: 32 bytes outside the database that everything secret is derived from.
//!
//! Every use has its own HKDF-SHA-256 label, so that none can stand in for another. A `key_id`,
//! a short fingerprint, is written into each session's row: old sessions go on under the old key.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{hkdf, hmac};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::clock::{Random, random_bytes};
use crate::config::{Config, RunMode, Secret};

/// The bytes of a `key_id`.
pub(super) const KEY_ID_LEN: usize = 8;

/// The server key cannot be had. The text says what to set.
#[derive(Debug, thiserror::Error)]
pub enum ServerKeyError {
    /// The text is not the base64 of 32 bytes.
    #[error("{name} must be base64 of 32 random bytes: openssl rand -base64 32 makes one")]
    NotAKey {
        /// The setting or the file.
        name: String,
    },
    /// All bytes alike is somebody's placeholder.
    #[error("{name} is not random: openssl rand -base64 32 makes one that is")]
    NotRandom {
        /// The setting or the file.
        name: String,
    },
    /// The file cannot be read or made.
    #[error(
        "cannot read or make the server key file {path}: {source} (SECRET_KEY_FILE says where it is)"
    )]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// There is none, and none may be made.
    #[error(
        "set SECRET_KEY or SECRET_KEY_FILE: with DATABASE_URL={engine} every process needs the same server key"
    )]
    Missing {
        /// The engine.
        engine: &'static str,
    },
    /// The cryptography library refused.
    #[error("the server key could not be used: {0}")]
    Crypto(&'static str),
}

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

    pub(super) fn refresh(&self) -> &hmac::Key {
        &self.refresh
    }

    pub(super) fn anti_csrf(&self) -> &hmac::Key {
        &self.anti_csrf
    }

    /// What stands for a session handle or an address in the log: enough to follow one, useless
    /// to whoever reads the log.
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

/// The current server key and those still accepted.
#[derive(Debug)]
pub struct ServerKeys {
    current: ServerKey,
    previous: Vec<ServerKey>,
}

impl ServerKeys {
    /// One key, and no older ones.
    #[must_use]
    pub fn of(current: ServerKey) -> Self {
        Self { current, previous: Vec::new() }
    }

    /// The server keys as the settings name them. In development with the embedded database, a
    /// random key in a file beside it, which the first start makes.
    ///
    /// # Errors
    /// [`ServerKeyError`], with a sentence that says what to set.
    pub fn load(config: &Config, random: &dyn Random) -> anyhow::Result<Self> {
        let secret = &config.secret;
        let current = match (&secret.secret_key, &secret.secret_key_file) {
            (Some(key), _) => parse(key.expose(), "SECRET_KEY")?,
            (None, Some(path)) => read_file(path)?,
            (None, None) => read_or_make(&beside_database(config)?, random)?,
        };
        let previous = secret
            .secret_key_previous
            .iter()
            .map(|key: &Secret| ServerKey::new(&parse(key.expose(), "SECRET_KEY_PREVIOUS")?))
            .collect::<Result<_, _>>()?;
        Ok(Self { current: ServerKey::new(&current)?, previous })
    }

    /// The key of new sessions.
    #[must_use]
    pub fn current(&self) -> &ServerKey {
        &self.current
    }

    /// The key of a fingerprint, if it is still accepted.
    #[must_use]
    pub fn find(&self, id: &[u8; KEY_ID_LEN]) -> Option<&ServerKey> {
        self.all().find(|key| key.id() == id)
    }

    /// The key of a fingerprint as it stands in a row.
    #[must_use]
    pub fn find_text(&self, id: &str) -> Option<&ServerKey> {
        self.all().find(|key| key.id_text() == id)
    }

    fn all(&self) -> impl Iterator<Item = &ServerKey> {
        std::iter::once(&self.current).chain(&self.previous)
    }
}

fn parse(text: &str, name: &str) -> Result<[u8; 32], ServerKeyError> {
    let bytes = STANDARD.decode(text.trim()).ok();
    let key: [u8; 32] = bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| ServerKeyError::NotAKey { name: name.to_owned() })?;
    if key.iter().all(|byte| *byte == key[0]) {
        return Err(ServerKeyError::NotRandom { name: name.to_owned() });
    }
    Ok(key)
}

/// `latchkey.db` → `latchkey.key`.
fn beside_database(config: &Config) -> Result<PathBuf, ServerKeyError> {
    let url = config.database_url.expose();
    let Some(path) = url.strip_prefix("sqlite:") else {
        return Err(ServerKeyError::Missing { engine: "postgres" });
    };
    if config.run_mode == RunMode::Production {
        return Err(ServerKeyError::Missing { engine: "sqlite" });
    }
    let path = path.strip_prefix("//").unwrap_or(path);
    Ok(Path::new(path.split('?').next().unwrap_or(path)).with_extension("key"))
}

fn read_file(path: &Path) -> Result<[u8; 32], ServerKeyError> {
    let in_file = |source| ServerKeyError::File { path: path.to_owned(), source };
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|mut file| file.read_to_string(&mut text))
        .map_err(in_file)?;
    parse(&text, &path.display().to_string())
}

/// Reads the key file; makes it first if there is none. It appears under its name complete or not
/// at all: of two processes that start together, one makes it and both read it.
fn read_or_make(path: &Path, random: &dyn Random) -> anyhow::Result<[u8; 32]> {
    let in_file = |source| ServerKeyError::File { path: path.to_owned(), source };
    if !path.exists() {
        let draft = path.with_extension(format!("key.{}", hex::encode(random_bytes::<4>(random)?)));
        let key = STANDARD.encode(random_bytes::<32>(random)?);
        write_private(&draft, &key).map_err(in_file)?;
        let linked = std::fs::hard_link(&draft, path);
        std::fs::remove_file(&draft).map_err(in_file)?;
        match linked {
            Ok(()) => tracing::info!(path = %path.display(), "made a server key for development"),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(in_file(error).into()),
        }
    }
    Ok(read_file(path)?)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.create_new(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
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

    #[test]
    fn keys_are_32_random_bytes_in_base64() {
        assert!(parse("aGVsbG8=", "SECRET_KEY").is_err());
        assert!(parse(&STANDARD.encode([1; 32]), "SECRET_KEY").is_err());
        let mut key = [1; 32];
        key[0] = 2;
        assert_eq!(parse(&format!("{}\n", STANDARD.encode(key)), "SECRET_KEY").ok(), Some(key));
    }

    #[test]
    fn the_file_is_made_once_and_private() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("latchkey.key");
        let first = read_or_make(&path, &OsRandom).expect("made");
        assert_eq!(read_or_make(&path, &OsRandom).expect("read"), first);
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
