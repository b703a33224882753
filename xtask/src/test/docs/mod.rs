//! The pages that name tests as proof: docs/security.md, the wire protocol, and the tables for
//! readers of SuperTokens' guides. Each test they name must exist and must not be ignored. The step
//! before has run all tests, so each of them has run and passed.

mod rules_list;
mod security;
mod supertokens;
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

const PAGES: [Page; 4] = [
    Page { path: "backend/session/docs/wire-protocol.md", violations: wire::violations },
    Page { path: "docs/security.md", violations: security::violations },
    Page { path: "docs/guides/from-supertokens.md", violations: supertokens::violations },
    Page { path: "docs/guides/from-supertokens-frontend.md", violations: supertokens::violations },
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
    println!("Every test that {} name exists.", PAGES.map(|page| page.path).join(", "));
    Ok(None)
}
