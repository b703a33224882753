//! The pages that name tests as proof: docs/security.md and the wire protocol. Each test they
//! name must exist and must not be ignored. The step before has run all tests, so each of them has
//! run and passed.

mod rules_list;
mod security;
mod table;
mod tests_list;
mod wire;

use anyhow::{Result, ensure};

pub(super) use self::tests_list::TestsList;
use super::outcome::Skipped;
use crate::workspace::Workspace;

struct Page {
    path: &'static str,
    /// What is wrong with the page's text, each with its line.
    violations: fn(&str, &TestsList) -> Vec<String>,
}

const PAGES: [Page; 2] = [
    Page { path: "backend/session/docs/wire-protocol.md", violations: wire::violations },
    Page { path: "docs/security.md", violations: security::violations },
];

/// Checks them all and names what is wrong.
pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let tests = TestsList::of(workspace)?;
    let mut wrong = 0;
    for Page { path, violations } in PAGES {
        let violations = violations(&workspace.read(path)?, &tests);
        for violation in &violations {
            println!("{path}:{violation}");
        }
        wrong += violations.len();
    }
    ensure!(wrong == 0, "the pages that name tests do not hold in {wrong} places");
    println!("Every test that {} and {} name exists.", PAGES[0].path, PAGES[1].path);
    Ok(None)
}
