//! docs/wire-protocol.md names a test for every statement. This holds it to that: each test exists
//! and is not ignored. The step before has run them all, so each has run and passed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::report::Skipped;
use crate::process::Process;
use crate::program;
use crate::workspace::Workspace;

const PAGE: &str = "docs/wire-protocol.md";
const HEADER: [&str; 3] = ["statement", "here", "test"];
const WORDS: [&str; 3] = ["same", "different", "not here"];
/// In the place of a test: an absence that does not show on the wire.
const NO_TEST: &str = "-";

/// `api::refresh::a_trailing_slash_does_not_count`: the program, and the name in it.
type Tests = BTreeSet<String>;

pub(super) fn run(workspace: &Workspace) -> Result<Option<Skipped>> {
    let page = workspace.read(PAGE)?;
    let all = list(workspace, &[])?;
    let ignored = list(workspace, &["--ignored"])?;
    let complaints = complaints(&page, &all, &ignored);
    for complaint in &complaints {
        println!("{PAGE}:{complaint}");
    }
    ensure!(complaints.is_empty(), "{PAGE} does not hold in {} places", complaints.len());
    println!("{} statements of {PAGE} hold.", rows(&page).len());
    Ok(None)
}

/// The tests of all programs, or of those that `arguments` choose.
fn list(workspace: &Workspace, arguments: &[&str]) -> Result<Tests> {
    // All targets of the whole workspace, as the tests were built. What cargo says of the programs
    // and what they say themselves must come in order, hence one pipe for both.
    let mut command = workspace.cargo(["test", "--workspace", "--lib", "--tests"]);
    command.args(["--", "--list"]).args(arguments);
    command.env("CARGO_TERM_COLOR", "never").env("CARGO_TERM_QUIET", "false");
    let (mut reader, writer) = io::pipe().context("no pipe")?;
    command.stdout(writer.try_clone().context("no pipe")?).stderr(writer);
    let mut process = Process::spawn(&mut command)?;
    let what = program::describe(&command);
    // It holds the other end of the pipe, which would never come to an end.
    drop(command);
    let mut output = String::new();
    reader.read_to_string(&mut output).with_context(|| format!("could not read `{what}`"))?;
    if !process.wait(workspace.interrupt())?.success() {
        bail!("`{what}` failed:\n{output}");
    }
    Ok(tests_in(&output))
}

/// Reads cargo's words and the programs' lists.
fn tests_in(output: &str) -> Tests {
    let mut program = "";
    let mut found = Tests::new();
    for line in output.lines() {
        if let Some(path) = line.trim_start().strip_prefix("Running ") {
            program = program_of(path);
        } else if let Some(test) = line.strip_suffix(": test") {
            found.insert(format!("{program}::{test}"));
        }
    }
    found
}

/// `api` of `api/main.rs (target/debug/deps/api-b5d241974172108a)`.
fn program_of(running: &str) -> &str {
    let path = running.rsplit_once('(').map_or(running, |(_, path)| path).trim_end_matches(')');
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    Path::new(file)
        .file_stem()
        .and_then(|stem| stem.to_str())
        .and_then(|stem| stem.rsplit_once('-'))
        .map_or(file, |(program, _)| program)
}

/// A row of a table: its line and its three cells.
struct Row<'a> {
    line: usize,
    cells: Vec<&'a str>,
}

/// The rows of all tables with our header.
fn rows(page: &str) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    let mut in_table = false;
    for (index, line) in page.lines().enumerate() {
        let Some(inner) = line.strip_prefix('|') else {
            in_table = false;
            continue;
        };
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        let cells: Vec<_> = inner.split('|').map(str::trim).collect();
        if cells == HEADER {
            in_table = true;
        } else if in_table && !cells.iter().all(|cell| *cell == "---") {
            rows.push(Row { line: index + 1, cells });
        }
    }
    rows
}

/// What is wrong with the page, each with its line.
fn complaints(page: &str, all: &Tests, ignored: &Tests) -> Vec<String> {
    let rows = rows(page);
    if rows.is_empty() {
        return vec![format!(" there is no table of {}", HEADER.join(", "))];
    }
    let mut complaints = Vec::new();
    let mut seen = BTreeMap::new();
    for Row { line, cells } in rows {
        let mut complain = |what: String| complaints.push(format!("{line}: {what}"));
        let [statement, here, test] = cells[..] else {
            complain(format!("a row has three cells, and this one has {}", cells.len()));
            continue;
        };
        if let Some(first) = seen.insert((statement, here), line) {
            complain(format!("`{statement}` is in line {first} already"));
        }
        let Some(word) = WORDS.into_iter().find(|word| here.starts_with(word)) else {
            complain(format!("`{here}` is none of: {}", WORDS.join(", ")));
            continue;
        };
        if word == "different" && !here.contains(": ") {
            complain(format!("`{statement}` does not say what is different"));
        }
        if test == NO_TEST && word == "not here" {
            continue;
        }
        for name in names(test) {
            if ignored.contains(name) {
                complain(format!("the test {name} is ignored"));
            } else if !all.contains(name) {
                complain(format!("there is no test {name}"));
            }
        }
        if names(test).next().is_none() {
            complain(format!("`{statement}` names no test"));
        }
    }
    complaints
}

/// What is between backticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTS: &str = "\
    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.38s
     Running unittests src/lib.rs (target/debug/deps/backend-32065728e7c22181)
guard::tests::both: test

1 test, 0 benchmarks
     Running api/main.rs (C:\\target\\debug\\deps\\api-b5d241974172108a.exe)
refresh::first: test
refresh::second: test
refresh::speed: benchmark
";

    fn tests(names: &[&str]) -> Tests {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn page(rows: &str) -> String {
        format!(
            "# Title\n\n| statement | here | test |\n| --- | --- | --- |\n{rows}\n\n| a | b |\n"
        )
    }

    fn said(rows: &str) -> Vec<String> {
        let all = tests(&["api::refresh::first", "api::refresh::second", "api::journey"]);
        complaints(&page(rows), &all, &tests(&["api::journey"]))
    }

    #[test]
    fn each_test_is_of_the_program_that_was_named_before_it() {
        let expected =
            tests(&["backend::guard::tests::both", "api::refresh::first", "api::refresh::second"]);
        assert_eq!(tests_in(LISTS), expected);
    }

    #[test]
    fn what_holds_is_not_complained_of() {
        let rows = "\
| a | same | `api::refresh::first`, `api::refresh::second` |
| b | different: quicker | `api::refresh::first` |
| c | not here: there is no mail | - |";
        assert!(said(rows).is_empty(), "{:?}", said(rows));
        assert_eq!(super::rows(&page(rows)).len(), 3);
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
        let none = tests(&[]);
        assert_eq!(complaints("# Title\n\n| a | b | c |\n", &none, &none).len(), 1);
    }
}
