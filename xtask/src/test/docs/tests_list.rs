//! The names of all tests, as the test programs list them.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::process::Process;
use crate::program;
use crate::workspace::Workspace;

/// `api::refresh::a_trailing_slash_does_not_count`: the program, and the name in it.
type Names = BTreeSet<String>;

/// All tests of the workspace.
pub(in crate::test) struct TestsList {
    all: Names,
    ignored: Names,
}

impl TestsList {
    /// All tests, as their programs list them.
    pub(super) fn of(workspace: &Workspace) -> Result<Self> {
        Ok(Self { all: list(workspace, &[])?, ignored: list(workspace, &["--ignored"])? })
    }

    /// The tests with `word` in their name.
    pub(in crate::test) fn matching(workspace: &Workspace, word: &str) -> Result<Vec<String>> {
        Ok(list(workspace, &[word])?.into_iter().collect())
    }

    /// What speaks against `name` as the name of a test that runs.
    pub(super) fn violation(&self, name: &str) -> Option<String> {
        if self.ignored.contains(name) {
            Some(format!("the test {name} is ignored"))
        } else if !self.all.contains(name) {
            Some(format!("there is no test {name}"))
        } else {
            None
        }
    }

    /// A list of these names.
    #[cfg(test)]
    pub(super) fn with(names: &[&str], ignored: &[&str]) -> Self {
        let ignored = ignored.iter().map(|name| (*name).to_owned()).collect::<Names>();
        let mut all: Names = names.iter().map(|name| (*name).to_owned()).collect();
        all.extend(ignored.iter().cloned());
        Self { all, ignored }
    }
}

/// The tests of all programs, or of those that `arguments` choose.
fn list(workspace: &Workspace, arguments: &[&str]) -> Result<Names> {
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
    Ok(names_in(&output))
}

/// Reads cargo's words and the programs' lists.
fn names_in(output: &str) -> Names {
    let mut program = "";
    let mut found = Names::new();
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

    #[test]
    fn each_test_is_of_the_program_that_was_named_before_it() {
        let expected =
            ["api::refresh::first", "api::refresh::second", "backend::guard::tests::both"];
        assert!(names_in(LISTS).iter().eq(expected), "{:?}", names_in(LISTS));
    }

    #[test]
    fn a_test_that_is_made_up_or_ignored_is_a_violation() {
        let tests = TestsList::with(&["api::refresh::first"], &["api::journey"]);
        assert_eq!(tests.violation("api::refresh::first"), None);
        for (name, expected) in [
            ("api::refresh::third", "there is no test api::refresh::third"),
            ("refresh::first", "there is no test refresh::first"),
            ("api::journey", "the test api::journey is ignored"),
        ] {
            assert_eq!(tests.violation(name).as_deref(), Some(expected));
        }
    }
}
