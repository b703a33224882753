//! The fenced blocks of a page in Markdown.

use anyhow::{Result, bail};

/// A fenced block.
#[derive(Debug, PartialEq)]
pub(super) struct Block<'a> {
    /// The first word after the opening fence.
    pub(super) language: &'a str,
    /// The line of its opening fence, counted from 1.
    pub(super) line: usize,
    /// The last line of text before it.
    pub(super) intro: &'a str,
    pub(super) lines: Vec<&'a str>,
    /// The heading of the section it is in.
    pub(super) heading: &'a str,
}

impl Block<'_> {
    /// The text, each line with its end.
    pub(super) fn text(&self) -> String {
        self.lines.iter().map(|line| format!("{line}\n")).collect()
    }
}

/// All blocks of a page, in order.
pub(super) fn blocks(page: &str) -> Result<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let (mut intro, mut heading) = ("", "");
    let mut open: Option<Block<'_>> = None;
    for (index, line) in page.lines().enumerate() {
        let fence = line.strip_prefix("```");
        if let Some(mut block) = open.take() {
            if fence == Some("") {
                blocks.push(block);
                intro = "";
            } else {
                block.lines.push(line);
                open = Some(block);
            }
        } else if let Some(info) = fence {
            let language = info.split(|char: char| !char.is_alphanumeric()).next().unwrap_or(info);
            open = Some(Block { language, line: index + 1, intro, lines: Vec::new(), heading });
        } else if line.starts_with('#') {
            heading = line.trim_start_matches('#').trim();
            intro = "";
        } else if !line.trim().is_empty() {
            intro = line.trim();
        }
    }
    match open {
        Some(block) => bail!("line {}: the block has no end", block.line),
        None => Ok(blocks),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Title

Words.

## One
`a.rs`, new file:

```rust,ignore
fn a() {}

# not a heading
```

```sh
ls
```
";

    #[test]
    fn a_block_knows_its_heading_and_the_line_before_it() {
        let found = blocks(PAGE).expect("valid");
        let rust = Block {
            language: "rust",
            line: 8,
            intro: "`a.rs`, new file:",
            lines: vec!["fn a() {}", "", "# not a heading"],
            heading: "One",
        };
        let sh = Block { language: "sh", line: 14, intro: "", lines: vec!["ls"], heading: "One" };
        assert_eq!(found, [rust, sh]);
        assert_eq!(found[0].text(), "fn a() {}\n\n# not a heading\n");
    }

    #[test]
    fn a_block_without_an_end_is_an_error() {
        assert!(blocks("```rust\nfn a() {}\n").is_err());
    }
}
