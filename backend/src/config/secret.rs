//! The settings that are secrets.

use std::path::PathBuf;

use session::{Secret, ServerKeySource};

use super::{Config, Environment, RunMode};

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
                .map(|key| Secret::from(key.to_owned()))
                .collect(),
        }
    }
}

impl Config {
    /// Where the server keys are. Without a setting it is a file beside the embedded database, but
    /// in development only.
    #[must_use]
    pub fn server_key_source(&self) -> ServerKeySource {
        let development_file = match db::sqlite_file(self.database_url.expose()) {
            None => Err("postgres"),
            Some(_) if self.run_mode == RunMode::Production => Err("sqlite"),
            Some(database) => Ok(database.with_extension("key")),
        };
        ServerKeySource {
            key: self.secret.secret_key.clone(),
            file: self.secret.secret_key_file.clone(),
            previous: self.secret.secret_key_previous.clone(),
            development_file,
        }
    }
}
