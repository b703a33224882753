//! The list of rules that docs/security.md itself has, and that its table must cover.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

/// The sections that the list must have; how many rules each has, the list says.
const SECTIONS: RangeInclusive<u32> = 1..=12;
/// Begins the list: `Rules: 1.1–9, 2.1–12.`
const LIST: &str = "Rules: ";

/// The numbers that the page's own list has: `1.1` and `1.2` of `Rules: 1.1–2.`
pub(super) fn listed_rules(page: &str) -> Result<BTreeSet<String>, String> {
    let list = page.lines().find_map(|line| line.strip_prefix(LIST));
    let list = list.ok_or_else(|| format!("there is no line that begins with `{LIST}`"))?;
    let mut numbers = BTreeSet::new();
    for range in list.trim_end_matches('.').split(", ") {
        let range = parse(range).ok_or_else(|| format!("`{range}` is none like `2.1–12`"))?;
        numbers.extend(range);
    }
    match SECTIONS.into_iter().find(|section| !numbers.contains(&format!("{section}.1"))) {
        Some(section) => Err(format!("the list of rules has none of section {section}")),
        None => Ok(numbers),
    }
}

/// `2.1–12`.
fn parse(range: &str) -> Option<impl Iterator<Item = String>> {
    let (section, range) = range.split_once('.')?;
    let (first, last) = range.split_once('–')?;
    let (section, first, last): (u32, u32, u32) =
        (section.parse().ok()?, first.parse().ok()?, last.parse().ok()?);
    (first == 1 && last >= first).then(|| (first..=last).map(move |n| format!("{section}.{n}")))
}
