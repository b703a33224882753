//! The settings that are secrets.

use std::path::PathBuf;

use session::Secret;

use super::environment::Environment;
use super::settings::SecretSettings;

/// The end of `--help`: what has no flag.
pub(super) const HELP: &str = "\
Secrets, from the environment or .env only:
  SECRET_KEY           the server key: base64 of 32 random bytes (openssl rand -base64 32)
  SECRET_KEY_FILE      a file that holds it
  SECRET_KEY_PREVIOUS  server keys still accepted, separated by commas

Every flag can also be set in the environment or in .env, under the name shown. Empty means unset.
The commands take the same settings, before their name or after it.";

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
