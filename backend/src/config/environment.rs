//! The environment and `.env`, as one list of names and values.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail};
use clap::Arg;
use clap::builder::Resettable;

use super::settings::Settings;

/// Names and values. Empty values count as unset.
#[derive(Debug, Clone, Default)]
pub struct Environment(HashMap<String, String>);

impl Environment {
    /// What `.env` at `path` says, if there is one, and over it what the process was given.
    ///
    /// # Errors
    /// A file that does not parse, or a name in it that no setting has: most likely a typing
    /// mistake, and a setting that silently does nothing is worse than a stop. A setting of the
    /// process's environment that is not Unicode.
    pub fn load(path: &Path) -> anyhow::Result<Self> {
        let mut environment = Self::read_file(path)?;
        let known = Settings::names();
        for (name, value) in std::env::vars_os() {
            // A name that is not Unicode is no setting's.
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) if value.is_empty() => {}
                Ok(value) => drop(environment.0.insert(name, value)),
                Err(_) if known.contains(&name) => {
                    bail!("{name} in the environment is not Unicode text: write it in UTF-8");
                }
                Err(_) => {}
            }
        }
        Ok(environment)
    }

    fn read_file(path: &Path) -> anyhow::Result<Self> {
        let mut values = HashMap::new();
        if !path.exists() {
            return Ok(Self(values));
        }
        let lines = dotenvy::from_path_iter(path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        let known = Settings::names();
        for line in lines {
            // The parser's own error quotes the line, which may hold a secret.
            let Ok((name, value)) = line else {
                bail!("{} has a line that is not NAME=value", path.display());
            };
            if !known.contains(&name) {
                bail!("{} sets {name}, which is no setting: see .env.example", path.display());
            }
            values.insert(name, value);
        }
        Ok(Self(values))
    }

    /// The value of a name, if it is set and not empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.is_empty()).cloned()
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(pairs: [(&str, &str); N]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Environment {
    fn from_iter<I: IntoIterator<Item = (&'a str, &'a str)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        Self(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

/// Gives an argument its value from `environment` in the place of its default.
///
/// clap reads the process's environment by itself, but takes `PORT=` for a value, knows no `.env`,
/// and would disturb tests that bring an environment of their own.
pub(super) fn fill_in(mut argument: Arg, environment: &Environment) -> Arg {
    let Some(name) = argument.get_env().and_then(|name| name.to_str()).map(str::to_owned) else {
        return argument;
    };
    let value = environment.get(&name);
    if std::env::var(&name).is_ok_and(|process| Some(process) != value) {
        argument = argument.env(Resettable::Reset);
    }
    match value {
        Some(value) => argument.default_value(value).hide_default_value(true),
        None => argument,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn read_text(text: &str) -> anyhow::Result<Environment> {
        let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
        file.write_all(text.as_bytes()).expect("written");
        Environment::read_file(file.path())
    }

    #[test]
    fn unknown_names_are_refused_by_name() {
        let error = read_text("PORT=4000\nACCES_TOKEN_VALIDITY=5\n").expect_err("refused");
        assert!(error.to_string().contains("ACCES_TOKEN_VALIDITY"), "{error}");
    }

    #[test]
    fn a_broken_line_is_refused_without_quoting_it() {
        let error = read_text("SECRET_KEY=\"hunter2\n").expect_err("refused");
        assert!(!format!("{error:#}").contains("hunter2"), "{error:#}");
    }

    #[test]
    fn the_command_line_wins_over_the_environment() {
        let environment = Environment::from([("PORT", "4000"), ("REFRESH_GRACE", "")]);
        let settings = Settings::read(["backend"], &environment).expect("read");
        assert_eq!((settings.server.port, settings.session.refresh_grace), (4000, 30));
        let settings = Settings::read(["backend", "--port", "5000"], &environment).expect("read");
        assert_eq!(settings.server.port, 5000);
    }

    #[test]
    fn help_shows_no_secret() {
        let environment = Environment::from([
            ("SECRET_KEY", "hunter2"),
            ("SECRET_KEY_PREVIOUS", "hunter2,hunter2"),
            ("DATABASE_URL", "postgres://ada:hunter2@localhost/latchkey"),
        ]);
        let help =
            Settings::read(["backend", "--help"], &environment).expect_err("help").to_string();
        assert!(help.contains("DATABASE_URL") && help.contains("SECRET_KEY"), "{help}");
        assert!(!help.contains("hunter2"), "{help}");
        let settings = Settings::read(["backend"], &environment).expect("read");
        assert!(!format!("{settings:?}").contains("hunter2"));
    }

    #[test]
    fn env_example_lists_every_setting_and_no_other() {
        let example = include_str!("../../../.env.example");
        let listed: Vec<&str> = example
            .lines()
            .filter_map(|line| line.trim_start_matches("# ").split_once('='))
            .map(|(name, _)| name)
            .filter(|name| {
                !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_')
            })
            .collect();
        let mut names = Settings::names();
        names.sort_unstable();
        let mut sorted = listed.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, names);
    }
}
