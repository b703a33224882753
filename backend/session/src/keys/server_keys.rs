//! Where the server keys come from: the environment, a file, or, in development, a file that the
//! first start makes.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::clock::{Random, random_bytes};
use crate::keys::error::ServerKeyError;
use crate::keys::server_key::{KEY_ID_LEN, ServerKey};
use crate::secret::Secret;
use crate::store::is_exposed;

/// Where the server keys are, as the settings name them.
#[derive(Debug, Clone)]
pub struct ServerKeySource {
    /// `SECRET_KEY`.
    pub key: Option<Secret>,
    /// `SECRET_KEY_FILE`.
    pub file: Option<PathBuf>,
    /// `SECRET_KEY_PREVIOUS`.
    pub previous: Vec<Secret>,
    /// Where neither is set: the file that the first start makes, in development with the embedded
    /// database. An error where none may be made, with the name of the database's engine.
    pub development_file: Result<PathBuf, &'static str>,
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

    /// The server keys as the settings name them.
    ///
    /// # Errors
    /// [`ServerKeyError`], with a sentence that says what to set.
    pub fn load(source: &ServerKeySource, random: &dyn Random) -> anyhow::Result<Self> {
        let current = match (&source.key, &source.file) {
            (Some(key), _) => parse(key.expose(), "SECRET_KEY")?,
            (None, Some(path)) => read_file(path)?,
            (None, None) => match &source.development_file {
                Ok(path) => read_or_make(path, random)?,
                Err(engine) => return Err(ServerKeyError::Missing { engine }.into()),
            },
        };
        let previous = source
            .previous
            .iter()
            .map(|key| ServerKey::new(&parse(key.expose(), "SECRET_KEY_PREVIOUS")?))
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

    /// The fingerprints of all that are accepted, as they stand in rows.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        self.all().map(ServerKey::id_text).collect()
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

fn read_file(path: &Path) -> Result<[u8; 32], ServerKeyError> {
    let in_file = |source| ServerKeyError::File { path: path.to_owned(), source };
    let mut text = String::new();
    let mut file = std::fs::File::open(path).map_err(in_file)?;
    if is_exposed(&file.metadata().map_err(in_file)?) {
        return Err(ServerKeyError::Exposed { path: path.to_owned() });
    }
    file.read_to_string(&mut text).map_err(in_file)?;
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
    fn keys_are_32_random_bytes_in_base64() {
        assert!(parse("aGVsbG8=", "SECRET_KEY").is_err());
        assert!(parse(&STANDARD.encode([1; 32]), "SECRET_KEY").is_err());
        let mut key = [1; 32];
        key[0] = 2;
        assert_eq!(parse(&format!("{}\n", STANDARD.encode(key)), "SECRET_KEY").ok(), Some(key));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("latchkey.key");
        read_or_make(&path, &OsRandom).expect("made");
        for (mode, good) in [(0o644, false), (0o640, false), (0o604, false), (0o400, true)] {
            let permissions = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(&path, permissions).expect("changed");
            let read = read_file(&path);
            assert_eq!(read.is_ok(), good, "{mode:o}");
            if let Err(error) = read {
                assert!(error.to_string().contains("chmod 600"), "{error}");
            }
        }
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
