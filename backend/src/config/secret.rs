//! Text that must not be shown, and the settings that hold it.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use super::Environment;

/// A setting whose value never shows in logs, errors or `--help`.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The value. The name says that whoever reads it must not print it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// The end of `--help`: what has no flag.
pub(super) const HELP: &str = "\
Secrets, from the environment or .env only:
  SECRET_KEY           the server key: base64 of 32 random bytes (openssl rand -base64 32)
  SECRET_KEY_FILE      a file that holds it
  SECRET_KEY_PREVIOUS  server keys still accepted, separated by commas

Every flag can also be set in the environment or in .env, under the name shown. Empty means unset.
The commands take the same settings, before their name or after it.";

/// The names of the secret settings.
pub(super) const NAMES: [&str; 3] = ["SECRET_KEY", "SECRET_KEY_FILE", "SECRET_KEY_PREVIOUS"];

/// The server keys as they are given.
#[derive(Debug, Clone, Default)]
pub struct SecretSettings {
    /// Base64 of 32 bytes.
    pub secret_key: Option<Secret>,
    /// A file that holds the same.
    pub secret_key_file: Option<PathBuf>,
    /// Keys still accepted.
    pub secret_key_previous: Vec<Secret>,
}

impl SecretSettings {
    pub(super) fn read(environment: &Environment) -> Self {
        let previous = environment.get("SECRET_KEY_PREVIOUS").unwrap_or_default();
        Self {
            secret_key: environment.get("SECRET_KEY").map(Secret::from),
            secret_key_file: environment.get("SECRET_KEY_FILE").map(PathBuf::from),
            secret_key_previous: previous
                .split(',')
                .map(str::trim)
                .filter(|key| !key.is_empty())
                .map(|key| Secret(key.to_owned()))
                .collect(),
        }
    }
}
