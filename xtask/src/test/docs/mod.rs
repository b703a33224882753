//! The pages that name tests as proof: docs/wire-protocol.md and docs/security.md. Each test they
//! name must exist and must not be ignored. The step before has run all tests, so each of them has
//! run and passed.

mod security;
mod table;
mod tests_list;
mod wire;

use anyhow::{Result, ensure};

use self::tests_list::TestsList;
use super::report::Skipped;
use crate::workspace::Workspace;

struct Page {
    path: &'static str,
    /// What is wrong with the page's text, each with its line.
    complaints: fn(&str, &TestsList) -> Vec<String>,
}

const PAGES: [Page; 2] = [
    Page { path: "backend/session/docs/wire-protocol.md", complaints: wire::complaints },
    Page { path: "docs/security.md", complaints: security::complaints },
];

pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let tests = TestsList::of(workspace)?;
    let mut wrong = 0;
    for Page { path, complaints } in PAGES {
        let complaints = complaints(&workspace.read(path)?, &tests);
        for complaint in &complaints {
            println!("{path}:{complaint}");
        }
        wrong += complaints.len();
    }
    ensure!(wrong == 0, "the pages that name tests do not hold in {wrong} places");
    println!("Every test that {} and {} name exists.", PAGES[0].path, PAGES[1].path);
    Ok(None)
}
