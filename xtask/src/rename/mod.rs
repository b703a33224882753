//! `cargo xtask rename NAME`: makes a clone its owner's.
//!
//! The name that is replaced is the one in [`CONSTANT`]; the places are found by looking through all
//! text files of the project, so that there is no list of paths to keep up to date.

mod name;
mod text;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use self::name::Name;
use crate::checkout;
use crate::program;
use crate::workspace::Workspace;

/// How the product's name is declared, in whichever file of `shared`.
const CONSTANT: &str = "pub const PRODUCT_NAME: &str = \"";
/// Files that keep the old name: licences name their holders, a history tells what was, and a lock
/// file names others.
const KEPT_FILES: [&str; 3] = ["LICENSE", "CHANGELOG", "Cargo.lock"];

/// The command line.
#[derive(Args)]
pub(crate) struct Options {
    /// The new name as people read it: letters, digits, blanks and hyphens.
    name: String,
    /// Also with changes that are not committed.
    #[arg(long)]
    force: bool,
}

/// Renames the checkout and says what has changed.
pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<()> {
    let new = Name::parse(&options.name)?;
    if !options.force {
        ensure_clean(workspace)?;
    }
    let root = workspace.path("");
    let changes = apply(&root, &new)?;
    if changes.count == 0 {
        println!("It is called {} already.", new.title);
        return Ok(());
    }
    print!("{}", changes.describe(&new));
    // Longer or shorter names change where lines break.
    workspace.run(&mut workspace.cargo(["fmt", "--all"]))?;
    let database = format!("data/{}.db", changes.old.slug);
    if root.join(&database).exists() {
        println!(
            "{database} stays, and the next start makes data/{}.db: rename the files of data/ to \
             keep what is in them.",
            new.slug
        );
    }
    println!("Next: `git diff`, then docs/guides/make-it-yours.md.");
    Ok(())
}

/// What a renaming did.
struct Changes {
    old: Name,
    count: usize,
    /// The changed places by file.
    files: Vec<(PathBuf, usize)>,
    /// The files with places that keep the old name, by the reason.
    kept: BTreeMap<&'static str, Vec<PathBuf>>,
    /// How often the new name was in the files before.
    earlier: usize,
}

impl Changes {
    fn describe(&self, new: &Name) -> String {
        let mut lines: Vec<_> = self
            .files
            .iter()
            .map(|(path, count)| format!("{count:>4}  {}", path.display()))
            .collect();
        let files = self.files.len();
        lines.push(format!(
            "{} is {} now, in {} places of {files} files.",
            self.old.title, new.title, self.count
        ));
        for (why, files) in &self.kept {
            let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            lines.push(format!("Kept in {}: {why}.", files.join(", ")));
        }
        lines.push(format!("Kept in files called {}.", KEPT_FILES.join(", ")));
        if self.earlier > 0 {
            lines.push(format!(
                "The word was there before, {} times: another renaming would take those places too.",
                self.earlier
            ));
        }
        lines.join("\n") + "\n"
    }
}

/// Renames all text files below `root`.
fn apply(root: &Path, new: &Name) -> Result<Changes> {
    let texts = texts(root)?;
    let old = current(&texts)?;
    let mut changes = Changes {
        old: old.clone(),
        count: 0,
        files: Vec::new(),
        kept: BTreeMap::new(),
        earlier: 0,
    };
    if old == *new {
        return Ok(changes);
    }
    for (path, before) in texts {
        changes.earlier += text::count(&before, new);
        let after = text::replace(&before, &old, new);
        for why in after.kept {
            let files = changes.kept.entry(why).or_default();
            if files.last() != Some(&path) {
                files.push(path.clone());
            }
        }
        if after.count > 0 {
            fs::write(root.join(&path), after.text)
                .with_context(|| format!("could not write {}", path.display()))?;
            changes.count += after.count;
            changes.files.push((path, after.count));
        }
    }
    Ok(changes)
}

/// The project's text files that may be changed.
fn texts(root: &Path) -> Result<Vec<(PathBuf, String)>> {
    let is_kept = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        KEPT_FILES.iter().any(|kept| name.starts_with(kept))
    };
    let mut texts = Vec::new();
    for path in checkout::files(root)?.into_iter().filter(|path| !is_kept(path)) {
        let bytes = fs::read(root.join(&path))
            .with_context(|| format!("could not read {}", path.display()))?;
        // What is no text is an image or a font.
        if let Ok(text) = String::from_utf8(bytes) {
            texts.push((path, text));
        }
    }
    Ok(texts)
}

/// The name that the product has now.
fn current(texts: &[(PathBuf, String)]) -> Result<Name> {
    let declared = |(path, text): &(PathBuf, String)| {
        let in_shared = path.starts_with("shared").then_some(text)?;
        let (_, rest) = in_shared.split_once(CONSTANT)?;
        rest.split_once('"').map(|(name, _)| name.to_owned())
    };
    let name = texts.iter().find_map(declared);
    Name::parse(&name.with_context(|| format!("there is no `{CONSTANT}…` in shared/"))?)
}

fn ensure_clean(workspace: &Workspace) -> Result<()> {
    let status = program::output(workspace.command("git").args(["status", "--porcelain"]));
    match status.as_deref() {
        Some("") => Ok(()),
        Some(_) => bail!("there are changes that are not committed: commit them first, or --force"),
        None => {
            ensure!(workspace.path("Cargo.toml").exists(), "there is no checkout");
            bail!("this is no git checkout, so the change could not be taken back: --force")
        }
    }
}

#[cfg(test)]
mod tests;
