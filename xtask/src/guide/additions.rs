//! What a guide has its reader add.

use anyhow::{Context, Result, bail, ensure};

use super::blocks::{Block, blocks};
use super::edit::{Change, Edit, Place};

/// Blocks that only the reader needs: commands and what they print.
const FOR_READERS: [&str; 4] = ["console", "json", "sh", "text"];

/// The changes that the page's blocks are, in order.
pub(crate) fn additions(page: &str) -> Result<Vec<Edit>> {
    let blocks = blocks(page)?;
    let mut edits = Vec::new();
    for block in blocks.iter().filter(|block| !FOR_READERS.contains(&block.language)) {
        let edit = addition(block).with_context(|| {
            format!("line {}: the line before the block is `{}`", block.line, block.intro)
        })?;
        edits.push(edit);
    }
    ensure!(!edits.is_empty(), "the guide has no blocks to add");
    Ok(edits)
}

/// Reads the line before a block: words, `` `PATH` ``, and where the block goes.
fn addition(block: &Block<'_>) -> Result<Edit> {
    let parts: Vec<_> = block.intro.split('`').collect();
    let text = block.text();
    let (path, change) = match parts[..] {
        [_, path, ", new file:"] => (path, Change::Create(text)),
        [_, path, ", at the end:"] => (path, Change::Append(text)),
        [_, path, place, line, ":"] => {
            let place = match place {
                ", after " => Place::After,
                ", before " => Place::Before,
                ", in place of " => Place::Instead,
                _ => bail!("`{place}` is none of: after, before, in place of"),
            };
            (path, Change::Insert { place, line: line.to_owned(), text })
        }
        _ => bail!("it does not name a file as the module `guide` of xtask describes it"),
    };
    Ok(Edit { line: block.line, path: path.to_owned(), change })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(intro: &str) -> String {
        format!("# A feature\n\n```sh\ncargo run\n```\n\n{intro}\n\n```rust\nfn a() {{}}\n```\n")
    }

    #[test]
    fn the_line_before_a_block_says_where_it_goes() {
        let text = || "fn a() {}\n".to_owned();
        let at = |place| Change::Insert { place, line: "mod b;".to_owned(), text: text() };
        for (intro, change) in [
            ("`a.rs`, new file:", Change::Create(text())),
            ("`a.rs`, at the end:", Change::Append(text())),
            ("Then in `a.rs`, after `mod b;`:", at(Place::After)),
            ("`a.rs`, before `mod b;`:", at(Place::Before)),
            ("`a.rs`, in place of `mod b;`:", at(Place::Instead)),
        ] {
            let edits = additions(&page(intro)).expect(intro);
            assert_eq!(edits, [Edit { line: 9, path: "a.rs".to_owned(), change }]);
        }
    }

    #[test]
    fn a_block_without_its_file_is_an_error_that_names_the_line() {
        for intro in ["", "Look:", "`a.rs`:", "`a.rs`, near `mod b;`:", "`a.rs`, after `mod b;`"] {
            let error = additions(&page(intro)).expect_err(intro);
            assert!(format!("{error:#}").contains("line 9"), "{error:#}");
        }
        assert!(additions("# Nothing\n").is_err());
    }
}
