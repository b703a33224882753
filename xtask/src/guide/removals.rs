//! A guide's list of what goes.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use super::blocks::{Block, blocks};
use super::edit::{Change, Edit, Place};

/// The language of the blocks with the list.
const LANGUAGE: &str = "text";

/// How much a list may name at most.
#[derive(Debug, PartialEq)]
pub(crate) struct Limits {
    pub(crate) folders: usize,
    pub(crate) files: usize,
    pub(crate) lines: usize,
}

impl Limits {
    /// What a list names, below `root`, before it is applied.
    pub(crate) fn of(root: &Path, edits: &[Edit]) -> Self {
        let mut count = Self { folders: 0, files: 0, lines: 0 };
        for edit in edits {
            match &edit.change {
                Change::Delete if root.join(&edit.path).is_dir() => count.folders += 1,
                Change::Delete => count.files += 1,
                Change::DeleteLines(lines) => count.lines += lines.len(),
                Change::Create(_) | Change::Append(_) | Change::Insert { .. } => count.lines += 1,
            }
        }
        count
    }

    /// Fails if `count` is more than these.
    pub(crate) fn check(&self, count: &Self) -> Result<()> {
        ensure!(
            count.folders <= self.folders && count.files <= self.files && count.lines <= self.lines,
            "the guide's list names {} folders, {} files and {} lines; the limits are {}, {} and {}",
            count.folders,
            count.files,
            count.lines,
            self.folders,
            self.files,
            self.lines
        );
        Ok(())
    }
}

/// The list in the section with this heading.
pub(crate) fn removals(page: &str, heading: &str) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let blocks = blocks(page)?;
    for block in blocks.iter().filter(|block| block.heading == heading) {
        if block.language == LANGUAGE {
            edits.extend(entries(block)?);
        }
    }
    ensure!(!edits.is_empty(), "the section \"{heading}\" has no ```{LANGUAGE} block with a list");
    Ok(edits)
}

fn entries(block: &Block<'_>) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut rest = block.lines.iter().enumerate().peekable();
    while let Some((index, entry)) = rest.next() {
        let line = block.line + 1 + index;
        let mut indented = Vec::new();
        while let Some((_, more)) = rest.next_if(|(_, more)| more.starts_with(' ')) {
            indented.push((*more).trim().to_owned());
        }
        edits
            .push(parse(entry, indented, line).with_context(|| format!("line {line}: `{entry}`"))?);
    }
    Ok(edits)
}

fn parse(entry: &str, indented: Vec<String>, line: usize) -> Result<Edit> {
    let mut words = entry.splitn(3, ' ');
    let (verb, path) = (words.next().unwrap_or_default(), words.next());
    let path = path.context("it names no path")?.to_owned();
    let change = match (verb, words.next(), indented.as_slice()) {
        ("delete", None, []) => Change::Delete,
        ("delete-line", Some(line), []) => Change::DeleteLines(vec![line.to_owned()]),
        ("delete-lines", None, [_, ..]) => Change::DeleteLines(indented),
        ("replace-line", None, [old, new]) => {
            Change::Insert { place: Place::Instead, line: old.clone(), text: new.clone() }
        }
        _ => bail!("this is no entry as the module `guide` of xtask describes it"),
    };
    Ok(Edit { line, path, change })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
## Other

```text
delete everything
```

## Delete it

```text
delete backend/src/comments
delete-line backend/src/routes.rs mod comments;
delete-lines Trunk.toml
    [[proxy]]
    backend = \"x\"
replace-line a.rs
    [Self; 7]
    [Self; 6]
```

```sh
rm -r data
```
";

    #[test]
    fn each_entry_is_a_change_with_its_line() {
        let edits = removals(PAGE, "Delete it").expect("valid");
        let lines = |lines: &[&str]| {
            Change::DeleteLines(lines.iter().map(|line| (*line).to_owned()).collect())
        };
        let replacement = Change::Insert {
            place: Place::Instead,
            line: "[Self; 7]".to_owned(),
            text: "[Self; 6]".to_owned(),
        };
        let expected = [
            (10, "backend/src/comments", Change::Delete),
            (11, "backend/src/routes.rs", lines(&["mod comments;"])),
            (12, "Trunk.toml", lines(&["[[proxy]]", "backend = \"x\""])),
            (15, "a.rs", replacement),
        ]
        .map(|(line, path, change)| Edit { line, path: path.to_owned(), change });
        assert_eq!(edits, expected);

        let root = Path::new("/nowhere");
        let count = Limits::of(root, &edits);
        assert_eq!(count, Limits { folders: 0, files: 1, lines: 4 });
        assert!(Limits { folders: 0, files: 1, lines: 4 }.check(&count).is_ok());
        assert!(Limits { folders: 9, files: 9, lines: 3 }.check(&count).is_err());
    }

    #[test]
    fn what_is_no_entry_is_an_error_that_names_the_line() {
        for entry in [
            "remove a.rs",
            "delete",
            "delete a.rs now",
            "delete-line a.rs",
            "delete-lines a.rs",
            "replace-line a.rs\n    one",
            "delete a.rs\n    indented",
        ] {
            let page = format!("## Delete it\n\n```text\n{entry}\n```\n");
            let error = removals(&page, "Delete it").expect_err(entry);
            assert!(format!("{error:#}").contains("line 4"), "{error:#}");
        }
        assert!(removals(PAGE, "No such section").is_err());
    }
}
