//! Changes of files, as guides name them.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

/// A change of one file, and where the guide names it.
#[derive(Debug, PartialEq)]
pub(crate) struct Edit {
    /// The guide's line.
    pub(crate) line: usize,
    /// Relative to the workspace's root.
    pub(crate) path: String,
    /// What happens to it.
    pub(crate) change: Change,
}

/// What happens to a file or folder. Named lines are compared without the blanks around them.
#[derive(Debug, PartialEq)]
pub(crate) enum Change {
    /// A file, or a folder with everything in it.
    Delete,
    /// Lines that follow each other go.
    DeleteLines(Vec<String>),
    /// A file that must not be there before.
    Create(String),
    /// A text at the end.
    Append(String),
    /// A text at a line.
    Insert { place: Place, line: String, text: String },
}

/// Where a text goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Place {
    /// Below the line.
    After,
    /// Above the line.
    Before,
    /// Where the line was.
    Instead,
}

/// Makes the changes below `root`, one after the other.
pub(crate) fn apply(root: &Path, edits: &[Edit]) -> Result<()> {
    edits.iter().try_for_each(|edit| {
        apply_one(&root.join(&edit.path), &edit.change)
            .with_context(|| format!("line {} of the guide: {}", edit.line, edit.path))
    })
}

fn apply_one(path: &Path, change: &Change) -> Result<()> {
    match change {
        Change::Delete if path.is_dir() => return Ok(fs::remove_dir_all(path)?),
        Change::Delete => return Ok(fs::remove_file(path)?),
        Change::Create(text) => {
            ensure!(!path.exists(), "it is there already");
            path.parent().map_or(Ok(()), fs::create_dir_all)?;
            return Ok(fs::write(path, text)?);
        }
        _ => {}
    }
    let before = fs::read_to_string(path)?;
    let mut lines: Vec<String> = before.lines().map(str::to_owned).collect();
    match change {
        Change::DeleteLines(named) => {
            let at = position(&lines, named)?;
            lines.drain(at..at + named.len());
        }
        Change::Append(text) => lines.extend(text.lines().map(str::to_owned)),
        Change::Insert { place, line, text } => insert(&mut lines, *place, line, text)?,
        Change::Delete | Change::Create(_) => {}
    }
    Ok(fs::write(path, lines.join("\n") + "\n")?)
}

fn insert(lines: &mut Vec<String>, place: Place, named: &str, text: &str) -> Result<()> {
    let at = position(lines, &[named.to_owned()])?;
    let indentation = lines[at].len() - lines[at].trim_start().len();
    let indented = text.lines().map(|line| {
        if line.is_empty() { String::new() } else { format!("{:indentation$}{line}", "") }
    });
    let range = match place {
        Place::After => at + 1..at + 1,
        Place::Before => at..at,
        Place::Instead => at..at + 1,
    };
    lines.splice(range, indented.collect::<Vec<_>>());
    Ok(())
}

/// Where the named lines begin: they must be there exactly once.
fn position(lines: &[String], named: &[String]) -> Result<usize> {
    let is_here = |window: &[String]| {
        window.iter().zip(named).all(|(line, named)| line.trim() == named.trim())
    };
    let found: Vec<_> = lines
        .windows(named.len().max(1))
        .enumerate()
        .filter(|(_, window)| is_here(window))
        .map(|(at, _)| at)
        .collect();
    match found[..] {
        [at] => Ok(at),
        [] => bail!("`{}` is not there", named.join("\n")),
        _ => bail!("`{}` is there {} times", named.join("\n"), found.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What becomes of a file.
    fn changed(name: &str, before: &str, change: Change) -> Result<String> {
        let folder = std::env::temp_dir().join(format!("edit-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let file = folder.join("file");
        fs::write(&file, before)?;
        let edit = Edit { line: 7, path: "file".to_owned(), change };
        let outcome = apply(&folder, &[edit]).and_then(|()| Ok(fs::read_to_string(&file)?));
        fs::remove_dir_all(&folder)?;
        outcome
    }

    fn insertion(place: Place, line: &str) -> Change {
        Change::Insert { place, line: line.to_owned(), text: "x {\n\n    y\n}\n".to_owned() }
    }

    #[test]
    fn lines_that_follow_each_other_go() {
        let lines = || Change::DeleteLines(vec!["b".to_owned(), "c".to_owned()]);
        assert_eq!(changed("lines", "b\na\n  b\n\tc\nd\n", lines()).expect("there"), "b\na\nd\n");
        assert!(changed("no-lines", "b\n\nc\n", lines()).is_err());
    }

    #[test]
    fn a_text_goes_where_the_guide_says_with_the_line_s_indentation() {
        let before = "a\n  b\nc\n";
        let text = "  x {\n\n      y\n  }\n";
        for (name, place, expected) in [
            ("after", Place::After, format!("a\n  b\n{text}c\n")),
            ("before", Place::Before, format!("a\n{text}  b\nc\n")),
            ("instead", Place::Instead, format!("a\n{text}c\n")),
        ] {
            assert_eq!(changed(name, before, insertion(place, "b")).expect(name), expected);
        }
        let append = Change::Append("d\n".to_owned());
        assert_eq!(changed("append", before, append).expect("there"), "a\n  b\nc\nd\n");
    }

    #[test]
    fn a_line_must_be_there_exactly_once_and_the_error_names_the_guide_s_line() {
        for (name, line, says) in [("twice", "a", "2 times"), ("never", "z", "is not there")] {
            let error = changed(name, "a\nb\na\n", insertion(Place::After, line)).expect_err(name);
            let text = format!("{error:#}");
            assert!(text.contains(says) && text.contains("line 7 of the guide: file"), "{text}");
        }
    }

    #[test]
    fn a_new_file_is_new() {
        assert!(changed("new", "", Change::Create(String::new())).is_err());
        assert!(changed("gone", "", Change::Delete).is_err(), "nothing is left to read");
    }
}
