//! docs/guides/from-supertokens.md and its page for the frontend: what each name of SuperTokens'
//! guides is here, with tests that prove it or a block of code that uses it.

use super::table::{Row, names, proof_violations, rows};
use super::tests_list::TestsList;

const HEADER: [&str; 3] = ["there", "here", "proof"];
/// In the place of tests: the doctests of the page use the name.
const COMPILED: &str = "compiled below";

/// What is wrong with the page, each with its line.
pub(super) fn violations(page: &str, tests: &TestsList) -> Vec<String> {
    let rows = rows(page, &HEADER);
    if rows.is_empty() {
        return vec![format!(" there is no table of {}", HEADER.join(", "))];
    }
    let code = code(page);
    let mut violations = Vec::new();
    for Row { line, cells } in rows {
        let row = match cells[..] {
            [_, here, COMPILED] => code_violations(here, &code),
            [there, _, proof] => proof_violations(there, proof, tests),
            _ => vec![format!("a row has three cells, and this one has {}", cells.len())],
        };
        violations.extend(row.into_iter().map(|what| format!("{line}: {what}")));
    }
    violations
}

/// The lines of the page's Rust blocks.
fn code(page: &str) -> Vec<&str> {
    let mut in_block = false;
    let mut code = Vec::new();
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(language) => in_block = language == "rust",
            None if in_block => code.push(line),
            None => {}
        }
    }
    code
}

/// Which names of a cell the code does not use. Of a path its last part counts.
fn code_violations(here: &str, code: &[&str]) -> Vec<String> {
    if names(here).next().is_none() {
        return vec![format!("`{here}` has no name that code could use")];
    }
    let is_used = |name: &str| code.iter().any(|line| line.contains(last_part(name)));
    let unused = names(here).filter(|name| !is_used(name));
    unused.map(|name| format!("no block of this page uses `{name}`")).collect()
}

fn last_part(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(row: &str) -> Vec<String> {
        let page = format!(
            "# Title\n\n| there | here | proof |\n| --- | --- | --- |\n{row}\n\n\
             ```rust\nlet user = session.get_user_id();\n```\n\n```sh\nget_handle\n```\n"
        );
        violations(&page, &TestsList::with(&["api::guide::first"], &[]))
    }

    #[test]
    fn a_row_is_tested_or_its_names_are_in_the_code() {
        for row in [
            "| `a` | `b` | `api::guide::first` |",
            "| `a` | `session::Session::get_user_id` | compiled below |",
        ] {
            assert!(said(row).is_empty(), "{:?}", said(row));
        }
    }

    #[test]
    fn each_thing_that_does_not_hold_is_one_sentence_with_its_line() {
        for (row, sentence) in [
            ("| `a` | `b` | `api::guide::second` |", "there is no test api::guide::second"),
            ("| `a` | `b` | see below |", "``a`` names no test"),
            ("| `a` | `Session::get_handle` | compiled below |", "uses `Session::get_handle`"),
            ("| `a` | nothing | compiled below |", "`nothing` has no name"),
            ("| `a` | `b` |", "this one has 2"),
        ] {
            let said = said(row);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].starts_with("5: ") && said[0].contains(sentence), "{said:?}");
        }
        assert_eq!(violations("# Title\n", &TestsList::with(&[], &[])).len(), 1);
    }
}
