//! The folders of the session engine import each other one way only: what a folder stands on never
//! stands on that folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result, ensure};

use crate::sources::{files, root};

/// For each folder, or file beside the folders, those that it imports.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// Files that stand beside the folders and import none of them.
const IMPORT_NO_FOLDER: [&str; 9] = [
    "clock",
    "config",
    "counters",
    "device",
    "error",
    "events",
    "secret",
    "single_flight",
    "to_its_end",
];

/// A file's text without its comments.
fn code(path: &Path) -> Result<String> {
    let text = std::fs::read_to_string(path)?;
    let code: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    Ok(code.join("\n"))
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The name that a text begins with.
fn name(text: &str) -> &str {
    let text = text.trim_start();
    text.split(|c| !is_name(c)).next().unwrap_or_default()
}

/// The first name in each path that stands behind `crate::`, also where there is a list in braces.
fn first_names(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let Some(list) = rest.strip_prefix('{') else {
            found.push(name(rest));
            continue;
        };
        found.push(name(list));
        let mut depth = 0;
        for (at, c) in list.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => found.push(name(&list[at + 1..])),
                _ => {}
            }
        }
    }
    found.retain(|name| !name.is_empty());
    found
}

/// Which module the names that `lib.rs` exports come from.
fn exports(lib: &str) -> BTreeMap<String, String> {
    let mut of = BTreeMap::new();
    for statement in lib.split("pub use ").skip(1) {
        let Some((path, _)) = statement.split_once(';') else { continue };
        let path = path.trim_start_matches("self::");
        let module: String = path.chars().take_while(|c| is_name(*c)).collect();
        for name in path.split(|c: char| !is_name(c)).filter(|name| !name.is_empty()) {
            of.insert(name.to_owned(), module.clone());
        }
    }
    of
}

/// Who imports whom. The crate's root file is left out: it names all.
fn imports(folder: &Path) -> Result<Imports> {
    let exports = exports(&code(&folder.join("lib.rs"))?);
    let mut found = Vec::new();
    files(folder, &mut found)?;
    let mut imports = Imports::new();
    for file in found.iter().filter(|file| !file.ends_with("src/lib.rs")) {
        let inside = file.strip_prefix(folder)?;
        let is_beside = inside.components().count() == 1;
        let module = inside.components().next().context("a name")?;
        let module = name(&module.as_os_str().to_string_lossy()).to_owned();
        let code = code(file)?;
        let above = code.replace("use super::*;", "");
        let is_top = is_beside || file.ends_with("mod.rs");
        let way_out = if is_top { "super::" } else { "super::super::" };
        ensure!(!above.contains(way_out), "{}: say crate:: for it", inside.display());
        let named = first_names(&code).into_iter().map(str::to_owned);
        imports.entry(module).or_default().extend(named);
    }
    let modules: BTreeSet<String> = imports.keys().cloned().collect();
    for (module, found) in &mut imports {
        let from = found.iter().map(|name| exports.get(name).unwrap_or(name).clone());
        *found = from.filter(|name| name != module && modules.contains(name)).collect();
    }
    Ok(imports)
}

/// The circles, and what leads to them: what is left when those that import nothing of what is left
/// are taken away, again and again.
fn circles(mut imports: Imports) -> Imports {
    loop {
        let free: BTreeSet<String> =
            imports.iter().filter(|(_, of)| of.is_empty()).map(|(name, _)| name.clone()).collect();
        if free.is_empty() {
            return imports;
        }
        imports.retain(|name, _| !free.contains(name));
        imports.values_mut().for_each(|of| of.retain(|name| !free.contains(name)));
    }
}

#[test]
fn import_each_other_one_way_only() -> Result<()> {
    let imports = imports(&root()?.join("backend/session/src"))?;
    let at = |name: &str| imports.get(name).with_context(|| format!("{name} is there"));
    ensure!(at("sessions")?.contains("parts") && at("axum")?.contains("sessions"), "{imports:?}");
    for name in IMPORT_NO_FOLDER {
        let folders = at(name)?.iter().filter(|of| !IMPORT_NO_FOLDER.contains(&of.as_str()));
        ensure!(folders.count() == 0, "{name} imports {:?}", imports[name]);
    }
    let circles = circles(imports);
    ensure!(circles.is_empty(), "these import each other in a circle: {circles:#?}");
    Ok(())
}

#[test]
fn are_read_as_they_are_written() {
    let code =
        "use crate::a::{b, c};\nuse crate::{D, e::{f, g},\n    h};\nfn x() { crate::i::y() }";
    assert_eq!(first_names(code), ["a", "D", "e", "h", "i"]);
    let lib = "pub use self::a::B;\npub use c::d::{E, F};";
    let found = exports(lib);
    assert_eq!([&found["B"], &found["E"], &found["F"]], ["a", "c", "c"]);
    let of = |pairs: &[(&str, &[&str])]| -> Imports {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), b.iter().map(|b| (*b).to_owned()).collect()))
            .collect()
    };
    assert!(circles(of(&[("a", &["b", "c"]), ("b", &["c"]), ("c", &[])])).is_empty());
    let left = circles(of(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &[])]));
    assert_eq!(left.keys().collect::<Vec<_>>(), ["a", "b", "c"]);
}
