//! How a step ends when something it needs is not there.

use std::env;

use anyhow::{Result, bail};

use crate::missing::Missing;

/// The part of a step that could not run here, and what to do about it.
#[derive(Debug, PartialEq)]
pub(super) struct Skipped(pub(super) String);

/// Whether this is a CI run: it installs what is missing and skips nothing.
pub(super) fn is_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// Turns what a step returned into its outcome: on a laptop what is missing is skipped and named,
/// in CI it fails the run.
pub(super) fn decide(result: Result<Option<Skipped>>, is_ci: bool) -> Result<Option<Skipped>> {
    let skipped = match result {
        Err(error) => match missing(&error) {
            Some(missing) => Skipped(format!("it did not run: {missing}")),
            None => return Err(error),
        },
        Ok(Some(skipped)) => skipped,
        Ok(None) => return Ok(None),
    };
    if is_ci {
        bail!("{}, and in CI nothing is skipped", skipped.0);
    }
    Ok(Some(skipped))
}

/// What is missing, if that is why the step failed.
pub(super) fn missing(error: &anyhow::Error) -> Option<&Missing> {
    error.chain().find_map(|cause| cause.downcast_ref())
}

#[cfg(test)]
mod tests {
    use anyhow::{Context, anyhow};

    use super::*;

    #[test]
    fn only_ci_insists_on_everything() {
        let skipped = || Ok(Some(Skipped("no browser".to_owned())));
        assert!(decide(skipped(), false).is_ok());
        assert!(decide(skipped(), true).is_err());
        assert!(decide(Ok(None), true).is_ok());
    }

    #[test]
    fn what_is_missing_skips_the_step_and_is_named_with_its_command() {
        let failed = || -> Result<Option<Skipped>> {
            let missing = Missing { what: "trunk".into(), command: "cargo install trunk".into() };
            Err(missing).context("the page")
        };
        let skipped = decide(failed(), false).expect("skipped").expect("named");
        assert_eq!(skipped.0, "it did not run: trunk is missing; to get it: cargo install trunk");
        assert!(decide(failed(), true).is_err());
        assert!(decide(Err(anyhow!("a lint")), false).is_err());
    }
}
