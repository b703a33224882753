//! The backend's settings as the tasks need them: from the environment, else from `.env`, else the
//! default that `.env.example` names.

use std::env;
use std::io::Read;

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// Lists every setting, each in a comment with its default: `# PORT=3000`.
const EXAMPLE: &str = ".env.example";

/// The settings of the checkout's own backend.
pub(crate) struct Settings {
    dotenv: Pairs,
    defaults: Pairs,
}

type Pairs = Vec<(String, String)>;

impl Settings {
    /// Reads `.env`, which need not exist, and the defaults.
    pub(crate) fn read(workspace: &Workspace) -> Result<Self> {
        let dotenv = if workspace.path(".env").exists() {
            pairs(workspace.read(".env")?.as_bytes()).context(".env")?
        } else {
            Pairs::new()
        };
        Ok(Self { dotenv, defaults: defaults(&workspace.read(EXAMPLE)?) })
    }

    /// A setting by its name; empty means unset.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let from = |pairs: &Pairs| {
            pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
        };
        [env::var(name).ok(), from(&self.dotenv), from(&self.defaults)]
            .into_iter()
            .flatten()
            .find(|value| !value.is_empty())
    }

    /// Where the backend listens.
    pub(crate) fn port(&self) -> Result<u16> {
        let port = self.get("PORT").with_context(|| format!("{EXAMPLE} does not name PORT"))?;
        port.parse().with_context(|| format!("PORT is \"{port}\", which is no port"))
    }
}

fn pairs(dotenv: impl Read) -> Result<Pairs> {
    dotenvy::from_read_iter(dotenv).map(|pair| Ok(pair?)).collect()
}

/// The pairs in the comments: `# NAME=VALUE`.
fn defaults(example: &str) -> Pairs {
    let lines = example.lines().map(|line| line.trim_start_matches("# "));
    let assignments = lines.filter_map(|line| line.split_once('='));
    let is_name = |name: &str| name.chars().all(|char| char.is_ascii_uppercase() || char == '_');
    assignments
        .filter(|(name, _)| is_name(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(dotenv: &str, example: &str) -> Settings {
        let dotenv = pairs(dotenv.as_bytes()).expect("valid");
        Settings { dotenv, defaults: defaults(example) }
    }

    #[test]
    fn a_setting_is_read_from_dotenv() {
        let value = |dotenv| settings(dotenv, "").get("LATCH");
        assert_eq!(value("HOST=a\nLATCH=4000\n").as_deref(), Some("4000"));
        assert_eq!(value("export LATCH='4000' # why\n").as_deref(), Some("4000"));
        assert_eq!(value("# LATCH=4000\nLATCH=\n"), None);
    }

    #[test]
    fn what_is_unset_has_the_default_of_the_example() {
        let example = "# Words, and A=B in them.\n# LATCH=3000\n# EMPTY=\n";
        assert_eq!(settings("", example).get("LATCH").as_deref(), Some("3000"));
        assert_eq!(settings("LATCH=\n", example).get("LATCH").as_deref(), Some("3000"));
        assert_eq!(settings("LATCH=1\n", example).get("LATCH").as_deref(), Some("1"));
        assert_eq!(settings("", example).get("EMPTY"), None);
    }
}
