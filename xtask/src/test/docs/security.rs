//! docs/security.md: every finding and every rule has one row, which names the tests that prove it
//! or says what it waits for.

use std::collections::{BTreeMap, BTreeSet};

use super::rules_list::listed_rules;
use super::table::{Row, names, proof_violations, rows};
use super::tests_list::TestsList;

const FINDINGS: [&str; 4] = ["no.", "finding", "here", "test"];
const RULES: [&str; 4] = ["no.", "rule", "here", "test"];
/// How many findings each letter has.
const FINDINGS_OF: [(char, u32); 3] = [('A', 9), ('B', 22), ('C', 10)];
/// In the place of a test, where none is named.
const NO_TEST: &str = "-";

/// How far a row holds.
#[derive(Clone, Copy)]
struct State {
    /// How the cell `here` begins. Where it ends in a blank, a reason follows.
    word: &'static str,
    is_proven: bool,
}

const STATES: [State; 4] = [
    State { word: "holds", is_proven: true },
    State { word: "differs: ", is_proven: true },
    State { word: "partly, waits for: ", is_proven: true },
    State { word: "waits for: ", is_proven: false },
];

impl State {
    fn of(here: &str) -> Option<Self> {
        STATES.into_iter().find(|state| match here.strip_prefix(state.word) {
            Some(reason) => state.word.ends_with(' ') != reason.is_empty(),
            None => false,
        })
    }
}

/// What is wrong with the page, each with its line.
pub(super) fn violations(page: &str, tests: &TestsList) -> Vec<String> {
    let mut violations = Vec::new();
    let rules = listed_rules(page).unwrap_or_else(|what| {
        violations.push(format!(" {what}"));
        BTreeSet::new()
    });
    let findings = FINDINGS_OF
        .into_iter()
        .flat_map(|(letter, last)| (1..=last).map(move |number| format!("{letter}{number}")))
        .collect();
    violations.extend(table_violations(&rows(page, &FINDINGS), &findings, tests));
    violations.extend(table_violations(&rows(page, &RULES), &rules, tests));
    violations
}

fn table_violations(rows: &[Row], numbers: &BTreeSet<String>, tests: &TestsList) -> Vec<String> {
    let mut violations = Vec::new();
    let mut seen = BTreeMap::new();
    for Row { line, cells } in rows {
        let mut add = |what: String| violations.push(format!("{line}: {what}"));
        let [number, _, here, test] = cells[..] else {
            add(format!("a row has four cells, and this one has {}", cells.len()));
            continue;
        };
        if !numbers.contains(number) {
            add(format!("`{number}` is no number of this table"));
        }
        if let Some(first) = seen.insert(number, line) {
            add(format!("`{number}` is in line {first} already"));
        }
        row_violations(number, here, test, tests).into_iter().for_each(add);
    }
    let missing = numbers.iter().filter(|number| !seen.contains_key(number.as_str()));
    violations.extend(missing.map(|number| format!(" `{number}` has no row")));
    violations
}

fn row_violations(number: &str, here: &str, test: &str, tests: &TestsList) -> Vec<String> {
    match State::of(here) {
        None => {
            let words = STATES.map(|state| format!("`{}`", state.word));
            vec![format!("`{here}` is none of: {}", words.join(", "))]
        }
        Some(state) if state.is_proven => proof_violations(number, test, tests),
        Some(_) if test == NO_TEST => Vec::new(),
        Some(_) if names(test).next().is_some() => {
            vec![format!("`{number}` waits for something, and names a test all the same")]
        }
        Some(_) => vec![format!("where `{number}` names no test it has `{NO_TEST}`")],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADS: [&str; 2] = ["| no. | finding | here | test |", "| no. | rule | here | test |"];
    const LISTED: &str = "Rules: 1.1–2, 2.1–1, 3.1–1, 4.1–1, 5.1–1, 6.1–1, 7.1–1, 8.1–1, 9.1–1, 10.1–1, 11.1–1, 12.1–1.";

    /// A page in which everything holds.
    fn good() -> String {
        let row = |number: String| format!("| {number} | what | holds | `api::first` |\n");
        let findings: String = FINDINGS_OF
            .into_iter()
            .flat_map(|(letter, last)| (1..=last).map(move |n| row(format!("{letter}{n}"))))
            .collect();
        let rules: String = listed_rules(LISTED).unwrap().into_iter().map(row).collect();
        let [one, other] = HEADS;
        let rule = "| --- | --- | --- | --- |";
        format!("{LISTED}\n\n{one}\n{rule}\n{findings}\n{other}\n{rule}\n{rules}")
    }

    fn said(page: &str) -> Vec<String> {
        violations(page, &TestsList::with(&["api::first", "api::second"], &["api::journey"]))
    }

    /// What is said of the page with this row in the place of A3's.
    fn said_of(row: &str) -> Vec<String> {
        let page = good();
        let other = page.replace("| A3 | what | holds | `api::first` |", row);
        assert_ne!(page, other);
        said(&other)
    }

    #[test]
    fn what_holds_differs_or_waits_has_no_violations() {
        for row in [
            "| A3 | what | holds | `api::first`, `api::second` |",
            "| A3 | what | differs: it is stricter | `api::first` |",
            "| A3 | what | partly, waits for: rate limits | `api::first` |",
            "| A3 | what | waits for: rate limits | - |",
        ] {
            assert!(said_of(row).is_empty(), "{:?}", said_of(row));
        }
    }

    #[test]
    fn each_thing_that_is_wrong_with_a_row_is_one_sentence_with_its_line() {
        for (row, sentence) in [
            ("| A3 | what | holds | `api::third` |", "there is no test api::third"),
            ("| A3 | what | holds | `api::journey` |", "the test api::journey is ignored"),
            ("| A3 | what | holds | - |", "`A3` names no test"),
            ("| A3 | what | holds | api::first |", "`A3` names no test"),
            ("| A3 | what | partly, waits for: rate limits | - |", "`A3` names no test"),
            ("| A3 | what | waits for: rate limits | `api::first` |", "names a test all the same"),
            ("| A3 | what | waits for: rate limits |  |", "it has `-`"),
            ("| A3 | what | waits for: | - |", "`waits for:` is none of"),
            ("| A3 | what | differs: | `api::first` |", "`differs:` is none of"),
            ("| A3 | what | holds, mostly | `api::first` |", "`holds, mostly` is none of"),
        ] {
            let said = said_of(row);
            assert_eq!(said.len(), 1, "{said:?}");
            assert!(said[0].starts_with("7: ") && said[0].contains(sentence), "{said:?}");
        }
    }

    #[test]
    fn every_finding_and_every_rule_has_one_row() {
        assert_eq!(
            said_of("| A2 | what | holds | `api::first` |")[0],
            "7: `A2` is in line 6 already"
        );
        assert_eq!(
            said_of("| A10 | what | holds | `api::first` |").len(),
            2,
            "unknown, and missing"
        );
        assert_eq!(said_of("| A3 | holds | `api::first` |").len(), 2, "three cells, and missing");
        for number in ["A1", "A9", "B22", "C10", "1.2", "12.1"] {
            let row = format!("| {number} | what | holds | `api::first` |\n");
            let page = good().replace(&row, "");
            assert_eq!(said(&page), [format!(" `{number}` has no row")]);
        }
    }

    #[test]
    fn the_page_lists_its_rules_of_all_sections() {
        for (listed, sentence) in [
            ("", "there is no line that begins with `Rules: `"),
            ("Rules: 1.1–2, 2.1–1.", "has none of section 3"),
            ("Rules: 1.1-2.", "`1.1-2` is none like"),
            ("Rules: 1.2–3.", "`1.2–3` is none like"),
        ] {
            let said = said(&good().replace(LISTED, listed));
            assert!(said[0].contains(sentence), "{said:?}");
        }
    }
}
