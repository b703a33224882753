//! backend/session/docs/wire-protocol.md: a test for every statement.

use std::collections::BTreeMap;

use super::table::{Row, proof_violations, rows};
use super::tests_list::TestsList;

const HEADER: [&str; 3] = ["statement", "here", "test"];
const WORDS: [&str; 3] = ["same", "different", "not here"];
/// In the place of a test: an absence that does not show on the wire.
const NO_TEST: &str = "-";

/// What is wrong with the page, each with its line.
pub(super) fn violations(page: &str, tests: &TestsList) -> Vec<String> {
    let rows = rows(page, &HEADER);
    if rows.is_empty() {
        return vec![format!(" there is no table of {}", HEADER.join(", "))];
    }
    let mut violations = Vec::new();
    let mut seen = BTreeMap::new();
    for Row { line, cells } in rows {
        let mut add = |what: String| violations.push(format!("{line}: {what}"));
        let [statement, here, test] = cells[..] else {
            add(format!("a row has three cells, and this one has {}", cells.len()));
            continue;
        };
        if let Some(first) = seen.insert((statement, here), line) {
            add(format!("`{statement}` is in line {first} already"));
        }
        let Some(word) = WORDS.into_iter().find(|word| here.starts_with(word)) else {
            add(format!("`{here}` is none of: {}", WORDS.join(", ")));
            continue;
        };
        if word == "different" && !here.contains(": ") {
            add(format!("`{statement}` does not say what is different"));
        }
        if test == NO_TEST && word == "not here" {
            continue;
        }
        proof_violations(statement, test, tests).into_iter().for_each(add);
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(rows: &str) -> Vec<String> {
        let page = format!(
            "# Title\n\n| statement | here | test |\n| --- | --- | --- |\n{rows}\n\n| a | b |\n"
        );
        let tests = ["api::refresh::first", "api::refresh::second"];
        violations(&page, &TestsList::with(&tests, &["api::journey"]))
    }

    #[test]
    fn what_holds_has_no_violations() {
        let rows = "\
| a | same | `api::refresh::first`, `api::refresh::second` |
| b | different: quicker | `api::refresh::first` |
| c | not here: there is no mail | - |";
        assert!(said(rows).is_empty(), "{:?}", said(rows));
    }

    #[test]
    fn each_thing_that_does_not_hold_is_one_sentence_with_its_line() {
        for (row, sentence) in [
            ("| a | same | `api::refresh::third` |", "there is no test api::refresh::third"),
            ("| a | same | `refresh::first` |", "there is no test refresh::first"),
            ("| a | same | `api::journey` |", "the test api::journey is ignored"),
            ("| a | same | - |", "`a` names no test"),
            ("| a | same | api::refresh::first |", "`a` names no test"),
            ("| a | different | `api::refresh::first` |", "`a` does not say what is different"),
            ("| a | similar | `api::refresh::first` |", "`similar` is none of"),
            ("| a | same |", "this one has 2"),
            (
                "| a | same | `api::refresh::first` |\n| a | same | `api::refresh::first` |",
                "`a` is in line 5 already",
            ),
        ] {
            let said = said(row);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].contains(sentence), "{said:?}");
            let line = 5 + row.matches('\n').count();
            assert!(said[0].starts_with(&format!("{line}: ")), "{said:?}");
        }
    }

    #[test]
    fn a_page_without_a_table_does_not_pass() {
        let none = TestsList::with(&[], &[]);
        assert_eq!(violations("# Title\n\n| a | b | c |\n", &none).len(), 1);
    }
}
